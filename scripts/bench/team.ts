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

/** The first copy of so many transactions beside COPY of the same rows from a file into an equal table, and a day's changes. */
export async function teamSection(count: number, rounds: number): Promise<Section> {
  if (postgresMissing !== null) return leftOut(title, postgresMissing)
  const folder = mkdtempSync(join(tmpdir(), 'mooring-bench-team-'))
  const server = await startPostgres({ settings: ['max_wal_size = 4GB'] })
  const times = { bare: [] as number[], first: [] as number[], daily: [] as number[] }
  try {
    await server.addRole('ana', 'mooring_writer')
    await server.admin('CREATE TABLE public.bare (LIKE mooring.transactions INCLUDING ALL)')
    for (let round = 0; round < rounds; round += 1) {
      const file = filled(join(folder, `${round}.sqlite`), count)
      const text = join(folder, `${round}.txt`)
      await writeText(file, text)
      await server.admin('TRUNCATE public.bare, mooring.transactions, mooring.copies, mooring.runs')
      times.bare.push(await passed(async () => server.copyFile('public.bare', text)))
      times.first.push(await passed(() => write(server, file)))
      change(file)
      times.daily.push(await passed(() => write(server, file)))
      file.close()
    }
  } finally {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const rows: Row[] = [
    plainRow(`psql’s \\copy of the same rows, ${count.toLocaleString('en')}`, quantile(times.bare, 0.5)),
    {
      ...plainRow(`the first copy, ${count.toLocaleString('en')}`, quantile(times.first, 0.5), {
        of: 'ratio',
        most: 3,
      }),
      ratio: quantile(times.first, 0.5) / quantile(times.bare, 0.5),
    },
    plainRow(`a day’s changes, ${changes.toLocaleString('en')}`, quantile(times.daily, 0.5)),
  ]
  return {
    title,
    unit: 'ms',
    rows,
    notes: [
      'Both tables have the same columns and the same key. The server doesn’t force its log to the disk.',
    ],
  }
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
      FROM transactions LIMIT ${changes / 2};`)
}

/** The rows as COPY reads them, with owner and dataset. */
async function writeText(file: DatasetFile, path: string): Promise<void> {
  const { columns } = tableOf('transactions')
  await withChanges(file.path, { withNames: true }, async (changesAfter) => {
    function* lines() {
      for (const row of changesAfter(0).transactions()) yield `ana\t${id}\t${copyLine(columns, row)}`
    }
    await pipeline(Readable.from(lines()), createWriteStream(path))
  })
}

async function passed(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}
