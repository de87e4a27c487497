import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../run.ts'
import { quantile, type Section } from './figures.ts'

/** One row of both commits: medians over the turns. */
export interface ComparedRow {
  title: string
  what: string
  unit: string
  before: number
  after: number
  /** Of the row to that of its section which everything is compared with; null where it has none. */
  ratioBefore: number | null
  ratioAfter: number | null
}

/**
 * Measures the same sections of another commit and of this checkout, turn by turn, each by its own bench.
 *
 * @param args of `npm run bench`
 * @throws Error for a commit that git does not know, and for a bench that fails
 */
export function measureAgainst(commit: string, args: readonly string[], turns: number): ComparedRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-bench-against-'))
  const other = join(folder, 'checkout')
  const runs = { before: [] as Section[][], after: [] as Section[][] }
  try {
    git(['worktree', 'add', '--quiet', '--detach', other, commit])
    for (const packages of ['node_modules', 'scripts/bench/peers/node_modules']) {
      if (existsSync(join(root, packages))) symlinkSync(join(root, packages), join(other, packages), 'dir')
    }
    for (let turn = 0; turn < turns; turn += 1) {
      console.log(`Turn ${turn + 1} of ${turns}`)
      runs.before.push(run(other, args, join(folder, 'figures.json')))
      runs.after.push(run(root, args, join(folder, 'figures.json')))
    }
  } finally {
    if (existsSync(other)) git(['worktree', 'remove', '--force', other])
    rmSync(folder, { recursive: true, force: true })
  }
  return compareRuns(runs.before, runs.after)
}

/** The rows that both have, by title and name. */
export function compareRuns(
  before: readonly (readonly Section[])[],
  after: readonly (readonly Section[])[],
): ComparedRow[] {
  const [earlier, later] = [valuesByRow(before), valuesByRow(after)]
  return [...later].flatMap(([key, { title, what, unit, p50, ratio }]) => {
    const known = earlier.get(key)
    if (!known) return []
    return {
      title,
      what,
      unit,
      before: quantile(known.p50, 0.5),
      after: quantile(p50, 0.5),
      ratioBefore: known.ratio.length > 0 ? quantile(known.ratio, 0.5) : null,
      ratioAfter: ratio.length > 0 ? quantile(ratio, 0.5) : null,
    }
  })
}

interface RowValues {
  title: string
  what: string
  unit: string
  p50: number[]
  ratio: number[]
}

function valuesByRow(runs: readonly (readonly Section[])[]): Map<string, RowValues> {
  const values = new Map<string, RowValues>()
  for (const { title, unit, rows } of runs.flat()) {
    for (const { what, p50, ratio } of rows) {
      const key = `${title}\n${what}`
      const row = values.get(key) ?? { title, what, unit, p50: [], ratio: [] }
      if (p50 !== null) row.p50.push(p50)
      if (ratio !== null) row.ratio.push(ratio)
      values.set(key, row)
    }
  }
  return values
}

export function printCompared(rows: readonly ComparedRow[], commit: string): void {
  for (const [title, some] of Map.groupBy(rows, (row) => row.title)) {
    console.log(`\n${title}`)
    console.log(columns(['', commit.slice(0, 9), 'now', 'now/then', 'ratio then', 'ratio now']))
    for (const { what, before, after, ratioBefore, ratioAfter } of some) {
      console.log(
        columns([what, before, after, after / before, ratioBefore, ratioAfter].map((cell) => textOf(cell))),
      )
    }
  }
}

function textOf(cell: string | number | null): string {
  return typeof cell === 'number' ? cell.toPrecision(3) : (cell ?? '')
}

function columns([first = '', ...cells]: string[]): string {
  return `  ${first.padEnd(58)}${cells.map((cell) => cell.padStart(12)).join('')}`
}

function run(checkout: string, args: readonly string[], json: string): Section[] {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(checkout, 'scripts/bench.ts'), ...args, '--json', json],
    { cwd: checkout, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`The bench of ${checkout} failed:\n${stderr}`)
  return JSON.parse(readFileSync(json, 'utf8')) as Section[]
}

function git(args: string[]): void {
  const { status, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
}
