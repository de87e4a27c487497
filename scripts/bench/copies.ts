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

const rounds = 5
const months = 24

/** Transactions of one account over two years to Parquet, beside the library alone with the same values in memory; and memory as rows grow. */
export async function copiesSection(counts: readonly number[]): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-bench-copies-'))
  const rows: Row[] = []
  try {
    for (const count of counts) {
      const file = filled(join(folder, `${count}.sqlite`), count)
      const copy: number[] = []
      const alone: number[] = []
      let [most, measured] = [0, 0]
      for (let round = 0; round < rounds; round += 1) {
        alone.push(await writeAlone(file, join(folder, `alone-${count}-${round}`)))
        copy.push(await ownMs(1, () => write(file, join(folder, `copy-${count}-${round}`))))
      }
      const before = heldBytes()
      await write(file, join(folder, `held-${count}`), (written) => {
        if (written - measured < count / 10) return
        measured = written
        most = Math.max(most, heldBytes() - before)
      })
      const name = `${count.toLocaleString('en')} transactions`
      rows.push(plainRow(`hyparquet-writer alone, ${name}`, quantile(alone, 0.5)))
      const ratio = quantile(copy, 0.5) / quantile(alone, 0.5)
      rows.push({
        ...plainRow(`the Parquet copy, ${name}`, quantile(copy, 0.5), { of: 'ratio', most: 1.2 }),
        ratio,
      })
      rows.push(plainRow(`  held by the heap meanwhile, kB, ${name}`, most / 1000))
      file.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    title: 'A copy of a dataset: own processor time',
    unit: 'ms each',
    rows,
    notes: [
      'The library alone has the rows of a month in memory; the copy reads them from SQLite, hashes the files and forces them to the disk.',
    ],
  }
}

/** A dataset's file with so many transactions, evenly over the months. */
export function filled(path: string, count: number): DatasetFile {
  const file = openDatasetFile(path)
  const at = '2026-11-20T12:00:00.000Z'
  file.db.exec(`
    INSERT INTO runs (run_id, cause, started_at) VALUES (1, 'by hand', '${at}');
    INSERT INTO connections VALUES ('c1', 'c1', 'r1', 'i1', 's1', 'Crane Bank', 'ana', 'Household', 1, '${at}');
    INSERT INTO accounts (connection_id, account_key, institution_account_id, category, name, mask, currency, balance_type, _run_id, _loaded_at)
      VALUES ('c1', 'a1', '0071', 'deposit', 'Everyday checking', '0071', 'USD', 'asset', 1, '${at}');
    WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count} - 1)
    INSERT INTO transactions (account_id, transaction_date, amount, amount_minor, currency, description, category, direction, is_pending,
      posted_at, institution_transaction_id, fingerprint, _run_id, _loaded_at)
      SELECT 1, date('2024-12-01', (n % ${months}) || ' months', (n % 28) || ' days'),
        printf('-%d.%02d', n * 7919 % 5000, n % 100), -(n * 7919 % 5000 * 100 + n % 100), 'USD', 'Card payment at shop ' || (n % 997),
        'Groceries', 'debit', 0, date('2024-12-01', (n % ${months}) || ' months', (n % 28) || ' days') || 'T12:34:56.000Z',
        'transaction-' || n, hex(randomblob(32)), 1, '${at}' FROM numbers;
    INSERT INTO changed_months SELECT DISTINCT 1, substr(transaction_date, 1, 7), 1 FROM transactions;`)
  return file
}

function write(file: DatasetFile, folder: string, report: (rows: number) => void = () => {}): Promise<void> {
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
