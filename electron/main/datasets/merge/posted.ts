import { normalized } from './content.ts'
import { daysBetween, type Known } from './match.ts'
import type { Row, StoredRow } from './row.ts'

const mostDaysToPost = 7

export interface Posted {
  pending: Known<StoredRow>
  posted: Known<Row>
}

/**
 * Finds which new posted rows are pending ones that are no longer returned: one to one, of the same account, amount and sign, at most 7
 * days apart, the nearest day first, with the same payee where both have one.
 *
 * @param pending those of a window that was read whole, and that it did not return
 * @param added rows that were not stored
 */
export function findPosted(pending: readonly Known<StoredRow>[], added: readonly Known<Row>[]): Posted[] {
  const pairs = pending.flatMap((one) =>
    added
      .filter((other) => fits(one.row, other.row))
      .map((other) => ({ pending: one, posted: other, days: daysBetween(one.row.date, other.row.date) })),
  )
  const used = new Set<unknown>()
  return pairs
    .toSorted((a, b) => a.days - b.days)
    .filter(({ pending: from, posted: to }) => {
      if (used.has(from) || used.has(to)) return false
      used.add(from).add(to)
      return true
    })
}

function fits(pending: Row, posted: Row): boolean {
  return (
    !posted.isPending &&
    pending.amount !== null &&
    pending.amount === posted.amount &&
    pending.currency === posted.currency &&
    daysBetween(pending.date, posted.date) <= mostDaysToPost &&
    isSamePayee(pending.description, posted.description)
  )
}

function isSamePayee(a: string | null, b: string | null): boolean {
  return a === null || b === null || payeeOf(a) === payeeOf(b)
}

/** Without numbers and signs, which differ between a pending description and the posted one, and without the word itself. */
function payeeOf(description: string): string {
  const letters = normalized(description).replaceAll(/[^\p{L}]+/gu, ' ')
  return letters
    .replaceAll(/\bpending\b/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
}
