import { hash } from 'node:crypto'
import { minorUnits, type Row } from './row.ts'

/**
 * What distinguishes a transaction from others of its account where no id does: day, amount, currency and description. Equal for equal
 * amounts that are written in different ways.
 *
 * @returns a JSON array
 */
export function contentOf({ date, amount, currency, description }: Row): string {
  const exact = amount === null ? null : (minorUnits(amount, currency)?.toString() ?? shortened(amount))
  return JSON.stringify([date, exact, currency, description === null ? null : normalized(description)])
}

/** Without zeros at the end of the fraction: `0.5` for `0.500`. */
function shortened(amount: string): string {
  const short = amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount
  return short === '-0' ? '0' : short
}

/** Institutions change case and spaces of a description between two reads. */
export function normalized(description: string): string {
  return description.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim()
}

/**
 * Makes fingerprints for rows of one account: SHA-256 over the JSON array `[connection, account, day, minor units, currency, description,
 * n]`, in base64url. `n` numbers equal rows from 0; it is the first that is free.
 */
export function fingerprints(
  account: { connectionId: string; accountKey: string },
  stored: Iterable<string>,
): (content: string) => string {
  const used = new Set(stored)
  const start = JSON.stringify([account.connectionId, account.accountKey]).slice(0, -1)
  return (content) => {
    for (let n = 0; ; n += 1) {
      const fingerprint = hash('sha256', `${start},${content.slice(1, -1)},${n}]`, 'base64url')
      if (used.has(fingerprint)) continue
      used.add(fingerprint)
      return fingerprint
    }
  }
}
