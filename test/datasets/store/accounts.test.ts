import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  accountQuestions,
  answerAccountQuestion,
} from '../../../electron/main/datasets/store/account-questions.ts'
import { changesAfter } from '../../../electron/main/datasets/store/changes.ts'
import { openDatasetFile, type DatasetFile } from '../../../electron/main/datasets/store/dataset-file.ts'
import { balancesOf, countRows, coverageOf } from '../../../electron/main/datasets/store/queries.ts'
import { account, noonMs, owner, payments, runOnce, transaction } from '../../support/dataset.ts'

let folder: string
let file: DatasetFile
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-accounts-'))
  file = openDatasetFile(join(folder, 'Books.db'))
})
afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true, force: true })
})

const all = (sql: string) => file.db.prepare(sql).all()
const dayMs = 24 * 60 * 60_000

describe('balances', () => {
  test('a snapshot for each day and for each change, signed, beside the institution’s own figure', () => {
    const card = (balance: string) =>
      account({
        category: 'line-of-credit',
        balanceType: 'liability',
        balances: { current: balance, available: '100.00' },
      })
    runOnce(file, { accounts: [card('12.50')] })
    runOnce(file, { accounts: [card('12.50')], atMs: noonMs + 60_000 })
    runOnce(file, { accounts: [card('13.00')], atMs: noonMs + 120_000 })
    runOnce(file, { accounts: [card('13.00')], atMs: noonMs + dayMs })
    const of = `SELECT balance_date, amount, amount_minor, reported_amount FROM balances WHERE kind = 'current' ORDER BY read_at`
    const figures = (balance_date: string, amount_minor: number, reported_amount: string) => ({
      balance_date,
      amount: `-${reported_amount}`,
      amount_minor,
      reported_amount,
    })
    expect(all(of)).toEqual([
      figures('2026-11-26', -1250, '12.50'),
      figures('2026-11-26', -1300, '13.00'),
      figures('2026-11-27', -1300, '13.00'),
    ])
    expect(all('SELECT kind, is_main, amount FROM v_balances_latest ORDER BY kind')).toEqual([
      { kind: 'available', is_main: 0, amount: '100.00' },
      { kind: 'current', is_main: 1, amount: '-13.00' },
    ])
    expect(balancesOf(file)).toMatchObject([
      {
        accountKey: 'checking',
        currency: 'USD',
        sameAs: null,
        points: [
          { day: '2026-11-26', amount: '-13.00' },
          { day: '2026-11-27', amount: '-13.00' },
        ],
      },
    ])
  })

  test('none of an account whose balance was not read', () => {
    runOnce(file, { accounts: [account({ unavailable: true, balances: {} })] })
    runOnce(file, { accounts: [account({ isEarlier: true })] })
    expect(all('SELECT * FROM balances')).toEqual([])
    expect(countRows(file)).toEqual({ rows: 0, accounts: 1, connections: 1 })
  })
})

describe('an account that is gone while a new one brings its transactions is the same account under a new id', () => {
  const checking = account()
  const renamed = account({ key: 'renamed', id: 'a9' })

  test('with 9 of 10 in common: one account, one row each, and the numbers stay', () => {
    runOnce(file, { accounts: [checking], sent: { checking: payments(20, 'old') } })
    const again = payments(20, 'new').slice(2)
    runOnce(file, { accounts: [renamed], sent: { renamed: again } })
    expect(all('SELECT account_key, superseded_by FROM accounts')).toEqual([
      { account_key: 'checking', superseded_by: 2 },
      { account_key: 'renamed', superseded_by: null },
    ])
    expect(countRows(file)).toEqual({ rows: 20, accounts: 1, connections: 1 })
    expect(all('SELECT transaction_id FROM v_transactions WHERE account_id = 2 ORDER BY 1')).toEqual(
      Array.from({ length: 20 }, (_, index) => ({ transaction_id: index + 1 })),
    )
    expect(runOnce(file, { accounts: [renamed], sent: { renamed: payments(20, 'new') } }).counts).toEqual([
      { inserted: 0, updated: 2, posted: 0, vanished: 0 },
    ])
    expect(balancesOf(file)).toHaveLength(1)
  })

  test('the copies write the months of both again', () => {
    runOnce(file, { accounts: [checking], sent: { checking: payments(10, 'old') } })
    runOnce(file, { accounts: [renamed], sent: { renamed: payments(10, 'new') } })
    expect(changesAfter(file, 1).months.map(({ accountId, month }) => [accountId, month])).toEqual([
      [1, '2026-11'],
      [2, '2026-11'],
    ])
  })

  test('an id that changes and changes back leaves one row each', () => {
    runOnce(file, { accounts: [checking], sent: { checking: payments(20, 'old') } })
    runOnce(file, { accounts: [renamed], sent: { renamed: payments(20, 'new') } })
    runOnce(file, { accounts: [checking], sent: { checking: payments(20, 'back') } })
    expect(countRows(file)).toEqual({ rows: 20, accounts: 1, connections: 1 })
    expect(all('SELECT account_key, superseded_by FROM accounts')).toEqual([
      { account_key: 'checking', superseded_by: null },
      { account_key: 'renamed', superseded_by: 1 },
    ])
  })

  test.each<[string, Parameters<typeof account>[0], number]>([
    ['with less in common', {}, 15],
    ['with another mask', { mask: '0099' }, 20],
    ['with another type', { type: 'SAVINGS' }, 20],
    ['with another currency', { currency: 'CAD' }, 20],
  ])('%s nothing is joined', (_what, other, common) => {
    runOnce(file, { accounts: [checking], sent: { checking: payments(20, 'old') } })
    const sent = payments(20, 'new').slice(0, common)
    runOnce(file, { accounts: [account({ ...renamed, ...other })], sent: { renamed: sent } })
    expect(countRows(file)).toEqual({ rows: 20 + common, accounts: 2, connections: 1 })
    expect(coverageOf(file).map(({ problem }) => problem?.code)).toEqual(['account_gone', undefined])
  })

  test('an account that is still there is not joined', () => {
    const sent = payments(20, 'x')
    runOnce(file, { accounts: [checking, renamed], sent: { checking: sent, renamed: payments(20, 'y') } })
    expect(countRows(file)).toEqual({ rows: 40, accounts: 2, connections: 1 })
  })
})

describe('with less the user is asked', () => {
  const renamed = account({ key: 'renamed', id: 'a9' })
  const named = { name: 'Everyday', mask: '0071' }
  const answer = (isSame: boolean) =>
    answerAccountQuestion(file, {
      connectionId: owner.connectionId,
      accountKey: 'renamed',
      earlierKey: 'checking',
      isSame,
      atMs: noonMs,
    })
  beforeEach(() => {
    runOnce(file, { sent: { checking: payments(20, 'old') } })
    runOnce(file, { accounts: [renamed], sent: { renamed: payments(15, 'new') } })
  })

  test('with what speaks for it', () => {
    expect(accountQuestions(file)).toEqual([
      {
        connectionId: 'connection-1',
        now: { accountKey: 'renamed', ...named },
        earlier: { accountKey: 'checking', ...named },
        common: 15,
        of: 20,
      },
    ])
  })

  test('and yes joins them', () => {
    answer(true)
    expect(accountQuestions(file)).toEqual([])
    expect(countRows(file)).toEqual({ rows: 20, accounts: 1, connections: 1 })
    // All 35 changed: 20 have another account, and 15 are superseded.
    expect(all('SELECT _run_id, count(*) AS n FROM transactions GROUP BY 1')).toEqual([{ _run_id: 3, n: 35 }])
    expect(
      all(`SELECT run_id, kind, count(DISTINCT transaction_id) AS n FROM transaction_changes GROUP BY 1, 2`),
    ).toContainEqual({ run_id: 3, kind: 'joined', n: 35 })
    expect(() => answer(true)).toThrow(expect.objectContaining({ code: 'not_found' }))
  })

  test('and no keeps them apart, also when more is in common later', () => {
    answer(false)
    expect(accountQuestions(file)).toEqual([])
    runOnce(file, { accounts: [renamed], sent: { renamed: payments(20, 'new') } })
    expect(countRows(file)).toEqual({ rows: 40, accounts: 2, connections: 1 })
    runOnce(file, { sent: { checking: payments(20, 'old') } })
    expect(accountQuestions(file)).toEqual([])
    expect(countRows(file)).toEqual({ rows: 40, accounts: 2, connections: 1 })
  })
})

describe('one account under two logins', () => {
  const partner = { ...owner, connectionId: 'connection-2', sub: 'sub-2', login: 'mikomo_2' }
  const same = () =>
    all('SELECT account_id, same_account_as FROM accounts').map((row) => Object.values(row as object))

  test('is marked `same_account_as`, and its rows say so', () => {
    runOnce(file, { sent: { checking: payments(20, 'a') } })
    runOnce(file, { of: partner, sent: { checking: payments(19, 'b') } })
    expect(same()).toEqual([
      [1, null],
      [2, 1],
    ])
    expect(all('SELECT count(*) AS n FROM v_transactions WHERE same_account_as IS NULL')).toEqual([{ n: 20 }])
    expect(balancesOf(file).map(({ sameAs }) => sameAs)).toEqual([
      null,
      { connectionId: 'connection-1', accountKey: 'checking' },
    ])
  })

  test('counts while the other is gone', () => {
    runOnce(file, { sent: { checking: payments(20, 'a') } })
    runOnce(file, { of: partner, sent: { checking: payments(20, 'b') } })
    runOnce(file, { accounts: [] })
    expect(same()).toEqual([
      [1, null],
      [2, null],
    ])
  })

  test.each<[string, Partial<typeof owner>, number]>([
    ['at another institution', { institutionId: 'institution-2' }, 20],
    ['with less in common', {}, 17],
  ])('%s is another account', (_what, other, common) => {
    runOnce(file, { sent: { checking: payments(20, 'a') } })
    runOnce(file, { of: { ...partner, ...other }, sent: { checking: payments(common, 'b') } })
    expect(same()).toEqual([
      [1, null],
      [2, null],
    ])
  })
})

test('a connection that is removed and linked again (same institution, same `sub`) gets its rows back', () => {
  const rows = { checking: [transaction({ id: 'a' }), transaction()] }
  runOnce(file, { sent: rows })
  const again = { ...owner, connectionId: 'connection-9', login: 'mikomo' }
  expect(runOnce(file, { of: again, sent: rows }).counts).toMatchObject([
    { inserted: 0, updated: 0, vanished: 0 },
  ])
  expect(coverageOf(file)).toMatchObject([{ connectionId: 'connection-9', rows: 2 }])
  expect(all('SELECT DISTINCT connection_id, login FROM v_transactions')).toEqual([
    { connection_id: 'connection-1', login: 'mikomo' },
  ])
})
