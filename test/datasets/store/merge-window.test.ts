import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { changesAfter } from '../../../electron/main/datasets/store/changes.ts'
import { openDatasetFile, type DatasetFile } from '../../../electron/main/datasets/store/dataset-file.ts'
import { mergeWindow } from '../../../electron/main/datasets/store/merge-window.ts'
import { countRows, coverageOf } from '../../../electron/main/datasets/store/queries.ts'
import { windowsToRead } from '../../../electron/main/datasets/store/windows.ts'
import { account, noonMs, novemberToToday, owner, runOnce, transaction } from '../../support/dataset.ts'

let folder: string
let file: DatasetFile
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-merge-'))
  file = openDatasetFile(join(folder, 'Books.db'))
})
afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true, force: true })
})

const all = (sql: string) => file.db.prepare(sql).all()
const changes = () => all('SELECT run_id, transaction_id, kind, before, after FROM transaction_changes')

test('rows are stored exactly, in decimals and in minor units, with the names that they are told apart by', () => {
  runOnce(file, {
    sent: {
      checking: [
        transaction({
          id: 't1',
          amount: '-90071992547409.93',
          category: 'Food',
          postedAtMs: Date.UTC(2026, 10, 26, 12),
        }),
        transaction({ id: 't2', amount: '0.00012345', isPending: true, day: null, unreadable: ['date'] }),
      ],
    },
  })
  expect(
    file.db.prepare('SELECT * FROM v_transactions ORDER BY transaction_id').safeIntegers().all(),
  ).toMatchObject([
    {
      transaction_id: 1n,
      connection_id: 'connection-1',
      institution: 'First Bank',
      login: 'mikomo_1',
      label: 'Books',
      account_key: 'checking',
      account_name: 'Everyday',
      account_mask: '0071',
      transaction_date: '2026-11-10',
      month: '2026-11',
      description: 'Coffee',
      category: 'Food',
      currency: 'USD',
      amount: '-90071992547409.93',
      amount_minor: -9007199254740993n,
      is_pending: 0n,
      posted_at: '2026-11-26T12:00:00.000Z',
      institution_transaction_id: 't1',
      _run_id: 1n,
      _loaded_at: new Date(noonMs).toISOString(),
    },
    { amount: '0.00012345', amount_minor: null, is_pending: 1n, month: 'undated', unreadable: 'date' },
  ])
})

test('each change has its run, what it is, and what was before and after', () => {
  const pending = transaction({
    id: 'p',
    isPending: true,
    day: '2026-11-25',
    amount: '-7.00',
    description: 'Shop',
  })
  const first = [transaction({ id: 'a' }), transaction({ id: 'b', amount: '-9.00' }), pending]
  runOnce(file, { sent: { checking: first } })
  const posted = transaction({ id: 'q', day: '2026-11-26', amount: '-7.00', description: 'SHOP 12' })
  const second = [transaction({ id: 'a', amount: '-5.50' }), posted]
  expect(runOnce(file, { sent: { checking: second } }).counts).toEqual([
    { inserted: 0, updated: 1, posted: 1, vanished: 1 },
  ])
  expect(
    runOnce(file, { sent: { checking: [...second, transaction({ id: 'b', amount: '-9.00' })] } }).counts,
  ).toEqual([{ inserted: 0, updated: 1, posted: 0, vanished: 0 }])
  expect(changes()).toEqual([
    { run_id: 1, transaction_id: 1, kind: 'inserted', before: null, after: null },
    { run_id: 1, transaction_id: 2, kind: 'inserted', before: null, after: null },
    { run_id: 1, transaction_id: 3, kind: 'inserted', before: null, after: null },
    { run_id: 2, transaction_id: 4, kind: 'inserted', before: null, after: null },
    {
      run_id: 2,
      transaction_id: 1,
      kind: 'updated',
      before: '{"amount":"-5.00"}',
      after: '{"amount":"-5.50"}',
    },
    {
      run_id: 2,
      transaction_id: 3,
      kind: 'posted',
      before: '{"superseded_by":null}',
      after: '{"superseded_by":4}',
    },
    {
      run_id: 2,
      transaction_id: 2,
      kind: 'vanished',
      before: '{"is_vanished":false}',
      after: '{"is_vanished":true}',
    },
    {
      run_id: 3,
      transaction_id: 2,
      kind: 'reappeared',
      before: '{"is_vanished":true,"superseded_by":null}',
      after: '{"is_vanished":false,"superseded_by":null}',
    },
  ])
  expect(all('SELECT transaction_id, amount, amount_minor FROM v_transactions ORDER BY 1')).toEqual([
    { transaction_id: 1, amount: '-5.50', amount_minor: -550 },
    { transaction_id: 2, amount: '-9.00', amount_minor: -900 },
    { transaction_id: 4, amount: '-7.00', amount_minor: -700 },
  ])
  expect(countRows(file)).toEqual({ rows: 3, accounts: 1, connections: 1 })
})

test('a 206, a failed page or an absent account removes nothing and is written into coverage', () => {
  const rows = { checking: [transaction({ id: 'a' }), transaction({ id: 'b' })] }
  runOnce(file, { sent: rows })
  const problemAfter = (given: Parameters<typeof runOnce>[1]) => {
    runOnce(file, given)
    expect(countRows(file).rows).toBe(2)
    return coverageOf(file)[0]?.problem?.code
  }
  const nothing = { checking: [] }
  expect(problemAfter({ sent: nothing, window: { isComplete: false } })).toBe('answer_partial')
  const offline = { code: 'offline', detail: {} } as const
  expect(problemAfter({ sent: nothing, window: { isComplete: false, problem: offline } })).toBe('offline')
  expect(problemAfter({ sent: rows })).toBe(undefined)
  expect(problemAfter({ accounts: [], isPartial: true })).toBe(undefined)
  expect(problemAfter({ accounts: [] })).toBe('account_gone')
  expect(problemAfter({ sent: rows })).toBe(undefined)
  expect(coverageOf(file)).toEqual([
    {
      connectionId: 'connection-1',
      accountKey: 'checking',
      name: 'Everyday',
      mask: '0071',
      institutionName: 'First Bank',
      from: '2026-10-12',
      to: '2026-11-26',
      firstDay: '2026-11-10',
      asOfMs: noonMs,
      rows: 2,
      balances: 1,
      holdings: 0,
      lastChange: { inserted: 0, updated: 0, posted: 0, vanished: 0 },
      problem: null,
    },
  ])
})

test('coverage counts what all windows of the last run changed, and keeps what one of them could not read', () => {
  const { run } = runOnce(file, { sent: { checking: [transaction()] }, window: { isComplete: false } })
  const october = { fromDay: '2026-09-29', toDay: '2026-10-14', isComplete: true, problem: null }
  mergeWindow(file, run, {
    connectionId: owner.connectionId,
    accountKey: 'checking',
    ...october,
    transactions: [transaction({ day: '2026-10-05' })],
    atMs: noonMs,
  })
  expect(coverageOf(file)).toMatchObject([
    {
      rows: 2,
      lastChange: { inserted: 2 },
      problem: { code: 'answer_partial' },
      from: '2026-09-29',
      to: '2026-10-14',
    },
  ])
})

test('windows are planned from what the file has', () => {
  runOnce(file, {})
  const of = { connectionId: owner.connectionId, accountKey: 'checking' }
  const wanted = { since: '2026-10-01', today: '2026-11-26' }
  const october = { fromDay: '2026-10-01', toDay: '2026-10-15' }
  expect(windowsToRead(file, of, wanted)).toEqual([novemberToToday, october])
  runOnce(file, { sent: { checking: [] } })
  runOnce(file, { sent: { checking: [] }, window: october })
  expect(windowsToRead(file, of, wanted)).toEqual([novemberToToday])
  expect(() => windowsToRead(file, { ...of, accountKey: 'other' }, wanted)).toThrow(
    expect.objectContaining({ code: 'not_found' }),
  )
})

test('marking an account unstable is kept, matches the stored rows anew by fingerprint and inserts none', () => {
  const byPlace = (days: number[]) =>
    days.map((day, index) =>
      transaction({ id: String(index), day: `2026-11-${day}`, description: `Payment ${day}` }),
    )
  runOnce(file, { sent: { checking: byPlace([15, 14, 13, 12, 11, 10]) } })
  expect(runOnce(file, { sent: { checking: byPlace([16, 15, 14, 13, 12, 11, 10]) } }).counts).toEqual([
    { inserted: 1, updated: 0, posted: 0, vanished: 0 },
  ])
  expect(all('SELECT id_quality FROM accounts')).toEqual([{ id_quality: 'unstable' }])
  expect(runOnce(file, { sent: { checking: byPlace([17, 16, 15, 14, 13, 12, 11, 10]) } }).counts).toEqual([
    { inserted: 1, updated: 0, posted: 0, vanished: 0 },
  ])
})

test('an error in the middle leaves the file as it was', () => {
  runOnce(file, { sent: { checking: [transaction({ id: 'a' })] } })
  const before = [all('SELECT * FROM transactions'), changes(), coverageOf(file)]
  file.db.exec(
    `CREATE TEMP TRIGGER fails BEFORE INSERT ON changed_months BEGIN SELECT raise(ABORT, 'no'); END`,
  )
  expect(() => runOnce(file, { sent: { checking: [transaction({ id: 'b', amount: '-6.00' })] } })).toThrow(
    'no',
  )
  expect([all('SELECT * FROM transactions'), changes(), coverageOf(file)]).toEqual(before)
})

test('what changed after a run is what a copy has to write again', () => {
  expect(changesAfter(file, 0)).toMatchObject({ run: 0, months: [], connections: false })
  runOnce(file, {
    sent: { checking: [transaction({ id: 'a' }), transaction({ id: 'b', day: '2026-10-20' })] },
  })
  const months = (...names: string[]) =>
    names.map((month) => ({ connectionId: 'connection-1', accountId: 1, month }))
  const first = changesAfter(file, 0)
  expect(first).toEqual({
    run: 1,
    deletedConnections: [],
    months: months('2026-10', '2026-11'),
    connections: true,
    accounts: true,
    balances: true,
    holdings: false,
  })
  expect(changesAfter(file, 1)).toMatchObject({
    run: 1,
    months: [],
    connections: false,
    accounts: false,
    balances: false,
  })
  const moved = [transaction({ id: 'a' }), transaction({ id: 'b', day: '2026-11-03' })]
  runOnce(file, { sent: { checking: moved } })
  expect(changesAfter(file, 1)).toMatchObject({
    run: 2,
    months: months('2026-10', '2026-11'),
    accounts: false,
  })
  // The label is in each row of a copy.
  runOnce(file, { of: { ...owner, label: 'Private' }, sent: { checking: moved } })
  expect(changesAfter(file, 2)).toMatchObject({
    run: 3,
    months: months('2026-10', '2026-11'),
    connections: true,
  })
})

test('the order of ids and of accounts is the one in which they came', () => {
  runOnce(file, {
    accounts: [account(), account({ key: 'savings', id: 'a2', mask: '0072' })],
    sent: { checking: [transaction({ id: 'a' })], savings: [transaction({ id: 'a' })] },
  })
  expect(all('SELECT transaction_id, account_key FROM v_transactions')).toEqual([
    { transaction_id: 1, account_key: 'checking' },
    { transaction_id: 2, account_key: 'savings' },
  ])
})
