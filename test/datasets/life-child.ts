import Database from 'better-sqlite3'
import { drawFrom } from '../../electron/main/sandbox/ledger/draw.ts'
import { playRun, playWhole, type Life } from './life.ts'

/** Where in a run this process dies: at its commit of this number, counted from 0, or at that statement. */
export interface Kill {
  what: 'before commit' | 'after commit' | 'before statement'
  number: number
}

export interface Call {
  life: Life
  /** Instead of its runs: runs in which nothing fails, at these times. */
  wholeMs?: readonly number[]
  fromRun: number
  /** Kills this process in one run of three; the moment follows from the seed. A list: at these moments of the runs of these numbers. */
  kills: 'at random' | readonly (Kill | null)[]
}

const { life, fromRun, kills, wholeMs } = JSON.parse(process.argv[2] ?? '') as Call
let kill: Kill | null = null
let commits = 0
let statements = 0

const prototype = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1')) as {
  run(this: Database.Statement, ...given: unknown[]): unknown
}
const realRun = prototype.run
prototype.run = function run(...given) {
  const isCommit = this.source === 'COMMIT'
  dieIf('before statement', statements)
  if (isCommit) dieIf('before commit', commits)
  const result = realRun.apply(this, given)
  if (isCommit) dieIf('after commit', commits)
  statements += 1
  if (isCommit) commits += 1
  return result
}

function dieIf(what: Kill['what'], number: number): void {
  if (kill?.what === what && kill.number === number) process.kill(process.pid, 'SIGKILL')
}

function killIn(run: number): Kill | null {
  if (kills !== 'at random') return kills[run] ?? null
  const draw = drawFrom(`${life.seed}/kill/${run}`)
  if (!draw.oneIn(3)) return null
  const whats = ['before commit', 'after commit', 'before statement'] as const
  const what = whats[draw.below(3)] ?? 'before commit'
  return { what, number: draw.below(what === 'before statement' ? 120 : 12) }
}

for (const atMs of wholeMs ?? []) await playWhole(life, atMs)
for (let run = wholeMs ? life.runs : fromRun; run < life.runs; run += 1) {
  kill = killIn(run)
  commits = 0
  statements = 0
  await playRun(life, run)
  process.stdout.write(`${run}\n`)
}
