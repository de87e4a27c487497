import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildCommand } from '../run.ts'
import { openLocalApp } from '../../test/support/local-app.ts'
import { linkMikomo } from '../../test/support/linked.ts'
import { startRowListener, usualRow } from '../../test/support/row-listener.ts'
import { inTurn, plainRow, quantile, rowOf, type Section } from './figures.ts'

/** The command in a process of its own, beside Node alone. */
export async function scriptsSections(rows: number, rounds: number): Promise<Section[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-bench-'))
  if (buildCommand(folder) !== 0) throw new Error('The command could not be built.')
  const command = join(folder, 'mooring.mjs')
  try {
    return [await tokenSection(folder, command, rounds), await rowsSection(folder, command, rows, rounds)]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function tokenSection(folder: string, command: string, rounds: number): Promise<Section> {
  const app = await openLocalApp()
  try {
    await linkMikomo(app.harness)
    app.allowAll()
    const env = { MOORING_DATA: app.harness.folder }
    await node([command, 'token', 'mikomo', '--wait'], folder, env)
    const times = await inTurn(
      [
        { name: 'mooring token', once: () => node([command, 'token', 'mikomo'], folder, env) },
        { name: 'floor: node -e 0', once: () => node(['-e', '0'], folder, env) },
      ],
      rounds,
    )
    const [ours = [], floor = []] = times.map(({ ms }) => ms)
    const base = times[1] ?? null
    return {
      title: 'A token for a script: from the start of the process to its end',
      unit: 'p50 ms',
      rows: [
        ...times.map((each) => rowOf(each, base)),
        plainRow('above the floor', quantile(ours, 0.5) - quantile(floor, 0.5), { of: 'p50', most: 20 }),
      ],
      notes: [],
    }
  } finally {
    await app.close()
  }
}

async function rowsSection(folder: string, command: string, rows: number, rounds: number): Promise<Section> {
  const listener = await startRowListener(rows)
  const file = join(folder, 'rows.jsonl')
  writeFileSync(file, `${JSON.stringify(usualRow)}\n`.repeat(rows))
  const env = { MOORING_DATA: listener.dataFolder }
  const copy = `require('fs').createReadStream(${JSON.stringify(file)}).pipe(process.stdout)`
  const ways = (['jsonl', 'json', 'csv'] as const).map((format) => ({
    name: `mooring transactions --${format}`,
    once: () => node([command, 'transactions', 'x', `--${format}`], folder, env),
  }))
  try {
    const floor = {
      name: 'floor: node copies a file of the same rows',
      once: () => node(['-e', copy], folder, env),
    }
    const times = await inTurn([...ways, floor], Math.ceil(rounds / 4))
    const base = times.at(-1) ?? null
    return {
      title: `${rows} transactions for a script, as they come`,
      unit: 'p50 ms',
      rows: times.map((each) => rowOf(each, base)),
      notes: ['The rows come from the app’s own listener, and from no institution.'],
    }
  } finally {
    await listener.close()
  }
}

/** Runs Node to its end, and reads what it writes. @throws Error when it fails */
async function node(args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout.resume()
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`)
}
