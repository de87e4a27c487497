import { contents, fingerprints } from './content.ts'
import { isInside, matchRows, type Known, type ReadWindow } from './match.ts'
import { findPosted } from './posted.ts'
import type { Row, StoredRow } from './row.ts'

export interface OfAccount {
  connectionId: string
  accountKey: string
  /** False once its ids were seen to move. */
  usesIds: boolean
}

/** A row to add. */
export interface Added {
  row: Row
  fingerprint: string
}

/** A change to a stored row. `before` and `after` have what differs. */
export interface Changed {
  number: number
  kind: 'updated' | 'posted' | 'reappeared'
  row: Row
  fingerprint: string
  before: Partial<StoredRow>
  after: Partial<StoredRow>
}

export interface Merge {
  added: Added[]
  changed: Changed[]
  /** Numbers of pending rows, and the index of the added row that each was posted as. */
  posted: { number: number; added: number; wasCurrent: boolean }[]
  /** Numbers of rows that the institution no longer returns. */
  vanished: number[]
  /** The account's ids are seen to move: from now on they are not used. */
  isUnstable: boolean
  /** Months in which something changed, such as `2026-11`; `undated` for rows without a day. */
  months: Set<string>
}

/**
 * What a read of one account's transactions changes in what is stored. Never removes a row. The same read again changes nothing, and what
 * is read whole is then current: each transaction as often as the institution returned it.
 *
 * @param stored all rows of the account that are in the window, or have no day
 * @param sent the rows of the window, of all pages
 */
export function mergeRows(
  account: OfAccount,
  stored: readonly StoredRow[],
  sent: readonly Row[],
  window: ReadWindow,
): Merge {
  const contentOf = contents()
  const known = <R extends Row>(row: R): Known<R> => ({ row, content: contentOf(row) })
  const before = stored.map(known)
  const { found, isUnstable } = matchRows(before, sent.map(known), window, account.usesIds)
  const usesIds = account.usesIds && !isUnstable
  const fingerprint = fingerprints(
    account,
    stored.map((row) => row.fingerprint),
  )
  const matched: { one: Known<Row>; other: Known<StoredRow> }[] = []
  const isNew: Known<Row>[] = []
  for (const [one, other] of found) {
    if (other === null) isNew.push(one)
    else matched.push({ one, other })
  }
  const changed = matched.flatMap(({ one, other }) => {
    const change = changeOf(one, other, { usesIds, contentOf, fingerprint })
    return change === null ? [] : [change]
  })
  const missing = window.isComplete ? missingIn(before, matched, window) : []
  const posted = findPosted(
    missing.filter(({ row }) => row.isPending),
    isNew,
  )
  const superseded = new Set(posted.map(({ pending }) => pending))
  const vanished = missing.filter((one) => !superseded.has(one) && !one.row.isVanished)
  return {
    added: isNew.map(({ row, content }) => ({ row, fingerprint: fingerprint(content) })),
    changed,
    posted: posted.map(({ pending: { row }, posted: as }) => ({
      number: row.number,
      added: isNew.indexOf(as),
      wasCurrent: !row.isVanished,
    })),
    vanished: vanished.map(({ row }) => row.number),
    isUnstable,
    months: monthsOf(isNew, changed, [...superseded, ...vanished]),
  }
}

function monthsOf(
  isNew: readonly Known<Row>[],
  changed: readonly Changed[],
  gone: readonly Known<Row>[],
): Set<string> {
  const months = new Set<string>()
  for (const { row } of isNew) months.add(monthOf(row.date))
  for (const { row } of gone) months.add(monthOf(row.date))
  for (const { row, before } of changed) {
    months.add(monthOf(row.date))
    if (before.date !== undefined) months.add(monthOf(before.date))
  }
  return months
}

/** Stored rows that the window would have returned and did not. */
function missingIn(
  before: readonly Known<StoredRow>[],
  matched: readonly { other: Known<StoredRow> }[],
  window: ReadWindow,
): Known<StoredRow>[] {
  const returned = new Set(matched.map(({ other }) => other))
  const { keptFrom = window.fromDay } = window
  return before.filter(
    (one) =>
      !returned.has(one) &&
      one.row.supersededBy === null &&
      isInside(one.row.date, window) &&
      (one.row.date ?? '') >= keptFrom,
  )
}

function monthOf(date: string | null): string {
  return date?.slice(0, 7) ?? 'undated'
}

const fields = [
  'institutionId',
  'date',
  'amount',
  'currency',
  'description',
  'category',
  'direction',
  'isPending',
  'postedAt',
  'madeAt',
  'unreadable',
] as const satisfies (keyof Row)[]

function changeOf(
  { row: sent }: Known<Row>,
  { row: stored, content }: Known<StoredRow>,
  how: { usesIds: boolean; contentOf: (row: Row) => string; fingerprint: (content: string) => string },
): Changed | null {
  const row = completed(sent, stored, how.usesIds)
  const different = fields.filter((field) => row[field] !== stored[field])
  const isBack = stored.isVanished || stored.supersededBy !== null
  if (different.length === 0 && !isBack) return null
  const now = how.contentOf(row)
  const fingerprint = now === content ? stored.fingerprint : how.fingerprint(now)
  const state = isBack ? { isVanished: stored.isVanished, supersededBy: stored.supersededBy } : {}
  return {
    number: stored.number,
    kind: isBack ? 'reappeared' : stored.isPending && !row.isPending ? 'posted' : 'updated',
    row,
    fingerprint,
    before: { ...pick(stored, different), ...state },
    after: { ...pick(row, different), ...(isBack ? { isVanished: false, supersededBy: null } : {}) },
  }
}

/** A value that can't be read now does not replace one that could be. An id that is not sent, or not the row's own, changes nothing. */
function completed(sent: Row, stored: StoredRow, usesIds: boolean): Row {
  const unreadable = sent.unreadable?.split(',') ?? []
  const keeps = (part: string) => unreadable.includes(part)
  return {
    ...sent,
    institutionId: usesIds ? (sent.institutionId ?? stored.institutionId) : stored.institutionId,
    date: keeps('date') ? (sent.date ?? stored.date) : sent.date,
    description: keeps('description') ? (sent.description ?? stored.description) : sent.description,
    category: keeps('category') ? (sent.category ?? stored.category) : sent.category,
    ...(keeps('amount') && sent.amount === null ? { amount: stored.amount, currency: stored.currency } : {}),
  }
}

function pick(row: Row, names: readonly (keyof Row)[]): Partial<Row> {
  return Object.fromEntries(names.map((name) => [name, row[name]]))
}
