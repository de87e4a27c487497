import { normalized } from './content.ts'
import type { Row, StoredRow } from './row.ts'

/** The days that were read, both included. */
export interface ReadWindow {
  fromDay: string
  toDay: string
  /** Every page was read, and the institution says that nothing is missing. */
  isComplete: boolean
  /** Rows of earlier days may be older than what the institution still returns: that they are missing says nothing. */
  keptFrom?: string
}

/** A row with what distinguishes it from others. */
export interface Known<R extends Row> {
  row: R
  content: string
}

export interface Matches {
  /** What was sent, and the stored row that it is; null for a new one. */
  found: Map<Known<Row>, Known<StoredRow> | null>
  /** The institution's ids name other transactions than they did: they were not used. */
  isUnstable: boolean
}

/**
 * Finds the stored row of each row that was sent: by the institution's id, else by its content. No stored row is found twice.
 *
 * An id that names other content than before is not believed where that content is stored under another id: the ids have moved. Neither is
 * one whose stored row is not in the window.
 *
 * @param stored all rows of the account that are in the window, or have no day
 * @param all what was sent
 */
export function matchRows(
  stored: readonly Known<StoredRow>[],
  all: readonly Known<Row>[],
  window: ReadWindow,
  usesIds: boolean,
): Matches {
  if (!usesIds) return { found: byContent(new Map(), all, stored), isUnstable: false }
  const rows = onePerId(all)
  const byId = Map.groupBy(
    stored.filter(({ row }) => row.institutionId !== null),
    ({ row }) => row.institutionId ?? '',
  )
  const found = new Map<Known<Row>, Known<StoredRow> | null>()
  const taken = new Set<Known<StoredRow>>()
  const others = (one: Known<Row>) =>
    (byId.get(one.row.institutionId ?? '') ?? []).filter((other) => !taken.has(other))
  const bind = (one: Known<Row>, other: Known<StoredRow> | undefined) => {
    if (!other) return false
    found.set(one, other)
    taken.add(other)
    return true
  }
  const withId = rows.filter((one) => byId.has(one.row.institutionId ?? ''))
  const changed = withId.filter(
    (one) => !bind(one, first(others(one).filter(({ content }) => content === one.content))),
  )
  const free = changed.length === 0 ? new Map<string, Known<StoredRow>[]>() : groupFree(stored, taken)
  const moved = changed.filter((one) =>
    bind(one, first((free.get(one.content) ?? []).filter((other) => !taken.has(other)))),
  )
  if (window.isComplete && areIdsMoved(withId, { byId, moved })) {
    return { found: byContent(new Map(), all, stored), isUnstable: true }
  }
  for (const one of changed) {
    if (!found.has(one)) bind(one, first(others(one).filter((other) => isSame(one, other, window))))
  }
  return { found: byContent(found, rows, stored), isUnstable: false }
}

/** Pages shift while they are read: one may come twice, or once pending and once posted. */
function onePerId(rows: readonly Known<Row>[]): Known<Row>[] {
  const kept = new Map<string, Known<Row>>()
  const others: Known<Row>[] = []
  for (const one of rows) {
    const { institutionId, isPending } = one.row
    const earlier = institutionId === null ? undefined : kept.get(institutionId)
    if (institutionId === null) others.push(one)
    else if (earlier === undefined || earlier.row.isPending !== isPending) {
      if (!earlier || earlier.row.isPending) kept.set(institutionId, one)
    } else if (earlier.content !== one.content) others.push(one)
  }
  return [...kept.values(), ...others]
}

/**
 * Adds to `found` the rows that are found by content, and those that are new. Equal rows are interchangeable: only their count matters.
 */
function byContent(
  found: Map<Known<Row>, Known<StoredRow> | null>,
  rows: readonly Known<Row>[],
  stored: readonly Known<StoredRow>[],
): Map<Known<Row>, Known<StoredRow> | null> {
  const taken = new Set([...found.values()].filter((one) => one !== null))
  const free = groupFree(stored, taken)
  for (const isSameState of free.size === 0 ? [] : [true, false]) {
    for (const one of rows) {
      if (found.has(one)) continue
      const equals = free
        .get(one.content)
        ?.filter((other) => !taken.has(other) && (!isSameState || other.row.isPending === one.row.isPending))
      const other = first(equals ?? [])
      if (!other) continue
      found.set(one, other)
      taken.add(other)
    }
  }
  for (const one of rows) if (!found.has(one)) found.set(one, null)
  return found
}

/** Stored rows by content. A superseded one is found only by its id. */
function groupFree(
  stored: readonly Known<StoredRow>[],
  taken: ReadonlySet<Known<StoredRow>>,
): Map<string, Known<StoredRow>[]> {
  return Map.groupBy(
    stored.filter((one) => !taken.has(one) && one.row.supersededBy === null),
    ({ content }) => content,
  )
}

/** One that is current, if there is one. */
function first(rows: readonly Known<StoredRow>[]): Known<StoredRow> | undefined {
  return rows.find(({ row }) => !row.isVanished && row.supersededBy === null) ?? rows[0]
}

/**
 * Ids are not the transactions' own if at least 3, and a tenth, of those that were posted before and are posted now have another day and
 * another description, or the content that another id had. A pending row that is posted with another day and amount never counts.
 */
function areIdsMoved(
  sent: readonly Known<Row>[],
  { byId, moved }: { byId: ReadonlyMap<string, readonly Known<StoredRow>[]>; moved: readonly Known<Row>[] },
): boolean {
  const hasMoved = new Set(moved)
  let all = 0
  let others = 0
  for (const one of sent) {
    const before = byId.get(one.row.institutionId ?? '')?.filter(({ row }) => !row.isPending) ?? []
    if (one.row.isPending || before.length === 0) continue
    all += 1
    if (before.some(({ content }) => content === one.content)) continue
    if (hasMoved.has(one) || before.every(({ row }) => isOther(row, one.row))) others += 1
  }
  return others >= 3 && others * 10 >= all
}

function isOther(before: Row, now: Row): boolean {
  return before.date !== now.date && textOf(before) !== textOf(now)
}

/**
 * Whether a stored row with the same id is the same transaction. In the window it is: if it were not, it would be missing. Another one may
 * have had the same place in a list.
 */
function isSame(
  { row: now }: Known<Row>,
  { row: before }: Known<StoredRow>,
  { fromDay, toDay }: ReadWindow,
): boolean {
  if (before.date === null || now.date === null) return true
  return fromDay <= before.date && before.date <= toDay
}

function textOf({ description }: Row): string | null {
  return description === null ? null : normalized(description)
}

const edgeDays = 2

/**
 * Whether a read of the window would have returned a transaction of that day: at its edges, days move with time zones. False for an
 * unknown day.
 */
export function isInside(day: string | null, { fromDay, toDay }: ReadWindow): boolean {
  return day !== null && addDays(fromDay, edgeDays) <= day && day <= addDays(toDay, -edgeDays)
}

const dayMs = 24 * 60 * 60_000

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)
}

/** Infinity if one is unknown. */
export function daysBetween(a: string | null, b: string | null): number {
  return a === null || b === null ? Infinity : Math.abs(Date.parse(a) - Date.parse(b)) / dayMs
}
