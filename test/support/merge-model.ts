import { mergeRows, type Merge, type OfAccount } from '../../electron/main/datasets/merge/merge-rows.ts'
import type { ReadWindow } from '../../electron/main/datasets/merge/match.ts'
import type { Row, StoredRow } from '../../electron/main/datasets/merge/row.ts'

/** A posted payment of 5 dollars on 10 November, unless said otherwise. */
export function row(given: Partial<Row> = {}): Row {
  return {
    institutionId: null,
    date: '2026-11-10',
    amount: '-5.00',
    currency: 'USD',
    description: 'Coffee',
    category: null,
    direction: 'debit',
    isPending: false,
    postedAt: null,
    madeAt: null,
    unreadable: null,
    ...given,
  }
}

export const november: ReadWindow = { fromDay: '2026-11-01', toDay: '2026-11-30', isComplete: true }

/** What is stored of one account, in memory. */
export interface Stored {
  account: OfAccount
  rows: StoredRow[]
}

export function emptyAccount(usesIds = true): Stored {
  return { account: { connectionId: 'c', accountKey: 'a', usesIds }, rows: [] }
}

/** Merges a read into what is stored, as the store does: rows of the window, and those without a day. */
export function read(stored: Stored, sent: readonly Row[], window: ReadWindow = november): Merge {
  const days = [window.fromDay, window.toDay, ...sent.flatMap(({ date }) => date ?? [])].toSorted()
  const loaded = stored.rows.filter(
    ({ date }) => date === null || (date >= (days[0] ?? '') && date <= (days.at(-1) ?? '')),
  )
  const merge = mergeRows(stored.account, structuredClone(loaded), sent, window)
  apply(stored, merge)
  return merge
}

function apply(stored: Stored, merge: Merge): void {
  const first = stored.rows.length + 1
  for (const { number, row: now, fingerprint } of merge.changed) {
    Object.assign(find(stored, number), { ...now, fingerprint, isVanished: false, supersededBy: null })
  }
  for (const { number, added } of merge.posted) find(stored, number).supersededBy = first + added
  for (const number of merge.vanished) find(stored, number).isVanished = true
  for (const [index, { row: added, fingerprint }] of merge.added.entries()) {
    stored.rows.push({ ...added, fingerprint, number: first + index, isVanished: false, supersededBy: null })
  }
  stored.account.usesIds &&= !merge.isUnstable
}

function find({ rows }: Stored, number: number): StoredRow {
  const found = rows.find((one) => one.number === number)
  if (!found) throw new Error(`no row ${number}`)
  return found
}

/** The rows that a user sees. */
export function current({ rows }: Stored): StoredRow[] {
  return rows.filter(({ isVanished, supersededBy }) => !isVanished && supersededBy === null)
}

/** A transaction in words, whatever its id: `2026-11-10 -5.00 USD Coffee`, sorted. */
export function inWords(rows: readonly Row[]): string[] {
  return rows
    .map(({ date, amount, currency, description, isPending }) =>
      [date, amount, currency, description, ...(isPending ? ['pending'] : [])].join(' '),
    )
    .toSorted()
}
