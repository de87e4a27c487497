import { localFailure, rowsEnd, rowsHead } from '../../shared/local.ts'
import { exitCodes } from '../../shared/local-protocol.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { callLocal, newKey, linesOf } from '../support/local-client.ts'
import { openLocalApp, type LocalApp } from '../support/local-app.ts'
import { linkMikomo } from '../support/linked.ts'

let app: LocalApp
beforeEach(async () => {
  app = await openLocalApp()
})
afterEach(() => app.close())

const waits = { waitMs: 60_000 }

test('a script lists connections once the user has allowed it, and is not asked again', async () => {
  const linked = await linkMikomo(app.harness)
  const as = { key: newKey(), name: 'nightly', folder: '/home/ana/reports' }

  const status = await callLocal(app.where, 'app.status')
  expect(status.body).toEqual({
    schema: 'mooring.status/1',
    version: 'test',
    keychain: 'available',
    waitingConsents: 0,
    isWindowOpen: false,
  })

  const refused = await callLocal(app.where, 'connections.list', {}, as)
  expect(refused.status).toBe(403)
  const { error } = localFailure.parse(refused.body)
  expect([error.code, exitCodes[error.kind]]).toEqual(['consent_needed', 4])
  expect((await callLocal(app.where, 'app.status')).body.waitingConsents).toBe(1)

  app.allowAll()
  const listed = await callLocal(app.where, 'connections.list', {}, { ...as, ...waits })
  expect(listed).toMatchObject({ status: 200, error: null })
  expect(listed.body.connections).toMatchObject([
    { id: linked.id, institution: 'Mikomo', login: 'mikomo_7', status: 'active', needsAttention: false },
  ])
  expect(app.questions).toMatchObject([
    {
      clientName: 'nightly',
      folder: '/home/ana/reports',
      isNameTaken: false,
      level: 'list',
      connections: [{ id: linked.id, title: 'Mikomo, mikomo_7' }],
    },
  ])
  await callLocal(app.where, 'connections.list', {}, as)
  expect(app.questions).toHaveLength(1)
})

test('rows of accounts, transactions and holdings have the columns of exports', async () => {
  const linked = await linkMikomo(app.harness)
  app.allowAll()
  const as = { key: newKey(), name: 'pandas', ...waits }

  const accounts = linesOf(await callLocal(app.where, 'accounts.read', {}, as))
  expect(rowsHead.parse(accounts[0]).schema).toBe('mooring.accounts/1')
  expect(accounts[0].columns).toContainEqual({ name: 'balance', kind: 'decimal' })
  expect(accounts.at(-1)).toEqual({ end: { rows: accounts.length - 2, isPartial: false, missing: [] } })
  expect(accounts[1]).toMatchObject({
    connection: linked.id,
    balance: expect.stringMatching(/^-?\d+\.\d\d$/),
    currency: 'USD',
    read_at_utc: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  })

  const transactions = linesOf(
    await callLocal(app.where, 'transactions.read', { connections: ['mikomo/MIKOMO_7'] }, as),
  )
  expect(transactions[0].schema).toBe('mooring.transactions/1')
  expect(transactions.length).toBeGreaterThan(10)
  expect(transactions[1]).toMatchObject({
    date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    amount: expect.stringMatching(/^-?\d+\.\d+$/),
  })
  const holdings = linesOf(await callLocal(app.where, 'holdings.read', {}, as))
  expect(rowsEnd.parse(holdings.at(-1)).end).toMatchObject({ isPartial: false, rows: holdings.length - 2 })
  expect(holdings.length).toBeGreaterThan(2)
})

test('transactions of a login that shares balances only are none, and the answer says why', async () => {
  const linked = await linkMikomo(app.harness, 'mikomo_4')
  app.allowAll()
  const as = { key: newKey(), name: 'pandas', ...waits }
  const lines = linesOf(await callLocal(app.where, 'transactions.read', { connections: [linked.id] }, as))
  expect(rowsEnd.parse(lines.at(-1)).end).toMatchObject({
    rows: 0,
    isPartial: false,
    missing: [],
    none: linked.accounts.map(() => ({ connectionId: linked.id, error: { code: 'not_subscribed' } })),
  })
})
