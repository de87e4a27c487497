/** The maximum length of a field's text. */
const mostCharacters = 1000

/**
 * Text of an institution, on one line and trimmed; null for none. A number counts as text, because some institutions send numbers where
 * the FDX schema has text. Text longer than 1,000 characters (code points) is cut, with an ellipsis. A lone surrogate becomes U+FFFD, because
 * text with one can't be written as UTF-8.
 */
export function textOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = String(value)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
  if (text === '') return null
  // A character has at most two code units.
  const start = text.slice(0, 2 * mostCharacters + 2)
  const characters = [...start]
  return characters.length > mostCharacters ? `${characters.slice(0, mostCharacters - 1).join('')}…` : text
}

/** The first field that contains text. */
export function firstText(...values: unknown[]): string | null {
  return values.map(textOf).find((text) => text !== null) ?? null
}

/** An id as sent, a number as its digits, a lone surrogate as U+FFFD; null for none. */
export function idOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  return value === '' ? null : String(value).toWellFormed()
}

/** False for a field that is absent, null, only spaces, or an empty list: institutions write "none" in all four ways. */
export function isSent(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  return value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '')
}

/** True for a value that was sent where a text or number belongs, and is neither. */
export function isUnreadableText(value: unknown): boolean {
  return isSent(value) && typeof value !== 'string' && typeof value !== 'number'
}

export interface Entry {
  /** The key that names its category, such as `depositAccount`; null for an entry without a wrapper (FDX 5 and 6). */
  key: string | null
  fields: Record<string, unknown>
}

/**
 * What one entry of a list holds, with or without the wrapper of Akoya and FDX 4: `{"depositAccount": {…}}` or `{…}`. Several wrappers
 * hold as many accounts or transactions.
 *
 * @param names the fields of which an entry has at least one
 * @param suffix the end of a wrapper's key, which decides if several keys hold an object
 * @returns none for anything that is not such an entry, for one that is nested too deep, and for one with several objects of which no key
 * has the suffix: it is unknown which of them is meant
 */
export function entriesOf(entry: unknown, names: readonly string[], suffix: string): Entry[] {
  if (!isObject(entry) || isDeeper(entry, mostLevels)) return []
  if (names.some((name) => isScalar(entry[name]))) return [{ key: null, fields: entry }]

  const wrapped = Object.entries(entry).flatMap(([key, fields]) =>
    isObject(fields) ? [{ key, fields }] : [],
  )
  const withName = wrapped.filter(({ fields }) => names.some((name) => isScalar(fields[name])))
  const withSuffix = wrapped.filter(({ key }) => key.endsWith(suffix))
  if (withSuffix.some((one) => withName.includes(one))) {
    return withSuffix.filter(({ fields }) => Object.values(fields).some(isSent))
  }
  const one = withName.length > 0 ? withName : withSuffix
  return one.length === 1 ? one : []
}

/** FDX's entities have a few. Thousands would exceed the stack of what compares or writes them. */
const mostLevels = 100

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1))
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number'
}
