import { afterEach, beforeEach, expect, test } from 'vitest'
import { listActivity } from '../../electron/main/store/activity.ts'
import { exportAccounts } from '../../electron/main/export/accounts.ts'
import { exportTransactions } from '../../electron/main/export/transactions.ts'
import { keyOf } from '../../electron/main/institutions/fdx/accounts.ts'
import { labelConnections } from '../../electron/main/connections/model/label.ts'
import { readPreferences, writePreferences } from '../../electron/main/store/preferences.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { viewDetails } from '../../electron/main/connections/model/view.ts'
import type { Answers } from '../support/answers.ts'
import { answerDataWith } from '../support/data-answers.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { linkMikomo } from '../support/linked.ts'
import { hasPython, queryWithDuckDb, readWithCsvParse, readWithPython } from '../support/csv-readers.ts'
import { ofAccounts, ofConnection } from '../support/export-scopes.ts'

let harness: Harness
const servers: Answers[] = []
beforeEach(() => {
  harness = openHarness()
})
afterEach(async () => {
  await harness.close()
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function answerData(answers: Parameters<typeof answerDataWith>[1]): Promise<void> {
  servers.push(await answerDataWith(harness, answers))
}

/** The rows of the newest file. */
function savedRows(): Record<string, unknown>[] {
  return JSON.parse(harness.saved.at(-1)?.text ?? '[]') as Record<string, unknown>[]
}

async function exportedTransactions(): Promise<{ csv: string; amounts: string[] }> {
  const linked = await linkMikomo(harness)
  const wanted = { connectionId: linked.id, accountKey: linked.accounts[0]?.key ?? '', days: 60 }
  await exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'csv' })
  await exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'json' })
  const [csv, json] = harness.saved
  const rows = JSON.parse(json?.text ?? '[]') as { amount: string }[]
  return { csv: csv?.text ?? '', amounts: rows.map(({ amount }) => amount) }
}

const sum = (amounts: string[]) =>
  (amounts.reduce((total, amount) => total + Number(amount) * 100, 0) / 100).toFixed(2)

test('what left an account is a negative number in the file, so that a sum counts debits too [C1]', async () => {
  const { csv, amounts } = await exportedTransactions()
  expect(amounts.some((amount) => amount.startsWith('-'))).toBe(true)
  expect(readWithCsvParse(csv).map(({ amount }) => amount)).toEqual(amounts)
  if (hasPython) expect(readWithPython(csv).map(({ amount }) => amount)).toEqual(amounts)
  const [found] = await queryWithDuckDb(
    csv,
    'SELECT round(sum(amount), 2) AS total, typeof(any_value(amount)) AS type FROM file',
  )
  expect(found).toMatchObject({ type: 'DOUBLE' })
  expect(Number(found?.['total']).toFixed(2)).toBe(sum(amounts))
})

test('a refresh whose accounts can’t be read keeps those that were read before [A4]', async () => {
  const { id } = await linkMikomo(harness)
  const answer = { body: { accounts: [{ depositAccount: { identifier: 'a1' } }] } }
  await answerData({ 'accounts-info': answer, balances: answer })
  await refresh(harness.deps, id)
  const after = viewDetails(harness.deps, id)
  expect(after.accounts).toHaveLength(5)
  expect(after.problem?.code).toBe('answer_invalid')
})

test('accounts and transactions in Canadian dollars are in Canadian dollars in every file [E1] [E2]', async () => {
  const { id } = await linkMikomo(harness)
  const checking = { accountId: 'a1', currency: 'CAD', currentBalance: 5 }
  const savings = { accountId: 'a2', currency: { currencyCode: 'CAD' } }
  const answer = { body: { accounts: [{ depositAccount: checking }, { depositAccount: savings }] } }
  await answerData({
    'accounts-info': answer,
    balances: answer,
    'transactions/v3/mikomo/a2': {
      body: { transactions: [{ depositTransaction: { amount: 12.5, debitCreditMemo: 'DEBIT' } }] },
    },
  })
  await refresh(harness.deps, id)
  await exportAccounts(harness.deps, { ...ofConnection(id), format: 'json' })
  expect(savedRows().map(({ balance, currency }) => [balance, currency])).toEqual([
    ['5.00', 'CAD'],
    [null, 'CAD'],
  ])
  await exportTransactions(harness.deps, {
    ...ofAccounts({ connectionId: id, accountKey: keyOf('a2', 0) }),
    days: 30,
    format: 'json',
  })
  expect(savedRows().map(({ amount, currency }) => [amount, currency])).toEqual([['-12.50', 'CAD']])
})

test('the dates of a file do not depend on the time zone of the computer [D2]', async () => {
  const { id, accounts } = await linkMikomo(harness)
  const accountId = accounts[0]?.id ?? ''
  await answerData({
    [`transactions/v3/mikomo/${accountId}`]: {
      body: {
        transactions: [
          { depositTransaction: { amount: 1, postedTimestamp: '2024-03-10T00:00:00' } },
          { depositTransaction: { amount: 2, postedTimestamp: '2024-03-10T23:30:00-05:00' } },
        ],
      },
    },
  })
  const before = process.env['TZ']
  try {
    for (const zone of ['Asia/Tokyo', 'America/New_York']) {
      process.env['TZ'] = zone
      await exportTransactions(harness.deps, {
        ...ofAccounts({ connectionId: id, accountKey: accounts[0]?.key ?? '' }),
        days: 30,
        format: 'csv',
      })
    }
  } finally {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  }
  const [tokyo, newYork] = harness.saved
  expect(tokyo?.text).toBe(newYork?.text)
  expect(readWithCsvParse(tokyo?.text ?? '').map((row) => Object.values(row).slice(0, 2))).toEqual([
    ['2024-03-10', ''],
    ['2024-03-10', '2024-03-11 04:30:00'],
  ])
})

test('the names of files tell logins and accounts apart', async () => {
  const first = await linkMikomo(harness)
  const second = await linkMikomo(harness, 'mikomo_4')
  labelConnections(harness.deps, [second.id], { add: ['Crédit & Büro'], remove: [] })
  const nameOf = async (id: string) => {
    await exportAccounts(harness.deps, { ...ofConnection(id), format: 'csv' })
    return harness.saved.at(-1)?.name.replace(/-\d{4}-\d\d-\d\d\.csv$/, '')
  }
  expect(await nameOf(first.id)).toBe('mikomo-mikomo-7-accounts')
  expect(await nameOf(second.id)).toBe('mikomo-credit-buro-mikomo-4-accounts')

  // Two logins that the institution and the user call the same.
  harness.deps.store.prepare("UPDATE connections SET signed_in_as = '', labels = '[]'").run()
  const [one, other] = [await nameOf(first.id), await nameOf(second.id)]
  expect(one).toBe(`mikomo-${first.id.slice(0, 8)}-accounts`)
  expect(other).toBe(`mikomo-${second.id.slice(0, 8)}-accounts`)
})

test('names of files tell apart logins with the same long labels, and fit every file system [Num 33]', async () => {
  const first = await linkMikomo(harness)
  const second = await linkMikomo(harness, 'mikomo_4')
  const nameOf = async (id: string) => {
    await exportAccounts(harness.deps, { ...ofConnection(id), format: 'csv' })
    return harness.saved.at(-1)?.name ?? ''
  }
  const label = (text: string) => {
    for (const { id } of [first, second]) labelConnections(harness.deps, [id], { add: [text], remove: [] })
  }
  label('Household of the family in the old town, all of its cards and loans')
  expect(await nameOf(first.id)).toContain(`-${first.id.slice(0, 8)}-`)
  expect(await nameOf(first.id)).not.toBe(await nameOf(second.id))

  harness.deps.store.prepare("UPDATE connections SET labels = '[]'").run()
  // Characters of four bytes, of which half can't be written.
  label(`a${'𠮷'.repeat(100)}`)
  harness.deps.store.prepare('UPDATE institutions SET name = ?').run('𠮷'.repeat(100))
  harness.deps.store.prepare('UPDATE accounts SET name = ?').run('𠮷'.repeat(100))
  await exportTransactions(harness.deps, {
    ...ofAccounts({ connectionId: first.id, accountKey: first.accounts[0]?.key ?? '' }),
    days: 30,
    format: 'json',
  })
  const names = [await nameOf(first.id), harness.saved.at(-2)?.name ?? '']
  for (const name of names) {
    expect(name).not.toMatch(/\p{Cs}|\uFFFD/u)
    // What is added until the file is complete, and if it is partial.
    expect(Buffer.byteLength(`${name}-partial-99.corrected.partial`)).toBeLessThanOrEqual(255)
  }
})

test('two institutions of one name, at two registrations, do not have the same file names [Num 33]', async () => {
  const first = await linkMikomo(harness)
  const { store } = harness.deps
  store.exec(`
    CREATE TEMP TABLE again AS SELECT * FROM registrations;
    UPDATE again SET id = 'other', name = 'Other';
    INSERT INTO registrations SELECT * FROM again;
    CREATE TEMP TABLE other AS SELECT * FROM institutions;
    UPDATE other SET id = 'other', registration_id = 'other';
    INSERT INTO institutions SELECT * FROM other;
    CREATE TEMP TABLE second AS SELECT * FROM connections;
    UPDATE second SET id = 'second-connection', registration_id = 'other', institution_id = 'other';
    INSERT INTO connections SELECT * FROM second;
  `)
  await exportAccounts(harness.deps, { ...ofConnection(first.id), format: 'csv' })
  expect(harness.saved.at(-1)?.name).toContain(`-${first.id.slice(0, 8)}-`)
})

test('every row names connection, login, label and account, and the names are the same in CSV and JSON', async () => {
  const { id } = await linkMikomo(harness)
  labelConnections(harness.deps, [id], { add: ['=1+1', 'Fund II'], remove: [] })
  await exportAccounts(harness.deps, { ...ofConnection(id), format: 'json' })
  const json = savedRows()
  writePreferences(harness.deps.store, { ...readPreferences(harness.deps.store), csvWithoutMark: true })
  await exportAccounts(harness.deps, { ...ofConnection(id), format: 'csv' })
  const text = harness.saved.at(-1)?.text ?? ''
  expect(text.startsWith('connection,institution,login,label,account_id,account,mask,')).toBe(true)
  const csv = readWithCsvParse(text)
  expect(csv.map((row) => Object.keys(row))).toEqual(json.map((row) => Object.keys(row)))
  expect(csv[3]).toMatchObject({
    login: 'mikomo_7',
    label: "'=1+1; Fund II",
    account: 'Platinum card',
    mask: 'x1104',
    balance: expect.stringMatching(/^-\d+\.\d{2}$/),
    reported_balance: csv[3]?.['balance']?.slice(1),
  })
  expect(json[3]).toMatchObject({
    label: '=1+1; Fund II',
    mask: '1104',
    balance: csv[3]?.['balance'],
    unavailable: false,
  })
})

test('accounts of several connections are one file, in the order asked for, each with its connection', async () => {
  const first = await linkMikomo(harness)
  const second = await linkMikomo(harness, 'mikomo_1')
  const keys = (linked: typeof first) =>
    linked.accounts.map(({ key }) => ({ connectionId: linked.id, accountKey: key }))
  const wanted = [...keys(second).slice(0, 1), ...keys(first), ...keys(second).slice(1)]
  const gone = { connectionId: 'removed', accountKey: 'x' }
  const result = await exportAccounts(harness.deps, { ...ofAccounts(...wanted, gone), format: 'json' })
  expect(result).toEqual({ saved: true, isPartial: true })
  expect(harness.saved.at(-1)?.name).toMatch(/^mooring-accounts-partial-/)
  expect(savedRows().map(({ connection, login }) => [connection, login])).toEqual(
    wanted.map(({ connectionId }) => [connectionId, connectionId === first.id ? 'mikomo_7' : 'mikomo_1']),
  )
  expect(listActivity(harness.deps.store, { connectionId: second.id, limit: 1 })[0]?.kind).toBe(
    'accounts_exported',
  )
})

test('a file of several connections says partial on the rows of those in which something is missing [Num 34]', async () => {
  const first = await linkMikomo(harness)
  const second = await linkMikomo(harness, 'mikomo_1')
  harness.deps.store.prepare('UPDATE connections SET is_partial = 1 WHERE id = ?').run(second.id)
  const wanted = [first, second].flatMap(({ id, accounts }) =>
    accounts.map(({ key }) => ({ connectionId: id, accountKey: key })),
  )
  const partialOf = (id: string) => [
    ...new Set(savedRows().flatMap((row) => (row['connection'] === id ? [row['partial']] : []))),
  ]
  await exportAccounts(harness.deps, { ...ofAccounts(...wanted), format: 'json' })
  expect([partialOf(first.id), partialOf(second.id)]).toEqual([[false], [true]])
  // An account that is no longer there.
  const gone = { connectionId: first.id, accountKey: 'gone' }
  await exportAccounts(harness.deps, { ...ofAccounts(...wanted, gone), format: 'json' })
  expect([partialOf(first.id), partialOf(second.id)]).toEqual([[true], [true]])
})

test('a connection that is removed while the user chooses the file does not make the export fail [Num 34]', async () => {
  const first = await linkMikomo(harness)
  const second = await linkMikomo(harness, 'mikomo_1')
  const { saveFile } = harness.deps
  harness.deps.saveFile = async (...given) => {
    harness.deps.store.prepare('DELETE FROM connections WHERE id = ?').run(first.id)
    return saveFile(...given)
  }
  const accounts = [first, second].flatMap(({ id, accounts: [one] }) =>
    one ? [{ connectionId: id, accountKey: one.key }] : [],
  )
  expect(await exportAccounts(harness.deps, { ...ofAccounts(...accounts), format: 'json' })).toMatchObject({
    saved: true,
  })
  expect(savedRows()).toHaveLength(2)
  expect(listActivity(harness.deps.store, { connectionId: second.id, limit: 1 })[0]?.kind).toBe(
    'accounts_exported',
  )
})

/** Text that looks like what is corrected in a row when a file turns out to be partial. */
const disguised = [
  ',false,0',
  'x",false,0',
  '",false,0\r\n2026-11-20,,,x,false,0',
  'a\u2028,false,0\u0085,false,0',
  '{"partial":false,"unreadable":0}',
  '","partial":false,"unreadable":0},\n{"date":null,"partial":false,"unreadable":0}',
  '\\","partial":false,"unreadable":0}',
  ']\n',
]

test.each(['csv', 'json'] as const)(
  'of a partial %s file only the last two columns are corrected, whatever the text in it looks like [Num 35]',
  async (format) => {
    const { id, accounts } = await linkMikomo(harness)
    const [account] = accounts
    if (!account) throw new Error('no account')
    harness.deps.store.prepare('UPDATE accounts SET name = ?').run(',false,0')
    const rows = disguised.map((description) => ({
      depositTransaction: { amount: 1, description, category: description },
    }))
    await answerData({
      [`transactions/v3/mikomo/${account.id}`]: { status: 206, body: { transactions: rows } },
    })
    const wanted = { connectionId: id, accountKey: account.key, days: 30, format }
    expect(await exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted) })).toEqual({
      saved: true,
      isPartial: true,
    })
    const { name = '', text = '' } = harness.saved.at(-1) ?? {}
    expect(name).toContain(`-partial.${format}`)
    const expected = disguised.map((description) => {
      const line = description.replaceAll(/[\p{Cc}\u2028]+/gu, ' ').trim()
      return [line, line, ',false,0', 'true', '0']
    })
    const cells = (read: Record<string, unknown>[]) =>
      read.map((row) =>
        ['description', 'category', 'account', 'partial', 'unreadable'].map((key) => String(row[key])),
      )
    expect(cells(format === 'csv' ? readWithCsvParse(text) : savedRows())).toEqual(expected)
    if (format === 'csv' && hasPython) expect(cells(readWithPython(text))).toEqual(expected)
  },
)

test('the columns of transactions have the same order in CSV and JSON [Num 36]', async () => {
  const { csv } = await exportedTransactions()
  const [header = ''] = csv.replace('\uFEFF', '').split('\r\n')
  const [row] = savedRows()
  expect(Object.keys(row ?? {})).toEqual(header.split(','))
})
