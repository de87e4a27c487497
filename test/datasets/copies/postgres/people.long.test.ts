import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Access } from '../../../../electron/main/datasets/copies/postgres/access.ts'
import {
  deleteTeamCopy,
  writeTeamCopy,
} from '../../../../electron/main/datasets/copies/postgres/write-copy.ts'
import { openCopiedDataset, transactionOn, type CopiedDataset } from '../../../support/copied-dataset.ts'
import { limits } from '../../../support/limits.ts'
import { postgresMissing, startPostgres, type TestPostgres } from '../../../support/postgres.ts'

const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const hostile = `x'); DROP TABLE mooring.copies; --\t\\N\\.\n"’\0é\u{1F600}\uD800=1+1 {a,b} $1 \r\n\\`

describe.skipIf(postgresMissing)(`people of a team${postgresMissing ? `: ${postgresMissing}` : ''}`, () => {
  let server: TestPostgres
  let dataset: CopiedDataset
  beforeAll(async () => {
    server = await startPostgres({ schema: `team "a'b" $do$` })
    await server.addRole('ana', `team "a'b" $do$_writer`)
    await server.addRole('bo', `team "a'b" $do$_writer`)
    await server.addRole('lead', `team "a'b" $do$_reader`)
    await server.addRole('guest')
  }, limits.hookMs)
  afterAll(() => server?.close(), limits.hookMs)
  beforeEach(() => {
    dataset = openCopiedDataset()
  })
  afterEach(() => dataset.close())

  const schema = `"team ""a'b"" $do$"`
  const write = (
    user: string,
    id: string,
    more: { access?: Access[]; withNames?: boolean; name?: string } = {},
  ) =>
    writeTeamCopy(server.serverOf(user, { withNames: more.withNames ?? true }), {
      id,
      name: more.name ?? 'Household',
      path: dataset.file.path,
      access: more.access ?? [],
    })

  test('nobody reads or changes the rows of another, and a reader changes nothing', async () => {
    dataset.run([{ connectionId: 'c1', transactions: [transactionOn('2026-11-02', 't1', '-1.00')] }])
    await write('ana', idOf(1))
    // The same dataset, from somebody else's computer.
    await write('bo', idOf(1))
    const tables = ['copies', 'transactions', 'accounts', 'balances', 'connections', 'runs']
    for (const table of tables) {
      expect(server.psql('bo', `SELECT DISTINCT owner FROM ${schema}.${table}`)).toBe('bo')
      expect(server.psql('lead', `SELECT DISTINCT owner FROM ${schema}.${table} ORDER BY 1`)).toBe('ana\nbo')
      expect(server.psql('bo', `DELETE FROM ${schema}.${table} WHERE owner = 'ana'`)).toBe('DELETE 0')
      expect(() => server.psql('bo', `UPDATE ${schema}.${table} SET owner = 'ana'`)).toThrow(
        /row-level security/,
      )
      for (const sql of [`DELETE FROM ${schema}.${table}`, `TRUNCATE ${schema}.${table}`]) {
        expect(() => server.psql('lead', sql)).toThrow(/permission denied/)
      }
      expect(() => server.psql('guest', `SELECT * FROM ${schema}.${table}`)).toThrow(/permission denied/)
    }
    expect(server.psql('bo', `SELECT DISTINCT owner FROM ${schema}.v_transactions`)).toBe('bo')
    expect(() => server.psql('bo', `UPDATE ${schema}.mooring_schema SET version = 9`)).toThrow(
      /permission denied/,
    )
    const forged = `INSERT INTO ${schema}.transactions (owner, dataset_id, transaction_id, account_id, is_pending, _run_id, _loaded_at)
      VALUES ('ana', '${idOf(1)}', 99, 1, false, 99, now())`
    expect(() => server.psql('bo', forged)).toThrow(/row-level security/)
  })

  test('leaving deletes the own rows of one dataset, and nothing else', async () => {
    dataset.run([{ connectionId: 'c1', transactions: [transactionOn('2026-11-02', 't1', '-1.00')] }])
    await write('ana', idOf(2))
    await write('ana', idOf(3))
    await write('bo', idOf(2))
    await deleteTeamCopy(server.serverOf('ana'), idOf(2))
    for (const table of ['copies', 'transactions', 'accounts', 'balances', 'connections', 'runs']) {
      const left = `SELECT DISTINCT owner, dataset_id FROM ${schema}.${table}
        WHERE dataset_id IN ('${idOf(2)}', '${idOf(3)}') ORDER BY 1`
      expect(server.psql('lead', left)).toBe(`ana|${idOf(3)}\nbo|${idOf(2)}`)
    }
  })

  test('hostile text arrives as it is, in every field', async () => {
    dataset.run([
      {
        connectionId: 'h1',
        login: hostile,
        account: { name: hostile, mask: hostile, type: hostile, id: hostile },
        transactions: [
          transactionOn('2026-11-02', hostile, '-1.00', { description: hostile, category: hostile }),
          transactionOn('2026-02-30', 'no day', '-2.00'),
          transactionOn('0000-11-02', 'no year', '-3.00'),
        ],
      },
    ])
    const access = accessOf({
      linkedId: 'h1',
      institution: hostile,
      login: hostile,
      labels: [hostile],
      cause: hostile,
    })
    await writeTeamCopy(server.serverOf('ana', { owner: hostile }), {
      id: idOf(4),
      name: hostile,
      path: dataset.file.path,
      access: [access],
    })
    const arrived = hostile.replace('\0', '\uFFFD').replace('\uD800', '\uFFFD')
    const [row] = await server.admin(
      `SELECT description, category, login, institution, account_name, account_mask FROM ${schema}.v_transactions
       WHERE dataset_id = $1 AND transaction_date IS NOT NULL`,
      [idOf(4)],
    )
    expect(row).toMatchObject({
      account_name: arrived,
      account_mask: arrived,
      description: arrived,
      category: arrived,
      login: arrived,
      institution: arrived,
    })
    const [seen] = await server.admin(
      `SELECT owner_name, dataset_name, labels, cause FROM ${schema}.v_access WHERE dataset_id = $1`,
      [idOf(4)],
    )
    expect(seen).toEqual({ owner_name: arrived, dataset_name: arrived, labels: arrived, cause: arrived })
    expect(
      server.psql('lead', `SELECT sum(amount) FROM ${schema}.v_transactions WHERE dataset_id = '${idOf(4)}'`),
    ).toBe('-6.00')
  })

  test('the team sees the state of each access; without names no login, label, account name or digits', async () => {
    dataset.run([
      {
        connectionId: 'c1',
        login: 'marker-login',
        transactions: [transactionOn('2026-11-02', 't1', '-1.00')],
      },
    ])
    const access = [
      accessOf({ linkedId: 'c1', login: 'marker-login', labels: ['marker-label'] }),
      accessOf({ linkedId: 'c9', status: 'needs-consent', cause: 'consent_expired', login: 'marker-login' }),
      accessOf({ linkedId: 'c10', isSelected: false }),
    ]
    await write('ana', idOf(5), { access, withNames: false })
    const query = `SELECT connection_id, institution, status, cause, consent_ends_at, login, labels FROM ${schema}.v_access
      WHERE dataset_id = '${idOf(5)}' ORDER BY 1`
    expect(server.psql('lead', query).split('\n')).toEqual([
      'c1|First Bank|active||2027-11-20 00:00:00+00||',
      'c9|First Bank|needs-consent|consent_expired|2027-11-20 00:00:00+00||',
    ])
    const names = `SELECT count(*) FROM ${schema}.accounts WHERE dataset_id = '${idOf(5)}' AND (name, mask) IS DISTINCT FROM (NULL, NULL)`
    expect(server.psql('lead', names)).toBe('0')
    // By choice, also afterwards, and back.
    await write('ana', idOf(5), { access })
    expect(server.psql('lead', query)).toContain('marker-login|marker-label')
    await write('ana', idOf(5), { access, withNames: false })
    expect(server.psql('lead', query)).not.toContain('marker')
  })

  test('no secret, account number, or id of the institution is in the files of the server', async () => {
    const number = '4716930055512207'
    dataset.run([
      {
        connectionId: 'c1',
        account: { id: number },
        transactions: [transactionOn('2026-11-02', `${number}-17`, '-1.00', { description: 'Rent' })],
      },
    ])
    await write('ana', idOf(6), { access: [accessOf({ linkedId: 'c1' })] })
    await server.admin('CHECKPOINT')
    const files = readdirSync(join(server.folder, 'data'), { recursive: true, withFileTypes: true })
    const content = files
      .filter((one) => one.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name)))
    expect(content.length).toBeGreaterThan(500)
    expect(content.some((bytes) => bytes.includes('Rent'))).toBe(true)
    for (const secret of [number, 'ana-password']) {
      expect(content.filter((bytes) => bytes.includes(secret))).toHaveLength(0)
    }
  })

  test(
    '100 owners with 1,000 connections each',
    async () => {
      dataset.run([{ connectionId: 'c1', transactions: [transactionOn('2026-11-02', 't1', '-1.00')] }])
      const access = Array.from({ length: 1000 }, (_, index) => accessOf({ linkedId: `connection-${index}` }))
      for (let owner = 0; owner < 100; owner++) {
        const name = `owner${owner}`
        await server.addRole(name, `team "a'b" $do$_writer`)
        await writeTeamCopy(server.serverOf(name), {
          id: idOf(100 + owner),
          name: 'All',
          path: dataset.file.path,
          access,
        })
      }
      const query = `SELECT count(*), count(DISTINCT owner) FROM ${schema}.v_access WHERE dataset_name = 'All'`
      expect(server.psql('lead', query)).toBe('100100|100')
      expect(server.psql('owner7', query)).toBe('1001|1')
    },
    limits.longMs,
  )
})

function accessOf(change: Partial<Access>): Access {
  return {
    linkedId: 'c1',
    isSelected: true,
    institution: 'First Bank',
    login: 'ana',
    labels: [],
    status: 'active',
    cause: null,
    accountCount: 1,
    linkedAtMs: Date.UTC(2026, 10, 20),
    consentUntilMs: Date.UTC(2027, 10, 20),
    revokedAtMs: null,
    readAtMs: Date.UTC(2026, 10, 20),
    ...change,
  }
}
