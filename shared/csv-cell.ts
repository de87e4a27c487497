import { isMisread } from './misread-text.ts'

const textKinds: ReadonlySet<string> = new Set(['text', 'id', 'mask'])

/**
 * The text of a CSV cell, before it is quoted: booleans as `true` and `false`, null as an empty cell, control characters in text as spaces.
 *
 * Text that a reader could misread gets a leading `'`, and so does text that begins with one: a reader that removes one `'` has the
 * original text. This covers text that a spreadsheet takes for something else, and ids that look like numbers. A mask gets an `x` instead:
 * `x0071`.
 *
 * @param kind what the column contains: a kind of `electron/main/tables/columns.ts`
 */
export function csvCell(cell: string | number | bigint | boolean | null, kind: string): string {
  if (cell === null) return ''
  const text = String(cell)
  if (!textKinds.has(kind)) return text
  const line = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  if (kind === 'mask') return `x${line}`
  return isMisread(line) || (kind === 'id' && isLikeNumber(line)) ? `'${line}` : line
}

/** An id is text for every reader, whatever digits it has. */
function isLikeNumber(text: string): boolean {
  return /^[\d\s.,:/+\-e]*\d[\d\s.,:/+\-e]*$/i.test(text)
}
