import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { folded } from '../../../shared/plain-text.ts'
import {
  isBeginningOfStatus,
  linesOfField,
  searchTextOf,
  statusTextOf,
  textFields,
  valuesOf,
  type TextField,
} from './searchable.ts'

/** A word or a quoted phrase of a search, folded; in one field, or anywhere. */
interface Term {
  field: TextField | 'status' | null
  text: string
  /** Some status begins with it. */
  isStatus: boolean
}

/** A search, parsed. */
export interface Query {
  /** Each has to be found. */
  terms: readonly Term[]
  /** The words without a field in a row, if there are several. */
  phrase: Term | null
}

/** How well a connection matches, best first: a whole value, whole words in a row, beginnings of words, anything. 0 and 1 are exact. */
export type Rank = 0 | 1 | 2 | 3

const fieldNames: Record<string, TextField | 'status'> = {
  ...Object.fromEntries(textFields.map((field) => [field, field])),
  status: 'status',
  name: 'institution',
  bank: 'institution',
  mask: 'account',
  env: 'environment',
}

/** Words, `field:word`, and both with quotes around several words. Null for an empty search. */
export function parseQuery(search: string): Query | null {
  const terms = [...search.matchAll(/(?:(\p{L}+):)?(?:"([^"]*)"?|(\S+))/gu)].flatMap(
    ([whole, name = '', quoted, word = '']): Term[] => {
      const field = fieldNames[name.toLowerCase()] ?? null
      // A field without a word is still being typed. A name that is no field is text with a colon in it.
      const isField = name === '' && word.endsWith(':') && word.slice(0, -1).toLowerCase() in fieldNames
      const wanted = isField ? '' : folded(field === null ? (quoted ?? whole) : (quoted ?? word)).trim()
      return wanted === '' ? [] : [termOf(field, wanted)]
    },
  )
  if (terms.length === 0) return null
  const plain = terms.filter(({ field }) => field === null)
  return {
    terms,
    phrase: plain.length < 2 ? null : termOf(null, plain.map(({ text }) => text).join(' ')),
  }
}

function termOf(field: Term['field'], text: string): Term {
  return { field, text, isStatus: isBeginningOfStatus(text) }
}

/** How well a connection matches; null if it does not. */
export function rankOf(connection: ConnectionSummary, { terms, phrase }: Query, nowMs: number): Rank | null {
  const searchText = searchTextOf(connection)
  let worst: Rank = 0
  for (const term of terms) {
    const rank = rankOfTerm(term, searchText, () => statusTextOf(connection, nowMs))
    if (rank === null) return null
    if (rank > worst) worst = rank
  }
  if (phrase === null) return worst
  const together = rankOfText(phrase, searchText)
  // The words are all there, but not in a row: not what was typed.
  return together === null || together > 1 ? (Math.max(worst, 2) as Rank) : together
}

function rankOfTerm(term: Term, searchText: string, statusText: () => string): Rank | null {
  if (term.field === 'status') return rankOfStatus(term, statusText())
  if (term.field !== null) return rankOfText(term, linesOfField(searchText, term.field))
  return rankOfText(term, searchText) ?? (term.isStatus ? rankOfStatus(term, statusText()) : null)
}

/** With `indexOf` rather than a regular expression, which takes several times as long. */
function rankOfText({ text }: Term, searchText: string): Rank | null {
  let best: Rank | null = null
  for (let at = searchText.indexOf(text); at >= 0; at = searchText.indexOf(text, at + 1)) {
    const before = searchText.charAt(at - 1)
    const after = searchText.charAt(at + text.length)
    if (before === '\n' && after === '\n') return 0
    const rank = isInWord(before) ? 3 : isInWord(after) ? 2 : 1
    if (best === null || rank < best) best = rank
  }
  return best
}

function isInWord(letter: string): boolean {
  if (letter < '\u0080') return /[a-z\d]/.test(letter)
  return /[\p{L}\p{N}]/u.test(letter)
}

/** By its beginning, so that "revoked" does not find what can't be revoked. */
function rankOfStatus({ text }: Term, statusText: string): Rank | null {
  if (!statusText.includes(`\n${text}`)) return null
  return statusText.includes(`\n${text}\n`) ? 0 : 2
}

/** The words to mark where they are shown. */
export function wordsToMark({ terms }: Query): string[] {
  return terms.filter(({ field }) => field !== 'status').map(({ text }) => text)
}

/** Why a connection is found, if its row does not show it: the account, the registration or the environment. */
export function reasonOf(
  connection: ConnectionSummary,
  { terms, phrase }: Query,
  nowMs: number,
): { field: TextField; value: string } | null {
  const searchText = searchTextOf(connection)
  const inRow = ['institution', 'login', 'label'] as const
  const isShown = (term: Term) =>
    term.field === 'status' ||
    inRow.some((field) => linesOfField(searchText, field).includes(term.text)) ||
    (term.isStatus && term.field === null && rankOfStatus(term, statusTextOf(connection, nowMs)) !== null)
  const hidden = [...(phrase ? [phrase] : []), ...terms].filter((term) => !isShown(term))
  const values = valuesOf(connection)
  for (const term of hidden) {
    for (const field of ['account', 'registration', 'environment'] as const) {
      if (term.field !== null && term.field !== field) continue
      const value = bestValue(term, values[field])
      if (value !== undefined) return { field, value }
    }
  }
  return null
}

function bestValue(term: Term, values: readonly string[]): string | undefined {
  const found = values.filter((value) => folded(value).includes(term.text))
  return found.find((value) => (rankOfText(term, `\n${folded(value)}\n`) ?? 3) <= 1) ?? found[0]
}
