import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeTeamCopy } from '../../../../electron/main/datasets/copies/postgres/write-copy.ts'
import { drawFrom } from '../../../../electron/main/sandbox/ledger/draw.ts'
import { users } from '../../../../electron/main/sandbox/users.ts'
import { account, owner, payments, runOnce, noonMs } from '../../../support/dataset.ts'
import { answerAccountQuestion } from '../../../../electron/main/datasets/store/account-questions.ts'
import { openDatasetFile } from '../../../../electron/main/datasets/store/dataset-file.ts'
import { queryDataset } from '../../../support/datasets.ts'
import { limits } from '../../../support/limits.ts'
import { postgresMissing, startPostgres, type TestPostgres } from '../../../support/postgres.ts'
import { playRun, type Life } from '../../life.ts'

/** What of each table is compared, as both databases write it. */
const compared = {
  accounts: `account_id, connection_id, coalesce(superseded_by, 0), coalesce(same_account_as, 0), gone_at IS NULL, _run_id`,
  balances: `account_id, kind, amount, balance_date, _run_id`,
  holdings: `account_id, position_number, coalesce(market_value, units), holding_date, _run_id`,
  transactions: `transaction_id, account_id, transaction_date, amount, coalesce(description, ''), is_pending, vanished_at IS NULL,
    coalesce(superseded_by, 0), _run_id`,
  runs: `run_id, cause, outcome, inserted`,
}

describe.skipIf(postgresMissing)(`copies over months${postgresMissing ? `: ${postgresMissing}` : ''}`, () => {
  let server: TestPostgres
  let folder: string
  beforeAll(async () => {
    server = await startPostgres()
    await server.addRole('ana', 'mooring_writer')
    folder = mkdtempSync(join(tmpdir(), 'mooring-team-'))
  }, limits.hookMs)
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await server.close()
  }, limits.hookMs)

  const write = (id: string, path: string) =>
    writeTeamCopy(server.serverOf('ana'), { id, name: 'Household', path, access: [] })
  async function expectSame(id: string, path: string): Promise<void> {
    for (const [table, columns] of Object.entries(compared)) {
      const inFile = queryDataset<object>(path, `SELECT ${columns} FROM ${table}`)
      const query = `SELECT ${columns} FROM mooring.${table} WHERE dataset_id = '${id}'`
      const there = server.psql('ana', query).split('\n')
      const rows = inFile.map(lineOf).toSorted()
      expect({ table, rows: there.filter(Boolean).toSorted() }).toEqual({ table, rows })
    }
  }

  test(
    'whatever the institution does, and whichever runs a copy misses, it has what the file has',
    async () => {
      const id = '00000000-0000-4000-8000-000000000001'
      const life: Life = {
        path: join(folder, 'life.sqlite'),
        seed: 'team',
        zone: 'UTC',
        accounts: users.find(({ username }) => username === 'mikomo_15')?.accounts ?? [],
        startMs: Date.parse('2026-11-26T09:00:00Z'),
        runs: 16,
      }
      const draw = drawFrom('team/copies')
      for (let run = 0; run < life.runs; run += 1) {
        await playRun(life, run)
        if (draw.oneIn(2)) await write(id, life.path)
        if (draw.oneIn(4)) await expectWritten(id, life.path)
      }
      await expectWritten(id, life.path)
    },
    limits.longMs,
  )
  const expectWritten = async (id: string, path: string) => {
    await write(id, path)
    await expectSame(id, path)
  }

  test('an account that continues under a new id takes its balances along', async () => {
    const id = '00000000-0000-4000-8000-000000000002'
    const path = join(folder, 'joined.sqlite')
    const file = openDatasetFile(path)
    runOnce(file, { accounts: [account()], sent: { checking: payments(12, 'p') } })
    await expectWritten(id, path)
    const renamed = account({ key: 'renamed', id: 'a2', balances: { current: '13.00' } })
    runOnce(file, { accounts: [renamed], sent: { renamed: payments(12, 'q') }, atMs: noonMs + 86_400_000 })
    expect(
      file.db.prepare('SELECT count(*) AS n FROM accounts WHERE superseded_by IS NOT NULL').get(),
    ).toEqual({ n: 1 })
    await expectWritten(id, path)
    file.close()
  })

  test('an account that the user says continues another one has each transaction once', async () => {
    const id = '00000000-0000-4000-8000-000000000004'
    const path = join(folder, 'answered.sqlite')
    const file = openDatasetFile(path)
    const renamed = account({ key: 'renamed', id: 'a2' })
    runOnce(file, { sent: { checking: payments(20, 'p') } })
    runOnce(file, { accounts: [renamed], sent: { renamed: payments(15, 'q') }, atMs: noonMs + 86_400_000 })
    await expectWritten(id, path)
    answerAccountQuestion(file, {
      connectionId: owner.connectionId,
      accountKey: 'renamed',
      earlierKey: 'checking',
      isSame: true,
      atMs: noonMs + 2 * 86_400_000,
    })
    await expectWritten(id, path)
    file.close()
  })

  test(
    'Mooring that is killed in the middle of a copy leaves the one before',
    async () => {
      const id = '00000000-0000-4000-8000-000000000003'
      const path = join(folder, 'killed.sqlite')
      const file = openDatasetFile(path)
      runOnce(file, { sent: { checking: payments(12, 'p') } })
      await write(id, path)
      file.db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        INSERT INTO transactions (account_id, transaction_date, amount, is_pending, fingerprint, _run_id, _loaded_at)
        SELECT 1, '2026-11-01', '-1.00', 0, '', 2, '2026-11-26T12:00:00.000Z' FROM n;
        INSERT INTO transaction_changes (run_id, transaction_id, kind) SELECT 2, transaction_id, 'inserted' FROM transactions WHERE _run_id = 2;
        INSERT INTO runs (run_id, cause, started_at) VALUES (2, 'by hand', '2026-11-27T12:00:00.000Z')`)
      const rows = () =>
        server.psql('ana', `SELECT count(*) FROM mooring.transactions WHERE dataset_id = '${id}'`)
      const script = `import { writeTeamCopy } from ${JSON.stringify(join(import.meta.dirname, '../../../../electron/main/datasets/copies/postgres/write-copy.ts'))}
        const [server, dataset] = JSON.parse(process.argv[1])
        await writeTeamCopy(server, dataset, { report: (rows) => rows > 20000 && process.kill(process.pid, 'SIGKILL') })`
      const given = JSON.stringify([server.serverOf('ana'), { id, name: 'Household', path, access: [] }])
      const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, given], {
        stdio: 'inherit',
      })
      const [, signal] = await new Promise<unknown[]>((resolve) =>
        child.once('close', (...how) => resolve(how)),
      )
      expect(signal).toBe('SIGKILL')
      expect(rows()).toBe('12')
      // Two at once, as from two computers with the same file.
      await Promise.all([write(id, path), write(id, path)])
      expect(rows()).toBe('100012')
      await expectSame(id, path)
      file.close()
    },
    limits.longMs,
  )
})

/** As psql prints a row. */
function lineOf(row: object): string {
  return Object.entries(row)
    .map(([name, value]: [string, unknown]) =>
      name.startsWith('is_') || name.includes(' IS ')
        ? value === 1
          ? 't'
          : 'f'
        : value === null
          ? ''
          : String(value),
    )
    .join('|')
}
