import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { setRefreshTimer } from '../../electron/main/connections/refresh/scheduler.ts'
import { setRevocationTimer } from '../../electron/main/connections/revoke/revocation-queue.ts'
import { announce } from '../../electron/main/connections/model/view.ts'
import { makeHandlers } from '../../electron/main/ipc/handlers.ts'
import { answerCall } from '../../electron/main/ipc/serve.ts'
import { defaultPreferences } from '../../electron/main/store/preferences.ts'
import type { Method, Output } from '../../shared/contract.ts'
import type { Failure } from '../../shared/errors.ts'
import type { AppStatus } from '../../shared/models/app.ts'
import type { Connection, ConnectionSummary } from '../../shared/models/connection.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { linkMikomo } from '../support/linked.ts'

const origin = 'app://bundle'
const appStatus: AppStatus = {
  version: '1.0.0',
  platform: 'linux',
  problem: null,
  backup: null,
  readOnly: null,
}

let harness: Harness
let damaged: Connection
let whole: Connection
let restarts: string[]

beforeEach(async () => {
  harness = openHarness()
  restarts = []
  damaged = await linkMikomo(harness, 'mikomo_7')
  whole = await linkMikomo(harness, 'mikomo_1')
})
afterEach(() => harness.close())

/** Changes stored bytes as a damaged disk does: no constraint is checked. */
function damage(sql: string, ...values: unknown[]): void {
  const { store } = harness.deps
  store.pragma('ignore_check_constraints = ON')
  store.pragma('foreign_keys = OFF')
  store.prepare(sql).run(...values)
  store.pragma('ignore_check_constraints = OFF')
  store.pragma('foreign_keys = ON')
}

/** What the window gets for a call. */
async function ask<M extends Method>(method: M, input: unknown): Promise<Output<M> & Partial<Failure>> {
  const handlers = makeHandlers(
    harness.deps,
    {} as never,
    appStatus,
    (from) => void restarts.push(from),
    {} as never,
    {} as never,
  )
  const frame = { url: `${origin}/index.html`, parent: null }
  const answer = await answerCall(
    { origin, handlers, log: harness.log, isClosing: () => false },
    { sender: {} as never, senderFrame: frame as never },
    method,
    input,
  )
  return (answer.ok ? answer.value : answer.error) as Output<M> & Partial<Failure>
}

const list = async (): Promise<ConnectionSummary[]> =>
  (await ask('connections.list', { after: null, limit: 10 })).connections

const grantOf = (connectionId: string) =>
  harness.deps.store
    .prepare<[string], { id: string }>('SELECT grant_id AS id FROM connections WHERE id = ?')
    .get(connectionId)?.id ?? ''

describe.each<[string, () => void]>([
  ['a grant whose JSON was cut', () => set('grants', 'scopes_granted', '["open')],
  ['a grant with an unknown permission', () => set('grants', 'permissions', '["accoumts"]')],
  ['a grant in an unknown state', () => set('grants', 'state', 'actjve')],
  ['a grant that is gone', () => damage('DELETE FROM grants WHERE id = ?', grantOf(damaged.id))],
])('%s', (_what, harm) => {
  beforeEach(harm)

  test('is one row that says so, and the other row is shown [R8]', async () => {
    const [first, second] = await list()
    expect(first).toMatchObject({ id: damaged.id, status: 'unreadable', problem: { code: 'row_damaged' } })
    expect(second).toMatchObject({ id: whole.id, status: 'active', problem: null })
  })

  test('can be announced, and its calls fail with the reason [R8]', { tags: 'thorough' }, async () => {
    announce(harness.deps, damaged.id)
    expect(harness.events.at(-1)?.payload).toMatchObject({ id: damaged.id, status: 'unreadable' })
    expect(await ask('connections.read', { id: damaged.id })).toMatchObject({ code: 'row_damaged' })
  })

  test('is found by the check of the database [R8]', { tags: 'thorough' }, async () => {
    const report = await ask('database.check', {})
    expect(report.isSound).toBe(false)
    expect(report.faults).toBeGreaterThan(0)
  })

  test('stops neither the refreshes nor the revocations of others [R8]', async () => {
    damage('UPDATE grants SET next_try_at = 1')
    damage(`UPDATE grants SET state = 'revoking', revoke_at = 1 WHERE id = ?`, grantOf(whole.id))
    setRefreshTimer(harness.deps)
    setRevocationTimer(harness.deps)
    await expect
      .poll(
        () => harness.events.some(({ payload }) => Reflect.get(Object(payload), 'status') === 'revoked'),
        {
          timeout: 20_000,
        },
      )
      .toBe(true)
    expect(harness.log.lines.filter((line) => JSON.stringify(line).includes('timer.failed'))).toEqual([])
  })
})

function set(table: 'grants', column: string, value: string): void {
  damage(`UPDATE ${table} SET ${column} = ? WHERE id = ?`, value, grantOf(damaged.id))
}

test('a damaged registration makes its connections unreadable and hides no other list [R8]', async () => {
  damage(`UPDATE registrations SET environment = '{"kind":"mik'`)
  expect(await list()).toMatchObject([{ status: 'unreadable' }, { status: 'unreadable' }])
  expect(await ask('registrations.list', {})).toEqual([])
  expect(await ask('institutions.list', {})).toHaveLength(1)
  expect((await ask('database.check', {})).isSound).toBe(false)
})

test.each<[string, unknown]>([
  ['id', ''],
  ['name', ''],
  ['created_at', 2 ** 60],
])(
  'a damaged institution (%s) makes its connections unreadable and hides no other list [R8]',
  async (column, value) => {
    damage(`UPDATE institutions SET ${column} = ?`, typeof value === 'number' ? BigInt(value) : value)
    expect(await list()).toMatchObject([{ status: 'unreadable' }, { status: 'unreadable' }])
    expect(await ask('institutions.list', {})).toEqual([])
    expect(await ask('registrations.list', {})).toHaveLength(1)
    expect(await ask('activity.list', {})).not.toEqual([])
    expect((await ask('database.check', {})).isSound).toBe(false)
  },
)

test.each<[string, unknown]>([
  ['balances', '{"curr'],
  ['category', 'depnsit'],
  ['currency', 'USDX'],
  ['as_of_day', '2026-1'],
  ['as_of', 2 ** 60],
])('a damaged account (%s) is shown as unavailable beside the others [R8]', async (column, value) => {
  const changed = typeof value === 'number' ? BigInt(value) : value
  damage(`UPDATE accounts SET ${column} = ? WHERE connection_id = ? AND position = 0`, changed, damaged.id)
  const { accounts } = await ask('connections.read', { id: damaged.id })
  expect(accounts).toHaveLength(damaged.accounts.length)
  expect(accounts[0]).toMatchObject({ balances: {}, unavailable: true })
})

test.each<[string, unknown]>([
  ['problem', '{"co'],
  ['kind', 'lonked'],
  ['at', 2 ** 60],
])('a damaged line of the activity (%s) is still a line [R8]', async (column, value) => {
  const before = await ask('activity.list', {})
  harness.deps.store.exec('DROP TRIGGER activity_is_final')
  const changed = typeof value === 'number' ? BigInt(value) : value
  damage(`UPDATE activity SET ${column} = ? WHERE id = (SELECT max(id) FROM activity)`, changed)
  const lines = await ask('activity.list', {})
  expect(lines[0]).toMatchObject({ problem: { code: 'row_damaged' } })
  expect(lines.slice(1)).toEqual(before.slice(1))
})

test('a damaged preference counts as never chosen, and the others are kept [R8]', async () => {
  const add = (name: string, value: string) =>
    damage('INSERT OR REPLACE INTO preferences (name, value) VALUES (?, ?)', name, value)
  add('quiet', 'true')
  add('csvWithoutMark', '"yes"')
  for (const name of ['updates', 'browser', 'lastUse']) add(name, '{"cut')
  expect(await ask('preferences.read', {})).toEqual({ ...defaultPreferences, quiet: true })
  harness.deps.lastUse.record()
  expect(await ask('browser.read', {})).toEqual({ program: null })
})

test('a page of the file that can’t be read is reported as a damaged database [R8]', async () => {
  const broken = Object.assign(new Error('database disk image is malformed'), { code: 'SQLITE_CORRUPT' })
  const { store } = harness.deps
  const prepare = store.prepare.bind(store)
  store.prepare = ((sql: string) => {
    if (/FROM connections/.test(sql)) throw broken
    return prepare(sql)
  }) as typeof store.prepare
  expect(await ask('connections.list', { after: null, limit: 10 })).toMatchObject({
    code: 'database_damaged',
  })
  // A row that changes meanwhile is not announced, and that ends nothing.
  announce(harness.deps, whole.id)
  store.prepare = prepare as typeof store.prepare
})

test('a refresh whose row can’t be announced is still finished [R8]', async () => {
  const { emit } = harness.deps
  harness.deps.emit = () => {
    throw new Error('the window is gone')
  }
  await refresh(harness.deps, whole.id)
  harness.deps.emit = emit
  expect(harness.deps.tokens.refreshes.of(grantOf(whole.id))).toBeUndefined()
})

test('a stored failure that can’t be read is said to be damaged, and the connection works on [R8]', async () => {
  set('grants', 'problem', '{"code":"offlime"}')
  expect((await list())[0]).toMatchObject({ status: 'active', problem: { code: 'row_damaged' } })
  expect((await ask('database.check', {})).isSound).toBe(false)
  await refresh(harness.deps, damaged.id)
  expect((await list())[0]).toMatchObject({ status: 'active', problem: null })
})

test('a copy can be put back while the app runs, but only where the check finds a fault [R8]', async () => {
  expect(await ask('app.open', { from: 'backup' })).toMatchObject({ code: 'not_active' })
  set('grants', 'state', 'actjve')
  await ask('app.open', { from: 'backup' })
  expect(restarts).toEqual(['backup'])
})
