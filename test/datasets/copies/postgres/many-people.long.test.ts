import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limits } from '../../../support/limits.ts'
import { postgresMissing, startPostgres, type TestPostgres } from '../../../support/postgres.ts'

const owners = 100
const connections = 1000
/** Of each connection, which has one account. */
const [reads, payments] = [3, 5]

/** What each owner's dataset has, as one statement. */
const filled = `
  CREATE TEMPORARY TABLE ids AS SELECT 'owner' || n AS owner, gen_random_uuid() AS dataset_id FROM generate_series(0, ${owners - 1}) AS n;
  CREATE TEMPORARY TABLE numbers AS SELECT owner, dataset_id, number FROM ids, generate_series(1, ${connections}) AS number;
  INSERT INTO mooring.copies SELECT owner, dataset_id, owner, 'All', now(), 1, now(), now() FROM ids;
  INSERT INTO mooring.connections (owner, dataset_id, connection_id, institution, account_count)
    SELECT owner, dataset_id, 'c' || number, 'First Bank', 1 FROM numbers;
  INSERT INTO mooring.consents (owner, dataset_id, connection_id, institution, status, consented_at, consent_ends_at)
    SELECT owner, dataset_id, 'c' || number, 'First Bank', 'active', now(), now() FROM numbers;
  INSERT INTO mooring.accounts (owner, dataset_id, account_id, connection_id, category, balance_type, _run_id, _loaded_at)
    SELECT owner, dataset_id, number, 'c' || number, 'deposit', 'asset', 1, now() FROM numbers;
  INSERT INTO mooring.balances (owner, dataset_id, account_id, read_at, kind, is_main, currency, amount, _run_id, _loaded_at)
    SELECT owner, dataset_id, number, now() - day * interval '1 day', 'current', true, 'USD', 0.01, 1, now()
    FROM numbers, generate_series(1, ${reads}) AS day;
  INSERT INTO mooring.transactions (owner, dataset_id, transaction_id, account_id, transaction_date, currency, amount, is_pending, _run_id, _loaded_at)
    SELECT owner, dataset_id, number * ${payments} + payment, number, now(), 'USD', -0.01, false, 1, now()
    FROM numbers, generate_series(1, ${payments}) AS payment;
  ANALYZE`

/** The views, and what each shows of one owner. */
const views = {
  v_access: { query: 'SELECT count(*) FROM mooring.v_access', rows: 1, ofOne: `${connections}` },
  v_transactions: {
    query: 'SELECT sum(amount) FROM mooring.v_transactions',
    rows: payments,
    ofOne: `-${((connections * payments) / 100).toFixed(2)}`,
  },
  v_balances_latest: {
    query: 'SELECT sum(amount) FROM mooring.v_balances_latest',
    rows: reads,
    ofOne: `${(connections / 100).toFixed(2)}`,
  },
}

describe.skipIf(postgresMissing)(
  `${owners} people with ${connections} connections each${postgresMissing ? `: ${postgresMissing}` : ''}`,
  () => {
    let server: TestPostgres
    beforeAll(async () => {
      server = await startPostgres()
      await server.addRole('owner7', 'mooring_writer')
      await server.addRole('lead', 'mooring_reader')
      await server.admin(filled)
    }, limits.longMs)
    afterAll(() => server?.close(), limits.hookMs)

    test.each(Object.entries(views))(
      '%s shows an owner the own rows and a reader all, and reads each a few times at most',
      (_view, { query, rows, ofOne }) => {
        expect(server.psql('owner7', query)).toBe(ofOne)
        expect(Number(server.psql('lead', query))).toBe(Number(ofOne) * owners)
        for (const [user, count] of [
          ['owner7', rows * connections],
          ['lead', rows * connections * owners],
        ] as const) {
          // A join that compares all rows of two tables reads a hundred times as many blocks.
          expect(blocksRead(server, user, query)).toBeLessThan(20 * count)
        }
      },
      limits.longMs,
    )
  },
)

function blocksRead(server: TestPostgres, user: string, query: string): number {
  const explained = server.psql(user, `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${query}`)
  const [{ Plan: plan }] = JSON.parse(explained) as [{ Plan: Record<string, number> }]
  return (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)
}
