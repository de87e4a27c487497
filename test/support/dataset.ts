import type { Account } from '../../shared/models/account.ts'
import type { ChangeCounts } from '../../shared/models/dataset.ts'
import type { Transaction } from '../../shared/models/transaction.ts'
import type { DatasetFile } from '../../electron/main/datasets/store/dataset-file.ts'
import { mergeWindow, type WindowToMerge } from '../../electron/main/datasets/store/merge-window.ts'
import { beginRun, endRun } from '../../electron/main/datasets/store/runs.ts'
import { saveAccounts, type Owner } from '../../electron/main/datasets/store/write-accounts.ts'

/** Noon of 26 November 2026, where the computer is. */
export const noonMs = new Date(2026, 10, 26, 12).getTime()

export const owner: Owner = {
  connectionId: 'connection-1',
  registrationId: 'registration-1',
  institutionId: 'institution-1',
  sub: 'sub-1',
  institution: 'First Bank',
  login: 'mikomo_1',
  label: 'Books',
}

export function account(given: Partial<Account> = {}): Account {
  return {
    key: 'checking',
    id: 'a1',
    category: 'deposit',
    type: 'CHECKING',
    name: 'Everyday',
    mask: '0071',
    currency: 'USD',
    balances: { current: '12.50' },
    balanceType: 'asset',
    asOfDay: null,
    asOfMs: null,
    unavailable: false,
    isEarlier: false,
    unreadable: [],
    ...given,
  }
}

/** A posted payment of 5 dollars on 10 November, unless said otherwise. */
export function transaction(
  given: Partial<Omit<Transaction, 'amount'>> & { amount?: string } = {},
): Transaction {
  return {
    id: null,
    day: '2026-11-10',
    postedAtMs: null,
    madeAtMs: null,
    description: 'Coffee',
    category: null,
    direction: 'debit',
    isPending: false,
    unreadable: [],
    ...given,
    amount: { amount: given.amount ?? '-5.00', currency: 'USD' },
  }
}

/** Payments of different amounts, one a day from 1 November, with the given beginning of their ids. */
export function payments(count: number, prefix: string): Transaction[] {
  return Array.from({ length: count }, (_, index) =>
    transaction({
      id: `${prefix}${index}`,
      day: new Date(Date.UTC(2026, 10, 1 + index)).toISOString().slice(0, 10),
      amount: `-${index + 1}.00`,
    }),
  )
}

export const novemberToToday = { fromDay: '2026-10-12', toDay: '2026-11-28' }

/** One run that reads some accounts of one connection, and the transactions of one window of each. */
export function runOnce(
  file: DatasetFile,
  {
    of = owner,
    accounts = [account()],
    sent = {},
    window = {},
    isPartial = false,
    atMs = noonMs,
  }: {
    of?: Owner
    accounts?: Account[]
    /** By account key. */
    sent?: Record<string, Transaction[]>
    window?: Partial<WindowToMerge>
    isPartial?: boolean
    atMs?: number
  },
): { run: number; counts: ChangeCounts[] } {
  const run = beginRun(file, { atMs, cause: 'by hand' })
  saveAccounts(file, run, of, accounts, { atMs, isPartial })
  const counts = Object.entries(sent).map(([accountKey, transactions]) =>
    mergeWindow(file, run, {
      connectionId: of.connectionId,
      accountKey,
      ...novemberToToday,
      isComplete: true,
      problem: null,
      transactions,
      atMs,
      ...window,
    }),
  )
  endRun(file, run, {
    atMs,
    endedAtMs: atMs,
    outcome: 'complete',
    inserted: 0,
    updated: 0,
    posted: 0,
    vanished: 0,
    accountsRead: accounts.length,
    accountsMissing: 0,
    problem: null,
    untilMs: null,
  })
  return { run, counts }
}
