import { spawnSync } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'

// Every limit of time in the tests. None is a measure of speed: each is far beyond what an idle machine takes, and grows with how
// slow this machine is, so that only a test that would never end meets it.

const variable = 'MOORING_TEST_SLOWNESS'

/** How long an idle machine of the kind that CI has takes to start Node and end it. */
const usualNodeStartMs = 60
const worst = 20

/** Measured once a run, before any test: how many times slower than usual a process starts here. Handed on to every test process. */
export function measureSlowness(): void {
  // Somebody with a debugger may say how patient the tests are to be.
  if (process.env[variable] !== undefined) return
  const startedMs = performance.now()
  for (let count = 0; count < 3; count++) spawnSync(process.execPath, ['-e', '0'])
  process.env[variable] = String(Math.min(worst, (performance.now() - startedMs) / 3 / usualNodeStartMs))
}

/** At least 1: what was measured at the beginning, or what the system says of the last minute, whichever is more. */
function slowness(): number {
  const measured = Number(process.env[variable] ?? 1)
  const [load = 0] = loadavg()
  return Math.max(1, measured, Math.min(worst, load / availableParallelism()))
}

function limitsNow() {
  const times = slowness()
  const grown = (ms: number): number => Math.round(ms * times)
  return {
    /** One test. */
    testMs: grown(60_000),
    /** A test that takes minutes by nature, on any machine. */
    longMs: grown(600_000),
    /** Starting what a file of tests needs, or ending it: an app, servers, a browser. */
    hookMs: grown(90_000),
    /** Something that will come: an element of a page, a window, a condition. */
    waitMs: grown(20_000),
    /** How long Undo is there for a test to press: as in the app, on an idle machine. */
    undoMs: grown(5000),
    /** A request to a server on this computer that answers at once. */
    requestMs: grown(5000),
  }
}

/** Milliseconds, for this test file. */
export const limits = limitsNow()

/** Before each file: those that share a process share this module. */
export function renewLimits(): void {
  Object.assign(limits, limitsNow())
}
