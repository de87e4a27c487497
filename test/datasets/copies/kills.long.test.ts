import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  copiedQuery,
  openCopiedDataset,
  transactionOn,
  type CopiedDataset,
} from '../../support/copied-dataset.ts'
import { queryFileWithDuckDb } from '../../support/csv-readers.ts'

const copies = join(import.meta.dirname, '../../../electron/main/datasets/copies/index.ts')

let dataset: CopiedDataset
let folder: string
beforeEach(() => {
  dataset = openCopiedDataset()
  folder = join(dataset.folder, 'Household')
})
afterEach(() => dataset.close())

/** Writes the Parquet copy in a process of its own, killed before its change number `killBefore` to the disk. @returns whether it was */
async function writeKilled(path: string, killBefore: number): Promise<boolean> {
  const script = `
    import fs from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    let effects = 0
    const watch = (owner, name) => {
      const real = owner[name]
      owner[name] = function (...given) {
        effects += 1
        if (effects === ${killBefore}) process.kill(process.pid, 'SIGKILL')
        return real.apply(this, given)
      }
    }
    const handle = await fs.promises.open(process.execPath)
    for (const name of ['appendFile', 'sync']) watch(Object.getPrototypeOf(handle), name)
    await handle.close()
    for (const name of ['mkdir', 'open', 'rename', 'rm', 'rmdir']) watch(fs.promises, name)
    syncBuiltinESMExports()
    const { writeCopies } = await import(${JSON.stringify(copies)})
    const context = { folder: ${JSON.stringify(folder)}, signal: new AbortController().signal, report: () => {} }
    await writeCopies({ path: ${JSON.stringify(path)} }, ['parquet'], context)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (signal === null) expect(code).toBe(0)
  return signal === 'SIGKILL'
}

/** The rows of each month, as a reader finds them now. */
async function readMonths(): Promise<Record<string, string>> {
  const rows = await queryFileWithDuckDb(
    join(folder, 'parquet/transactions/*/*/*.parquet'),
    `SELECT month, string_agg(institution_transaction_id || amount::VARCHAR, ' ' ORDER BY transaction_id) AS rows FROM file GROUP BY 1`,
  )
  return Object.fromEntries(rows.map(({ month, rows: own }) => [String(month), String(own)]))
}

test('killed before each change to the disk, a reader sees the old month or the new one, and the next copy is whole', async () => {
  const kept = [transactionOn('2026-10-31', 't3', '-3.00'), transactionOn('2026-06-01', 't4', '-4.00')]
  dataset.run([
    {
      connectionId: 'c1',
      transactions: [
        transactionOn('2026-11-02', 't1', '-1.00'),
        transactionOn('2026-09-02', 't2', '-2.00'),
        ...kept,
      ],
    },
  ])
  await writeKilled(dataset.file.path, 0)
  const old = await readMonths()
  const before = join(dataset.folder, 'before')
  cpSync(folder, before, { recursive: true })
  // One month changes, one begins, one ends, two stay.
  dataset.run([
    {
      connectionId: 'c1',
      transactions: [
        transactionOn('2026-11-02', 't1', '-1.50'),
        transactionOn('2026-08-02', 't5', '-5.00'),
        ...kept,
      ],
    },
  ])
  // A run that goes on meanwhile is not in the way.
  dataset.file.db.pragma('wal_checkpoint(TRUNCATE)')
  const path = join(dataset.folder, 'after.sqlite')
  copyFileSync(dataset.file.path, path)
  await writeKilled(path, 0)
  const now = await readMonths()
  expect(Object.keys(now).toSorted()).toEqual(['2026-06', '2026-08', '2026-10', '2026-11'])

  let kills = 0
  for (let number = 1; ; number += 1) {
    rmSync(folder, { recursive: true })
    cpSync(before, folder, { recursive: true })
    if (!(await writeKilled(path, number))) break
    kills += 1
    const seen = await readMonths()
    for (const month of new Set([...Object.keys(old), ...Object.keys(now), ...Object.keys(seen)])) {
      expect([old[month], now[month]], `month ${month}, killed before change ${number}`).toContain(
        seen[month],
      )
    }
    expect(await writeKilled(path, 0)).toBe(false)
    expect(await readMonths()).toEqual(now)
  }
  expect(kills).toBeGreaterThan(40)
  expect(
    await queryFileWithDuckDb(join(folder, 'parquet/transactions/*/*/*.parquet'), copiedQuery),
  ).toMatchObject([{ connection_id: 'c1', rows: 4, sum: '-13.50' }])
})
