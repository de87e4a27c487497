import { hash } from 'node:crypto'
import { minorUnits, type Row } from './row.ts'

/**
 * Makes what distinguishes a transaction from others of its account where no id does: day, amount, currency and description, as a JSON
 * array. Equal for equal amounts that are written in different ways. Keeps the descriptions that it has seen: payees repeat.
 */
export function contents(): (row: Row) => string {
  const seen = new Map<string, string>()
  const textOf = (description: string): string => {
    let text = seen.get(description)
    if (text === undefined) seen.set(description, (text = JSON.stringify(normalized(description))))
    return text
  }
  return ({ date, amount, currency, description }) => {
    const exact = amount === null ? null : String(minorUnits(amount, currency) ?? shortened(amount))
    return `[${quoted(date)},${quoted(exact)},${quoted(currency)},${description === null ? 'null' : textOf(description)}]`
  }
}

/** As JSON, of text that has nothing to escape. */
function quoted(text: string | null): string {
  return text === null ? 'null' : `"${text}"`
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
  /** Of contents that have more than one: thousands of equal rows would otherwise be hashed millions of times. */
  const firstFree = new Map<string, number>()
  const start = JSON.stringify([account.connectionId, account.accountKey]).slice(0, -1)
  const numbered = (content: string, n: number) =>
    hash('sha256', `${start},${content.slice(1, -1)},${n}]`, 'base64url')
  return (content) => {
    let fingerprint = numbered(content, 0)
    if (used.has(fingerprint)) {
      let n = firstFree.get(content) ?? 1
      while (used.has((fingerprint = numbered(content, n)))) n += 1
      firstFree.set(content, n + 1)
    }
    used.add(fingerprint)
    return fingerprint
  }
}
