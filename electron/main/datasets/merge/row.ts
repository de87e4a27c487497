import { minorUnitDigits, noCurrency } from '../../../../shared/currency.ts'
import type { Transaction } from '../../../../shared/models/transaction.ts'

/** A transaction in the form in which it is stored. Times are text in UTC, such as `2026-11-20T12:00:00.000Z`. */
export interface Row {
  institutionId: string | null
  /** The posting day, else the day of the transaction. */
  date: string | null
  /** Exact; below zero when money left the account. */
  amount: string | null
  /** Null if none was named. */
  currency: string | null
  description: string | null
  category: string | null
  direction: 'debit' | 'credit' | null
  isPending: boolean
  postedAt: string | null
  madeAt: string | null
  /** The parts that were sent and could not be read, with commas; null for none. */
  unreadable: string | null
}

export interface StoredRow extends Row {
  /** Never changes. */
  number: number
  fingerprint: string
  isVanished: boolean
  /** Of a pending one: the number of the transaction that it was posted as. */
  supersededBy: number | null
}

export function toRow(sent: Transaction): Row {
  const currency = sent.amount?.currency ?? null
  return {
    institutionId: sent.id,
    date: sent.day,
    amount: sent.amount?.amount ?? null,
    currency: currency === noCurrency ? null : currency,
    description: sent.description,
    category: sent.category,
    direction: sent.direction,
    isPending: sent.isPending,
    postedAt: utcText(sent.postedAtMs),
    madeAt: utcText(sent.madeAtMs),
    unreadable: sent.unreadable.length === 0 ? null : sent.unreadable.join(),
  }
}

/** @param ms milliseconds UTC */
function utcText(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

const mostMinorUnits = 2n ** 63n - 1n
/** So many characters of digits and sign are exact as a number. */
const mostCharacters = 15

/**
 * An amount in minor units: `-1250` for `-12.50` dollars, `1250` for `1250` yen. A `bigint` where a number may not be exact.
 *
 * @returns null if it has more digits than its currency, for an unknown currency, and beyond 64 bits
 */
export function minorUnits(amount: string | null, currency: string | null): number | bigint | null {
  const digits = currency === null ? null : minorUnitDigits(currency)
  if (amount === null || digits === null) return null
  const point = amount.indexOf('.')
  const whole = point === -1 ? amount : amount.slice(0, point)
  const fraction = point === -1 ? '' : amount.slice(point + 1)
  if (fraction.length > digits && /[1-9]/.test(fraction.slice(digits))) return null
  const text = whole + fraction.slice(0, digits).padEnd(digits, '0')
  // `-0` is 0.
  if (text.length <= mostCharacters) return Number(text) || 0
  const minor = BigInt(text)
  return minor > mostMinorUnits || minor < -mostMinorUnits ? null : minor
}
