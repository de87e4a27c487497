import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportAccounts } from '../../../electron/main/export/accounts.ts'
import { exportActivity } from '../../../electron/main/export/activity.ts'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { viewDetails } from '../../../electron/main/connections/model/view.ts'
import { listActivity } from '../../../electron/main/store/activity.ts'
import { activityText } from '../../../renderer/text/names.ts'
import type { Connection } from '../../../shared/models/connection.ts'
import type { Answers } from '../../support/answers.ts'
import { readWithCsvParse } from '../../support/csv-readers.ts'
import { answerDataWith } from '../../support/data-answers.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { linkMikomo } from '../../support/linked.ts'
import { ofConnection } from '../../support/export-scopes.ts'

let harness: Harness
let http: Harness['deps']['http']
const servers: Answers[] = []
beforeEach(() => {
  harness = openHarness()
  http = harness.deps.http
})
afterEach(async () => {
  await harness.close()
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

/** Five accounts are linked; then the institution answers with these entries. */
async function refreshWith(entries: unknown[], status = 200): Promise<Connection> {
  const { id } = await linkMikomo(harness)
  return refreshAgain(id, entries, status)
}

/** From now on the institution answers with these entries. */
async function refreshAgain(id: string, entries: unknown[], status = 200): Promise<Connection> {
  const answer = { status, body: { accounts: entries } }
  harness.deps.http = http
  servers.push(await answerDataWith(harness, { 'accounts-info': answer, balances: answer }))
  await refresh(harness.deps, id)
  return viewDetails(harness.deps, id)
}

const everyday = {
  depositAccount: { accountId: 'chk5d20f1c083', nickname: 'Everyday checking', currentBalance: 1 },
}
const all = ['chk5d20f1c083', 'a2', 'a3'].map((accountId) => ({
  depositAccount: { accountId, nickname: accountId, currentBalance: 1 },
}))
const lastRead = () =>
  listActivity(harness.deps.store, { limit: 20 }).find(({ kind }) => kind === 'accounts_read')

test('an account that a complete answer does not name is gone, and the activity says how many', async () => {
  const { accounts, unavailableCount, unreadableCount } = await refreshWith([everyday])
  expect(accounts.map(({ name }) => name)).toEqual(['Everyday checking'])
  expect([unavailableCount, unreadableCount]).toEqual([0, 0])
  expect(lastRead()).toMatchObject({ accounts: 1, gone: 4, kept: 0, unreadable: 0 })
})

test.each([
  ['no account', [], 200, 5, 0],
  ['an entry that can’t be read', [everyday, { depositAccount: { nickname: 'No id' } }], 200, 4, 1],
  ['a part of them (HTTP 206)', [everyday], 206, 4, 0],
])(
  'accounts that are missing in an answer with %s are kept with what was read before [A4]',
  async (_what, entries, status, kept, unreadable) => {
    const { accounts, unavailableCount, unreadableCount } = await refreshWith(entries, status)
    expect(accounts).toHaveLength(5)
    const earlier = accounts.filter(({ isEarlier }) => isEarlier)
    expect(earlier).toHaveLength(kept)
    expect(earlier.every(({ balances }) => Object.keys(balances).length > 0)).toBe(true)
    expect([unavailableCount, unreadableCount]).toEqual([kept, unreadable])
    expect(lastRead()).toMatchObject({ accounts: entries.length - unreadable, gone: 0, kept, unreadable })
  },
)

test('a file of accounts of which some could not be read says so in its name and on every row', async () => {
  const { id } = await refreshWith([everyday, null])
  await exportAccounts(harness.deps, { ...ofConnection(id), format: 'json' })
  const file = harness.saved.at(-1)
  expect(file?.name).toMatch(/^mikomo-mikomo-7-accounts-partial-\d{4}-\d\d-\d\d\.json$/)
  const rows = JSON.parse(file?.text ?? '[]') as Record<string, unknown>[]
  expect(
    rows.map(({ account, earlier, partial, unreadable }) => [account, earlier, partial, unreadable]),
  ).toEqual([
    ['Everyday checking', false, true, 1],
    ['High-yield savings', true, true, 1],
    ['Brokerage', true, true, 1],
    ['Platinum card', true, true, 1],
    ['Home loan', true, true, 1],
  ])
  expect(listActivity(harness.deps.store, { limit: 1 })).toMatchObject([
    { kind: 'accounts_exported', unreadable: 1 },
  ])
})

test('a value of an account that can’t be read is named in its row, and hides no account [Num 19]', async () => {
  const depositAccount = { ...everyday.depositAccount, balanceAsOf: '20/11/2026', currency: 'dollars' }
  const { id, accounts, unreadableCount } = await refreshWith([{ depositAccount }])
  expect(accounts).toMatchObject([{ name: 'Everyday checking', unreadable: ['currency', 'date'] }])
  expect(unreadableCount).toBe(0)
  expect(lastRead()).toMatchObject({ accounts: 1, gone: 4, kept: 0, unreadable: 1, isPartial: false })
  const read = lastRead()
  expect(read && activityText(read)).toContain('couldn’t fully read 1 entry')
  await exportAccounts(harness.deps, { ...ofConnection(id), format: 'json' })
  const file = harness.saved.at(-1)
  expect(file?.name).toContain('-accounts-partial-')
  expect(JSON.parse(file?.text ?? '[]')).toMatchObject([
    { currency: 'XXX', as_of_date: null, unreadable_values: 'currency, date', partial: true, unreadable: 1 },
  ])
})

test('a file of accounts after an answer with a part of them (HTTP 206) is partial, and the activity says so [Num 2]', async () => {
  const { id } = await refreshWith(all)
  const { accounts } = await refreshAgain(id, all, 206)
  expect(accounts.some(({ isEarlier, unavailable }) => isEarlier || unavailable)).toBe(false)
  const saved = await exportAccounts(harness.deps, { ...ofConnection(id), format: 'json' })
  expect(saved).toEqual({ saved: true, isPartial: true })
  const file = harness.saved.at(-1)
  expect(file?.name).toContain('-accounts-partial-')
  expect(JSON.parse(file?.text ?? '[]')).toMatchObject(all.map(() => ({ partial: true, unreadable: 0 })))
  expect(listActivity(harness.deps.store, { limit: 2 })).toMatchObject([
    { kind: 'accounts_exported', isPartial: true },
    { kind: 'accounts_read', isPartial: true },
  ])
  const read = lastRead()
  expect(read && activityText(read)).toMatch(/^Read 3 accounts, some may be missing/)
  await exportActivity(harness.deps, { format: 'json' })
  const events = JSON.parse(harness.saved.at(-1)?.text ?? '[]') as unknown[]
  expect(events.at(-1)).toMatchObject({ event: 'accounts_exported', partial: true })
})

test('a file of accounts after a complete answer is not partial, also where an earlier answer was [Num 2]', async () => {
  const { id } = await refreshWith(all, 206)
  await refreshAgain(id, all)
  expect(await exportAccounts(harness.deps, { ...ofConnection(id), format: 'csv' })).toEqual({
    saved: true,
    isPartial: false,
  })
  expect(lastRead()).toMatchObject({ isPartial: false })
})

test('of two accounts of one id, the one that a partial answer does not hold is kept [Num 9]', async () => {
  const entry = (nickname: string, currentBalance: number) => ({
    depositAccount: { accountId: 'a1', nickname, currentBalance },
  })
  const { id } = await refreshWith([entry('Joint', 5), entry('Own', 7)])
  for (const balance of [8, 9]) {
    const { accounts } = await refreshAgain(id, [entry('Own', balance)], 206)
    expect(accounts.map(({ name, balances, isEarlier }) => [name, balances.current, isEarlier])).toEqual([
      ['Own', String(balance), false],
      ['Joint', '5', true],
    ])
  }
})

test('two accounts of one id are stored as two, and the counts agree [G1]', async () => {
  const entries = [
    { depositAccount: { accountId: 'a1', nickname: 'Joint', currentBalance: 5 } },
    { depositAccount: { accountId: 'a1', nickname: 'Own', currentBalance: 7 } },
  ]
  const { accounts, accountCount } = await refreshWith(entries)
  expect(accounts.map(({ name, balances }) => [name, balances.current])).toEqual([
    ['Joint', '5'],
    ['Own', '7'],
  ])
  expect(accountCount).toBe(2)
  expect(lastRead()).toMatchObject({ accounts: 2 })
})

test('a name with control characters and directions of writing is shown on one line and saved in one row', async () => {
  const nickname = 'Every\u0007day\r\n\u202egnikcehc \u05d7\u05e9\u05d1\u05d5\u05df'
  const { id, accounts } = await refreshWith([
    { depositAccount: { accountId: 'a1', nickname, currentBalance: 5 } },
  ])
  const name = 'Every day \u202egnikcehc \u05d7\u05e9\u05d1\u05d5\u05df'
  expect(accounts.map((account) => account.name)).toEqual([name])
  await exportAccounts(harness.deps, { ...ofConnection(id), format: 'csv' })
  expect(readWithCsvParse(harness.saved.at(-1)?.text ?? '')).toMatchObject([{ account: name, balance: '5' }])
})

test('five thousand accounts are read, stored and written', async () => {
  const entries = Array.from({ length: 5000 }, (_, index) => ({
    depositAccount: { accountId: `a${index}`, nickname: `Sub-account ${index}`, currentBalance: index },
  }))
  const { id, accountCount } = await refreshWith(entries)
  expect(accountCount).toBe(5000)
  await exportAccounts(harness.deps, { ...ofConnection(id), format: 'csv' })
  expect(harness.saved.at(-1)?.text.split('\r\n')).toHaveLength(5002)
})
