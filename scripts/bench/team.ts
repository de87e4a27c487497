import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { copyLine } from '../../electron/main/datasets/copies/postgres/copy-text.ts'
import { withChanges } from '../../electron/main/datasets/copies/postgres/read-changes.ts'
import { tableOf } from '../../electron/main/datasets/copies/postgres/tables.ts'
import { writeTeamCopy } from '../../electron/main/datasets/copies/postgres/write-copy.ts'
import type { DatasetFile } from '../../electron/main/datasets/store/dataset-file.ts'
import { postgresMissing, startPostgres, type TestPostgres } from '../../test/support/postgres.ts'
import { filled } from './copies.ts'
import { leftOut, plainRow, quantile, type Row, type Section } from './figures.ts'

const title = 'A copy in PostgreSQL: time that passes'
const id = '00000000-0000-4000-8000-000000000001'
const changes = 1000
/** As slow as COPY of the same rows, at most so many times. */
const mostTimes = 3

/** The first copy of so many transactions, and a day's changes, each beside COPY of the same rows from a file into an equal table. */
export async function teamSection(count: number, rounds: number): Promise<Section> {
  if (postgresMissing !== null) return leftOut(title, postgresMissing)
  const folder = mkdtempSync(join(tmpdir(), 'mooring-bench-team-'))
  const server = await startPostgres({ settings: ['max_wal_size = 4GB'] })
  const times = {
    bare: [] as number[],
    first: [] as number[],
    bareDaily: [] as number[],
    daily: [] as number[],
  }
  try {
    await server.addRole('ana', 'mooring_writer')
    await server.admin('CREATE TABLE public.bare (LIKE mooring.transactions INCLUDING ALL)')
    for (let round = 0; round < rounds; round += 1) {
      const file = filled(join(folder, `${round}.sqlite`), count)
      const text = join(folder, `${round}.txt`)
      await writeText(file, text, 0)
      await server.admin('TRUNCATE public.bare, mooring.transactions, mooring.copies, mooring.runs')
      times.bare.push(await passed(async () => server.copyFile('public.bare', text)))
      times.first.push(await passed(() => write(server, file)))
      change(file)
      await writeText(file, text, 1)
      await server.admin('TRUNCATE public.bare')
      times.bareDaily.push(await passed(async () => server.copyFile('public.bare', text)))
      times.daily.push(await passed(() => write(server, file)))
      file.close()
    }
  } finally {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const rows: Row[] = [
    plainRow(`psql’s \\copy of the same rows, ${count.toLocaleString('en')}`, quantile(times.bare, 0.5)),
    beside(times.bare, `the first copy, ${count.toLocaleString('en')}`, times.first),
    plainRow(
      `psql’s \\copy of the same rows, ${changes.toLocaleString('en')}`,
      quantile(times.bareDaily, 0.5),
    ),
    beside(times.bareDaily, `a day’s changes, ${changes.toLocaleString('en')}`, times.daily),
  ]
  return {
    title,
    unit: 'ms',
    rows,
    notes: [
      'Both tables have the same columns and indexes. \\copy writes a day’s rows into an empty table, as new ones. The server doesn’t force its log to the disk.',
    ],
  }
}

function beside(base: readonly number[], what: string, ms: readonly number[]): Row {
  const ratio = quantile(ms, 0.5) / quantile(base, 0.5)
  return { ...plainRow(what, quantile(ms, 0.5), { of: 'ratio', most: mostTimes }), ratio }
}

async function write(server: TestPostgres, file: DatasetFile): Promise<void> {
  await writeTeamCopy(server.serverOf('ana'), { id, name: 'Household', path: file.path, access: [] })
}

/** Half of them are new, half are changed. */
function change(file: DatasetFile): void {
  const at = '2026-11-21T12:00:00.000Z'
  const columns = `account_id, transaction_date, amount, amount_minor, currency, description, is_pending, fingerprint, _run_id, _loaded_at`
  file.db.exec(`
    INSERT INTO runs (run_id, cause, started_at) VALUES (2, 'schedule', '${at}');
    UPDATE transactions SET description = description || '.', _run_id = 2 WHERE transaction_id % 100 = 0 AND transaction_id <= ${50 * changes};
    INSERT INTO transactions (${columns}) SELECT account_id, '2026-11-21', amount, amount_minor, currency, description, 0, fingerprint, 2, '${at}'
      FROM transactions LIMIT ${changes / 2};
    INSERT INTO transaction_changes (run_id, transaction_id, kind) SELECT 2, transaction_id, 'updated' FROM transactions WHERE _run_id = 2;
    INSERT INTO changed_months SELECT DISTINCT account_id, substr(transaction_date, 1, 7), 2 FROM transactions WHERE _run_id = 2
      ON CONFLICT DO UPDATE SET _run_id = 2;`)
}

/** The rows of later runs as COPY reads them, with owner and dataset. */
async function writeText(file: DatasetFile, path: string, afterRun: number): Promise<void> {
  const { columns } = tableOf('transactions')
  await withChanges(file.path, { withNames: true }, async (changesAfter) => {
    function* lines() {
      for (const row of changesAfter(afterRun).transactions()) yield `ana\t${id}\t${copyLine(columns, row)}`
    }
    await pipeline(Readable.from(lines()), createWriteStream(path))
  })
}

async function passed(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}
