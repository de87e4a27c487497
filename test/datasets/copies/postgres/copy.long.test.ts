import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeCopies } from '../../../../electron/main/datasets/copies/index.ts'
import { writeTeamCopy } from '../../../../electron/main/datasets/copies/postgres/write-copy.ts'
import { openDatasetFile } from '../../../../electron/main/datasets/store/dataset-file.ts'
import { deleteConnection } from '../../../../electron/main/datasets/store/delete-connection.ts'
import { beginRun } from '../../../../electron/main/datasets/store/runs.ts'
import {
  copiedQuery,
  openCopiedDataset,
  transactionOn,
  type CopiedDataset,
} from '../../../support/copied-dataset.ts'
import { queryFileWithDuckDb } from '../../../support/csv-readers.ts'
import { limits } from '../../../support/limits.ts'
import { postgresMissing, startPostgres, type TestPostgres } from '../../../support/postgres.ts'

describe.skipIf(postgresMissing)(
  `copies in PostgreSQL${postgresMissing ? `: ${postgresMissing}` : ''}`,
  () => {
    let server: TestPostgres
    let dataset: CopiedDataset
    beforeAll(async () => {
      server = await startPostgres()
      await server.addRole('ana', 'mooring_writer')
    }, limits.hookMs)
    afterAll(() => server?.close(), limits.hookMs)
    let count = 0
    let id: string
    beforeEach(() => {
      count += 1
      id = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
      dataset = openCopiedDataset()
    })
    afterEach(() => dataset.close())

    const write = (path = dataset.file.path) =>
      writeTeamCopy(server.serverOf('ana'), { id, name: 'Household', path, access: [] })
    const ask = (sql: string) => server.admin(sql.replaceAll('@own', `dataset_id = '${id}'`))
    const amounts = async () =>
      (
        await ask(
          `SELECT amount::text FROM mooring.v_transactions WHERE @own ORDER BY transaction_date, amount`,
        )
      ).map(({ amount }) => amount)
    const payments = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) =>
        transactionOn(
          `2026-11-${String(1 + ((from + index) % 28)).padStart(2, '0')}`,
          `t${from + index}`,
          `-${from + index}.10`,
        ),
      )

    test('PostgreSQL, SQLite and Parquet give the same sums to the cent', async () => {
      dataset.run([
        {
          connectionId: 'c1',
          transactions: [
            transactionOn('2026-11-02', 't1', '-12.50'),
            transactionOn('2026-11-02', 't2', '-12.50', { description: '=1+1' }),
            transactionOn('2026-11-19', 't3', '-0.01', { isPending: true }),
            transactionOn('2026-10-31', 't4', '90071992547409.93'),
            transactionOn(null, 't5', '-7.77'),
          ],
        },
        { connectionId: 'c2', transactions: [transactionOn('2026-11-30', 'u1', '100.00')] },
      ])
      await writeCopies(dataset.file, ['parquet'], {
        folder: join(dataset.folder, 'Household'),
        signal: new AbortController().signal,
        report: () => {},
      })
      await write()
      const sums = [
        { connection_id: 'c1', rows: 5, sum: '90071992547377.15', minor: '9007199254737715' },
        { connection_id: 'c2', rows: 1, sum: '100.00', minor: '10000' },
      ]
      const parquet = join(dataset.folder, 'Household/parquet/transactions/*/*/data.parquet')
      expect(await queryFileWithDuckDb(parquet, copiedQuery)).toEqual(sums)
      expect(
        await ask(`SELECT connection_id, count(*)::integer AS rows, sum(amount)::numeric(38, 2)::text AS sum,
        sum(amount_minor)::text AS minor FROM mooring.v_transactions WHERE @own GROUP BY 1 ORDER BY 1`),
      ).toEqual(sums)
    })

    test(
      'a server that was away for a week has everything after the next run, and doubles nothing',
      async () => {
        dataset.run([{ connectionId: 'c1', transactions: payments(0, 20) }])
        await write()
        await server.stop()
        for (let day = 1; day <= 7; day++) {
          dataset.run([{ connectionId: 'c1', transactions: payments(0, 20 + day) }])
          await expect(write()).rejects.toMatchObject({ code: 'team_unreachable' })
        }
        await server.start()
        await write()
        const first = await amounts()
        expect(first).toHaveLength(27)
        const before = await ask('SELECT max(xmin::text::bigint) AS newest FROM mooring.transactions')
        await write()
        expect(await amounts()).toEqual(first)
        // Nothing was written a second time.
        expect(await ask('SELECT max(xmin::text::bigint) AS newest FROM mooring.transactions')).toEqual(
          before,
        )
      },
      limits.longMs,
    )

    test('changes, vanished rows and deleted connections reach the copy', async () => {
      dataset.run([
        { connectionId: 'c1', transactions: payments(1, 4) },
        { connectionId: 'c2', transactions: payments(5, 8) },
      ])
      await write()
      dataset.run([{ connectionId: 'c1', transactions: payments(1, 3) }])
      await write()
      expect(await amounts()).toEqual(['-1.10', '-2.10', '-5.10', '-6.10', '-7.10'])
      deleteConnection(dataset.file, 'c2', Date.UTC(2026, 10, 21))
      dataset.run([
        { connectionId: 'c1', transactions: [...payments(1, 2), transactionOn('2026-11-03', 't2', '-3.33')] },
      ])
      await write()
      expect(await amounts()).toEqual(['-1.10', '-3.33'])
      for (const table of ['transactions', 'balances', 'accounts', 'connections']) {
        const query = `SELECT count(*)::integer AS rows FROM mooring.${table} WHERE @own AND
        ${table === 'connections' ? `connection_id = 'c2'` : `account_id = 2`}`
        expect(await ask(query)).toEqual([{ rows: 0 }])
      }
    })

    test('a restored backup overwrites nothing', async () => {
      dataset.run([{ connectionId: 'c1', transactions: payments(1, 3) }])
      dataset.file.db.pragma('wal_checkpoint(TRUNCATE)')
      const backup = join(dataset.folder, 'backup.sqlite')
      copyFileSync(dataset.file.path, backup)
      dataset.run([{ connectionId: 'c1', transactions: payments(1, 5) }])
      await write()
      await expect(write(backup)).rejects.toMatchObject({ code: 'team_copy_newer' })
      // Also once it has as many runs, or more: they are other ones.
      const restored = openDatasetFile(backup)
      for (const minute of [9, 10, 11])
        beginRun(restored, { atMs: Date.UTC(2026, 10, 22, 0, minute), cause: 'by hand' })
      restored.close()
      await expect(write(backup)).rejects.toMatchObject({ code: 'team_copy_newer' })
      expect(await amounts()).toHaveLength(4)
      // The newer file goes on.
      dataset.run([{ connectionId: 'c1', transactions: payments(1, 6) }])
      await write()
      expect(await amounts()).toHaveLength(5)
    })

    test.each([
      ['behind', -400],
      ['ahead', 400],
    ])('a clock that is %s loses and doubles nothing', async (_where, days) => {
      dataset.run([{ connectionId: 'c1', transactions: payments(1, 3) }])
      await write()
      const skewedMs = Date.UTC(2026, 10, 20) + days * 86_400_000
      dataset.run([{ connectionId: 'c1', transactions: payments(1, 4), atMs: skewedMs }])
      await write()
      dataset.run([{ connectionId: 'c1', transactions: payments(1, 5) }])
      await write()
      expect(await amounts()).toHaveLength(4)
    })

    test(
      'a server that is killed in the middle of a run has the run before, and catches up',
      async () => {
        dataset.run([{ connectionId: 'c1', transactions: payments(0, 10) }])
        await write()
        dataset.run([{ connectionId: 'c1', transactions: [...payments(0, 10), ...many(100_000)] }])
        let isKilled: Promise<void> | null = null
        const report = (rows: number): void => {
          if (rows > 20_000) isKilled ??= server.kill()
        }
        await expect(
          writeTeamCopy(
            server.serverOf('ana'),
            { id, name: 'Household', path: dataset.file.path, access: [] },
            { report },
          ),
        ).rejects.toMatchObject({ code: 'team_unreachable' })
        await isKilled
        await server.start()
        expect(await amounts()).toHaveLength(10)
        await write()
        expect(await amounts()).toHaveLength(100_010)
      },
      limits.longMs,
    )

    test(
      'a copy that is cancelled leaves the one before',
      async () => {
        dataset.run([{ connectionId: 'c1', transactions: payments(0, 10) }])
        await write()
        dataset.run([{ connectionId: 'c1', transactions: [...payments(0, 10), ...many(50_000)] }])
        const controller = new AbortController()
        const copied = { id, name: 'Household', path: dataset.file.path, access: [] }
        const report = (rows: number) => rows > 10_000 && controller.abort('user')
        await expect(
          writeTeamCopy(server.serverOf('ana'), copied, {
            signal: controller.signal,
            report: (rows) => void report(rows),
          }),
        ).rejects.toBe('user')
        expect(await amounts()).toHaveLength(10)
      },
      limits.longMs,
    )
  },
)

function many(rows: number) {
  return Array.from({ length: rows }, (_, index) => transactionOn('2026-06-01', `m${index}`, `-${index}.00`))
}
