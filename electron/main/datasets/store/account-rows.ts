import { contents } from '../merge/content.ts'
import { loadAllRows } from './transactions.ts'
import type { DatasetFile } from './dataset-file.ts'
import type { StoredRow } from '../merge/row.ts'

export interface Pair {
  a: StoredRow
  b: StoredRow
}

/** What two accounts have in common, of the days that were read whole of both. */
export interface Common {
  pairs: Pair[]
  ofA: number
  ofB: number
}

/** Pairs the equal posted transactions of two accounts, one to one. */
export function commonRows(file: DatasetFile, a: number, b: number): Common {
  const days = file.db
    .prepare<[number, number], { from: string | null; to: string | null }>(
      `SELECT max(from_date) AS "from", min(to_date) AS "to" FROM coverage
       WHERE account_id IN (?, ?) AND from_date IS NOT NULL HAVING count(*) = 2`,
    )
    .get(a, b)
  const isBetween = ({ date }: StoredRow) =>
    date !== null &&
    typeof days?.from === 'string' &&
    typeof days.to === 'string' &&
    days.from <= date &&
    date <= days.to
  const rowsOf = (accountId: number) =>
    loadAllRows(file, accountId).filter(
      (row) => isBetween(row) && !row.isVanished && row.supersededBy === null && !row.isPending,
    )
  const ofA = rowsOf(a)
  const ofB = rowsOf(b)
  const contentOf = contents()
  const free = Map.groupBy(ofB, contentOf)
  const pairs = ofA.flatMap((one) => {
    const other = free.get(contentOf(one))?.shift()
    return other ? [{ a: one, b: other }] : []
  })
  return { pairs, ofA: ofA.length, ofB: ofB.length }
}

/** At least 3, and 9 of 10. */
export function areMost(pairs: readonly Pair[], all: number): boolean {
  return pairs.length >= 3 && pairs.length * 10 >= all * 9
}
