import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetWriteFile } from 'hyparquet-writer'
import { transactions } from '../../electron/main/datasets/copies/copied-tables.ts'
import { writeCopies } from '../../electron/main/datasets/copies/index.ts'
import { openSnapshot } from '../../electron/main/datasets/copies/snapshot.ts'
import { openDatasetFile, type DatasetFile } from '../../electron/main/datasets/store/dataset-file.ts'
import { encoded, schemaOf } from '../../electron/main/tables/parquet.ts'
import { plainRow, quantile, type Row, type Section } from './figures.ts'
import { heldBytes, ownMs } from './growth.ts'

const months = 24

/**
 * Transactions of one account over two years to Parquet, beside the library alone with the same values in memory.
 *
 * @param memoryOf numbers of transactions: what writing their copy holds
 */
export async function copiesSection(
  count: number,
  rounds: number,
  memoryOf: readonly number[],
): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-bench-copies-'))
  try {
    const rows = await timed(folder, count, rounds)
    for (const own of memoryOf) rows.push(...(await memory(folder, own)))
    return {
      title: 'A copy of a dataset: own processor time, and memory',
      unit: '',
      rows,
      notes: [
        'The library alone has the rows of a month in memory; the copy reads them from SQLite, hashes the files and forces them to the disk.',
      ],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function timed(folder: string, count: number, rounds: number): Promise<Row[]> {
  const file = filled(join(folder, 'timed.sqlite'), count)
  const copy: number[] = []
  const alone: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await writeAlone(file, join(folder, `alone-${round}`)))
    copy.push(await ownMs(1, () => writeCopy(file, join(folder, `copy-${round}`))))
  }
  file.close()
  const name = `${count.toLocaleString('en')} transactions, ms`
  const ratio = quantile(copy, 0.5) / quantile(alone, 0.5)
  return [
    plainRow(`hyparquet-writer alone, ${name}`, quantile(alone, 0.5)),
    { ...plainRow(`the Parquet copy, ${name}`, quantile(copy, 0.5), { of: 'ratio', most: 1.2 }), ratio },
  ]
}

async function memory(folder: string, count: number): Promise<Row[]> {
  const path = join(folder, `${count}.sqlite`)
  const file = filled(path, count)
  const before = heldBytes()
  let [held, measured] = [0, 0]
  await writeCopy(file, join(folder, `${count}-held`), (written) => {
    if (written - measured < count / 10) return
    measured = written
    held = Math.max(held, heldBytes() - before)
  })
  file.close()
  // In a process of its own, which has held no more before.
  const script = join(import.meta.dirname, 'copy-memory.ts')
  const peak = Number(execFileSync(process.execPath, [script, path], { encoding: 'utf8' }))
  const name = count.toLocaleString('en')
  return [
    plainRow(`  held by the heap meanwhile, MB, ${name} transactions`, held / 1e6),
    plainRow(`  resident at most, with what is not collected yet, MB, ${name}`, peak / 1e6),
  ]
}

/** A dataset's file with so many transactions, evenly over the months, the newest month first, as a run stores them. */
export function filled(path: string, count: number): DatasetFile {
  const file = openDatasetFile(path)
  const at = '2026-11-20T12:00:00.000Z'
  file.db.exec(`
    INSERT INTO runs (run_id, cause, started_at) VALUES (1, 'by hand', '${at}');
    INSERT INTO connections VALUES ('c1', 'c1', 'r1', 'i1', 's1', 'Crane Bank', 'ana', 'Household', 1, '${at}');
    INSERT INTO accounts (connection_id, account_key, institution_account_id, category, name, mask, currency, balance_type, _run_id, _loaded_at)
      VALUES ('c1', 'a1', '0071', 'deposit', 'Everyday checking', '0071', 'USD', 'asset', 1, '${at}');
    WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count} - 1),
      days AS (SELECT n, date('2026-11-01', -(n * ${months} / ${count}) || ' months', (n % 28) || ' days') AS day FROM numbers)
    INSERT INTO transactions (account_id, transaction_date, amount, amount_minor, currency, description, category, direction, is_pending,
      posted_at, institution_transaction_id, fingerprint, _run_id, _loaded_at)
      SELECT 1, day, printf('-%d.%02d', n * 7919 % 5000, n % 100), -(n * 7919 % 5000 * 100 + n % 100), 'USD',
        'Card payment at shop ' || (n % 997), 'Groceries', 'debit', 0, day || 'T12:34:56.000Z', 'transaction-' || n,
        hex(randomblob(32)), 1, '${at}' FROM days ORDER BY n;
    INSERT INTO transaction_changes (run_id, transaction_id, kind) SELECT 1, transaction_id, 'inserted' FROM transactions;
    INSERT INTO changed_months SELECT DISTINCT 1, substr(transaction_date, 1, 7), 1 FROM transactions;`)
  return file
}

export function writeCopy(
  file: DatasetFile,
  folder: string,
  report: (rows: number) => void = () => {},
): Promise<void> {
  return writeCopies(file, ['parquet'], { folder, signal: new AbortController().signal, report })
}

/** The same files by the library alone. @returns how long it took without reading the rows */
async function writeAlone(file: DatasetFile, folder: string): Promise<number> {
  mkdirSync(folder)
  const snapshot = openSnapshot(file.path)
  let ms = 0
  for (const part of snapshot.parts) {
    const rows = [...snapshot.readPart(part)].flat()
    ms += await ownMs(1, () => {
      const columnData = encoded(transactions.columns, rows)
      parquetWriteFile({
        filename: join(folder, part.month),
        columnData,
        schema: schemaOf(transactions.columns),
      })
    })
  }
  snapshot.close()
  return ms
}
