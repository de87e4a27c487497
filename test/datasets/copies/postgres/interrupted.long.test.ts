import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeTeamCopy } from '../../../../electron/main/datasets/copies/postgres/write-copy.ts'
import { openCopiedDataset, transactionOn, type CopiedDataset } from '../../../support/copied-dataset.ts'
import { limits } from '../../../support/limits.ts'
import { postgresMissing, startPostgres, type TestPostgres } from '../../../support/postgres.ts'

const id = '00000000-0000-4000-8000-000000000001'
const count = 50_000

describe.skipIf(postgresMissing)(
  `copies that are interrupted${postgresMissing ? `: ${postgresMissing}` : ''}`,
  () => {
    let server: TestPostgres
    let dataset: CopiedDataset
    beforeAll(async () => {
      server = await startPostgres()
      await server.addRole('ana', 'mooring_writer')
    }, limits.hookMs)
    afterAll(() => server?.close(), limits.hookMs)
    beforeEach(() => {
      dataset = openCopiedDataset()
      dataset.run([{ connectionId: 'c1', transactions: many() }])
    })
    afterEach(async () => {
      dataset.close()
      await server.admin(
        'ALTER ROLE ana RESET ALL; TRUNCATE mooring.copies, mooring.transactions, mooring.runs',
      )
      await server.admin('TRUNCATE mooring.balances, mooring.accounts, mooring.connections')
    })
    const write = (more: { port?: number; report?: (rows: number) => void } = {}) =>
      writeTeamCopy(
        server.serverOf('ana', more.port === undefined ? {} : { port: more.port }),
        { id, name: 'Household', path: dataset.file.path, access: [] },
        more.report ? { report: more.report } : {},
      )
    const rows = () => server.psql('ana', 'SELECT count(*) FROM mooring.transactions')
    /** The next copy has everything, whatever became of the one before. */
    const expectCaughtUp = async () => {
      expect(rows()).toBe('0')
      await write()
      expect(rows()).toBe(String(count))
    }

    test(
      'a connection that is lost in the middle of COPY is a server that did not answer',
      async () => {
        const between = await openBetween(server.port)
        const report = (written: number) => written > count / 2 && between.cut()
        await expect(
          write({ port: between.port, report: (written) => void report(written) }),
        ).rejects.toMatchObject({ code: 'team_unreachable' })
        between.server.close()
        await expectCaughtUp()
      },
      limits.longMs,
    )

    test.each([
      ['ends the session', 'pg_terminate_backend'],
      ['cancels the statement', 'pg_cancel_backend'],
    ])(
      'an administrator who %s loses nothing',
      async (_what, how) => {
        let done: Promise<unknown> | null = null
        const stop = (written: number) => {
          if (written > count / 2)
            done ??= server.admin(`SELECT ${how}(pid) FROM pg_stat_activity WHERE usename = 'ana'`)
        }
        await expect(write({ report: stop })).rejects.toMatchObject({ code: 'team_unreachable' })
        await done
        await expectCaughtUp()
      },
      limits.longMs,
    )

    test(
      'limits of time that the role has for questions do not end a copy',
      async () => {
        for (const name of [
          'statement_timeout',
          'idle_in_transaction_session_timeout',
          'idle_session_timeout',
        ])
          await server.admin(`ALTER ROLE ana SET ${name} = '1s'`)
        // Slower than that, whatever the computer.
        const lock = server.admin(
          'BEGIN; LOCK TABLE mooring.accounts IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(3); COMMIT',
        )
        await write()
        await lock
        expect(rows()).toBe(String(count))
      },
      limits.longMs,
    )

    test(
      'a text of ten million signs, and one of every sign that needs care, arrive whole',
      async () => {
        const long = `${'é\\.\n\t"\\'.repeat(1_400_000)}\0\uD800`
        dataset.run([
          {
            connectionId: 'c2',
            account: { name: long },
            transactions: [transactionOn('2026-11-02', 'l', '-1.00', { description: long })],
          },
        ])
        await write()
        expect(
          server.psql(
            'ana',
            `SELECT length(description), right(description, 4) FROM mooring.transactions ORDER BY length(description) DESC LIMIT 1`,
          ),
        ).toBe(`${long.length}|"\\\uFFFD\uFFFD`)
      },
      limits.longMs,
    )
  },
)

const many = () =>
  Array.from({ length: count }, (_, index) => transactionOn('2026-06-01', `m${index}`, '-1.00'))

/** A network between Mooring and the server, which can be cut. */
async function openBetween(port: number): Promise<{ server: Server; port: number; cut: () => void }> {
  const sockets: Socket[] = []
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) sockets.push(socket.on('error', () => undefined))
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    server,
    port: (server.address() as AddressInfo).port,
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy()
    },
  }
}
