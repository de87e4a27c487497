import { afterAll, beforeAll, expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listActivitySql } from '../../electron/main/store/activity.ts'
import { connectionsAfterSql } from '../../electron/main/store/connections.ts'
import { closeStore, openStore, type Store } from '../../electron/main/store/database.ts'
import {
  dueConsentNoticesSql,
  dueRefreshNoticesSql,
  dueRevocationsSql,
  plannedRefreshesSql,
} from '../../electron/main/store/grants.ts'

let folder: string
let store: Store
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-plans-'))
  store = openStore(join(folder, 'mooring.db'))
})
afterAll(() => {
  closeStore(store)
  rmSync(folder, { recursive: true, force: true })
})

/** How SQLite would go about it; a scan of a table, or a sort of its rows, costs more with each connection. */
function planOf(sql: string, parameters: object): string[] {
  return store
    .prepare<object, { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(parameters)
    .map(({ detail }) => detail)
}

test.each([
  [
    'planned refreshes',
    plannedRefreshesSql,
    { institutions: '[]', connections: '[]', nowMs: 0, limit: 1 },
    'refreshes_due',
  ],
  ['due revocations', dueRevocationsSql, [0], 'revocations_due'],
  ['due notices of a consent’s end', dueConsentNoticesSql, [0], 'consent_notices_due'],
  ['due notices of a refresh token’s end', dueRefreshNoticesSql, [0], 'refresh_notices_due'],
  ['pages of the list', connectionsAfterSql, { createdAtMs: 1, id: 'c', limit: 1 }, 'connections_in_order'],
  ['activity', listActivitySql.all, { beforeId: 1, kinds: null, limit: 1 }, 'INTEGER PRIMARY KEY'],
  [
    'activity in a file',
    listActivitySql.allAfter,
    { afterId: 1, kinds: null, limit: 1 },
    'INTEGER PRIMARY KEY',
  ],
  [
    'a connection’s activity in a file',
    listActivitySql.ofConnectionAfter,
    { connectionId: 'c', afterId: 1, kinds: null, limit: 1 },
    'activity_of_connection',
  ],
  [
    'a connection’s activity',
    listActivitySql.ofConnection,
    { connectionId: 'c', beforeId: 1, kinds: null, limit: 1 },
    'activity_of_connection',
  ],
])('%s are found by an index, in its order', (_what, sql, parameters, index) => {
  const plan = planOf(sql, parameters)
  expect(plan.join('\n')).toContain(index)
  expect(plan.filter((step) => /USE TEMP B-TREE|^SCAN (?!grants USING INDEX|json_each)/.test(step))).toEqual(
    [],
  )
})
