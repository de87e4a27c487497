import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stubDialog } from 'electron-playwright-helpers'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setup } from '../setup/built-app.ts'
import { host } from '../support/app.ts'
import { openBrowserUser, type BrowserUser } from '../support/browser-user.ts'
import { copiedQuery } from '../support/copied-dataset.ts'
import { queryFileWithDuckDb } from '../support/csv-readers.ts'
import { queryDataset } from '../support/datasets.ts'
import { limits } from '../support/limits.ts'
import { passwordOf, postgresMissing, startPostgres, type TestPostgres } from '../support/postgres.ts'
import { startTeamMember, type TeamMember } from '../support/team-member.ts'

const tables = [
  'copies',
  'connections',
  'consents',
  'accounts',
  'balances',
  'holdings',
  'transactions',
  'runs',
]
const views = ['v_access', 'v_transactions', 'v_balances_latest']
/** Of each connection's current transactions: their number, their sum, and their sum in cents. */
const sums = `SELECT connection_id, count(*), sum(amount)::numeric(38, 2), sum(amount_minor) FROM mooring.v_transactions GROUP BY 1 ORDER BY 1`

describe.skipIf(postgresMissing)(
  `two installs of Mooring, on ${host.kind}${postgresMissing ? `: ${postgresMissing}` : ''}`,
  () => {
    let browserUser: BrowserUser
    let server: TestPostgres
    let ana: TeamMember
    let bo: TeamMember
    beforeAll(async () => {
      setup()
      server = await startPostgres({ tls: true })
      for (const user of ['ana', 'bo']) await server.addRole(user, 'mooring_writer')
      await server.addRole('lead', 'mooring_reader')
      // From now on, into a file of its folder.
      for (const setting of logsEverything) await server.admin(`ALTER SYSTEM SET ${setting}`)
      await server.stop()
      await server.start()
      browserUser = await openBrowserUser()
      ana = await startTeamMember()
      bo = await startTeamMember()
    }, limits.longMs)
    afterAll(async () => {
      await ana?.close()
      await bo?.close()
      await browserUser?.close()
      await server?.close()
    }, limits.hookMs)

    const joinTeam = async (member: TeamMember, user: string): Promise<void> => {
      const dialog = await member.enterTeam(server, user)
      await dialog.getByText('A CA file', { exact: true }).click()
      const filePaths = [join(server.folder, 'data/ca.pem')]
      await stubDialog(member.app.electron, 'showOpenDialog', { canceled: false, filePaths })
      await dialog.getByRole('button', { name: 'Choose: A CA file' }).click()
      await dialog.getByText('ca.pem').waitFor()
      await dialog.getByRole('button', { name: 'Test connection' }).click()
      await expect
        .poll(() => dialog.innerText(), { timeout: limits.waitMs })
        .toContain(', encrypted: everything is there.')
      await dialog.getByRole('button', { name: 'Save and copy' }).click()
      await member.team.getByText(/Last copied/).waitFor()
    }
    /** The same sums in the file, in Parquet and at the server. */
    const expectSame = async (member: TeamMember, user: string): Promise<void> => {
      const inFile = queryDataset<{ connection_id: string; rows: number; minor: string }>(
        member.file,
        `SELECT connection_id, count(*) AS rows, CAST(sum(amount_minor) AS TEXT) AS minor FROM v_transactions GROUP BY 1 ORDER BY 1`,
      )
      expect(inFile.length).toBeGreaterThan(0)
      const parquet = join(member.dataFolder, 'data/datasets/Household/parquet/transactions/*/*/*.parquet')
      const inParquet = await queryFileWithDuckDb(parquet, copiedQuery)
      expect(inParquet).toMatchObject(inFile)
      const lines = inParquet.map(({ connection_id, rows, sum, minor }) =>
        [connection_id, rows, sum, minor].join('|'),
      )
      expect(server.psql(user, sums).split('\n')).toEqual(lines)
    }
    /** Everything that a role sees of an owner. */
    const rowsOf = (reader: string, owner: string): string[] =>
      tables.map((table) =>
        server.psql(reader, `SELECT * FROM mooring.${table} WHERE owner = '${owner}' ORDER BY 1, 2, 3`),
      )

    test(
      'each sees its own rows, the reader sees both, a killed server is caught up with, and who leaves takes only own rows',
      async () => {
        await ana.link(browserUser, 'mikomo_7')
        await bo.link(browserUser, 'mikomo_10')
        for (const [member, user] of [
          [ana, 'ana'],
          [bo, 'bo'],
        ] as const) {
          await member.makeDataset()
          await joinTeam(member, user)
          await expectSame(member, user)
        }
        for (const name of [...tables, ...views]) {
          const owners = (user: string) =>
            server.psql(user, `SELECT DISTINCT owner FROM mooring.${name} ORDER BY 1`)
          if (name === 'holdings') continue
          expect({ name, owners: ['ana', 'bo', 'lead'].map(owners) }).toEqual({
            name,
            owners: ['ana', 'bo', 'ana\nbo'],
          })
        }
        const logins = 'SELECT owner_name, login, status FROM mooring.v_access ORDER BY 1'
        expect(server.psql('lead', logins)).toBe(
          'ana of the team|mikomo_7|active\nbo of the team|mikomo_10|active',
        )

        // Ana has more to copy, and the server dies when a part of it is written.
        await ana.link(browserUser, 'mikomo_1')
        const before = rowsOf('lead', 'ana')
        const lock = await lockTable(server, 'accounts')
        await ana.showData()
        await ana.app.window.getByRole('button', { name: 'Run now: Household' }).click()
        const waiting = `SELECT count(*)::integer AS n FROM pg_stat_activity WHERE usename = 'ana' AND wait_event_type = 'Lock'`
        const look = async () => (await server.admin(waiting))[0]?.['n']
        await expect.poll(look, { timeout: limits.longMs }).toBe(1)
        await server.kill()
        await lock.end().catch(() => undefined)
        await bo.app.window.getByRole('button', { name: 'Run now: Household' }).click()
        for (const { team } of [ana, bo])
          await team.getByText(/didn’t answer/).waitFor({ timeout: limits.longMs })
        await server.start()
        expect(rowsOf('lead', 'ana')).toEqual(before)
        for (const [member, user] of [
          [ana, 'ana'],
          [bo, 'bo'],
        ] as const) {
          await member.team.getByRole('button', { name: 'Copy now' }).click()
          await member.team.getByText(/didn’t answer/).waitFor({ state: 'detached', timeout: limits.longMs })
          await expectSame(member, user)
        }
        expect(server.psql('ana', 'SELECT count(DISTINCT connection_id) FROM mooring.v_transactions')).toBe(
          '2',
        )
        expect(server.psql('bo', 'SELECT max(run_id) FROM mooring.runs')).toBe('2')

        const anas = rowsOf('lead', 'ana')
        await bo.team.getByRole('button', { name: 'Leave the team with Household' }).click()
        await bo.app.window.getByRole('button', { name: 'Leave and delete rows' }).click()
        await bo.team.getByText('Not copied to a team’s database.').waitFor()
        expect(rowsOf('lead', 'bo')).toEqual(tables.map(() => ''))
        expect(rowsOf('lead', 'ana')).toEqual(anas)
        await expectSame(ana, 'ana')
      },
      limits.longMs,
    )

    test('no password is in the data folders, nor in what the server keeps and logs', async () => {
      await server.admin('CHECKPOINT')
      const secrets = ['ana', 'bo'].map(passwordOf)
      const log = filesBelow(join(server.folder, 'data/log'))
      expect(Buffer.concat(log).includes('INSERT INTO "mooring".')).toBe(true)
      for (const folder of [ana.dataFolder, bo.dataFolder, join(server.folder, 'data')]) {
        const content = filesBelow(folder)
        for (const secret of secrets)
          expect(content.filter((bytes) => bytes.includes(secret))).toHaveLength(0)
      }
    })
  },
)

/** PostgreSQL writes each statement with its values into a file of its folder. */
const logsEverything = [
  'logging_collector = on',
  `log_directory = 'log'`,
  `log_statement = 'all'`,
  'log_duration = on',
]

function filesBelow(folder: string): Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name)))
}

/** Holds a table until the connection ends, so that whoever writes it waits. */
async function lockTable({ port }: TestPostgres, table: string): Promise<Client> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    database: 'team',
    user: 'postgres',
    password: passwordOf('postgres'),
  })
  client.on('error', () => undefined)
  await client.connect()
  await client.query(`BEGIN; LOCK TABLE mooring.${table} IN ACCESS EXCLUSIVE MODE`)
  return client
}
