import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { countChanges, countUnnoted, differences, wholeMs } from './compare.ts'
import { dayMs, sinceOf, timesOf, type Life } from './life.ts'
import type { Call } from './life-child.ts'

const childFile = join(import.meta.dirname, 'life-child.ts')

/**
 * Plays a life in processes that are killed with SIGKILL, then whole runs over the next month and a half.
 *
 * @returns how many runs were killed, and how the file differs from the ledger, or changes by the same read again: nothing, if all is well
 */
export async function playLife(
  life: Life,
  kills: Call['kills'],
): Promise<{ killed: number; faults: string[] }> {
  let killed = 0
  for (let run = 0; run < life.runs;) {
    const { next, wasKilled } = await runChild({ life, fromRun: run, kills })
    killed += wasKilled ? 1 : 0
    run = next
  }
  const lastMs = timesOf(life).at(-1) ?? life.startMs
  const endMs = wholeMs(lastMs + 45 * dayMs)
  const playWhole = (...times: number[]) => runChild({ life, fromRun: 0, kills: [], wholeMs: times })
  // The last one reads the whole history: the one before was a month ago.
  await playWhole(wholeMs(lastMs + 10 * dayMs), endMs)
  const compared = { path: life.path, seed: life.seed, fromDay: sinceOf(life), atMs: endMs }
  const unnoted = countUnnoted(life.path)
  const faults = [
    ...life.accounts.flatMap((account) => differences(compared, account)),
    ...(unnoted === 0 ? [] : [`${unnoted} changed transactions are not found by copies`]),
  ]
  const changes = countChanges(life.path)
  await playWhole(endMs)
  const more = countChanges(life.path) - changes
  return { killed, faults: more === 0 ? faults : [...faults, `the same read again made ${more} changes`] }
}

async function runChild(call: Call): Promise<{ next: number; wasKilled: boolean }> {
  const child = spawn(process.execPath, [childFile, JSON.stringify(call)], {
    env: { ...process.env, TZ: call.life.zone },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let done = ''
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (done += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (...how) => resolve(how)),
  )
  const wasKilled = signal === 'SIGKILL'
  if (!wasKilled && code !== 0) throw new Error(said)
  const last = done.trim().split('\n').filter(Boolean).length
  // The run that was killed is one, too: the next one goes on.
  return { next: call.fromRun + last + (wasKilled ? 1 : 0), wasKilled }
}
