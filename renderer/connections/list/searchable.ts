import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { folded } from '../../../shared/plain-text.ts'
import { consentOf } from '../consent.ts'
import { statusGroupOf } from '../need.ts'
import { text } from '../../text/text.ts'

/** What can be searched by name, as in `label:fund`. `status` is apart, because it changes with the time. */
export const textFields = ['institution', 'login', 'label', 'registration', 'environment', 'account'] as const
export type TextField = (typeof textFields)[number]

/** Between the values of a field, and around each: a value is found whole as a line. */
const lineEnd = '\n'
const fieldEnd = '\0'

/** The values of each field as the user sees them; an account as its name and mask. */
export function valuesOf(connection: ConnectionSummary): Record<TextField, readonly string[]> {
  const { institutionName, signedInAs, labels, registrationName, stage, accountSearchText } = connection
  return {
    institution: [institutionName],
    login: [signedInAs],
    label: labels,
    registration: [registrationName],
    environment: [text.stages[stage] ?? text.list.otherEnvironment],
    account: accountSearchText.split(lineEnd),
  }
}

const texts = new WeakMap<ConnectionSummary, string>()

/** Everything of a connection that is searched but its status, folded, a value a line. Cached, so that typing stays fast. */
export function searchTextOf(connection: ConnectionSummary): string {
  const known = texts.get(connection)
  if (known !== undefined) return known
  const values = valuesOf(connection)
  const made = folded(
    textFields.map((field) => lineEnd + values[field].join(lineEnd) + lineEnd).join(fieldEnd),
  )
  texts.set(connection, made)
  return made
}

/** Works out the search texts while the page has nothing else to do, so that the first key finds them. @returns stops */
export function prepareSearch(connections: readonly ConnectionSummary[]): () => void {
  let next = 0
  const work = (deadline: IdleDeadline) => {
    for (; next < connections.length && deadline.timeRemaining() > 1; next++) {
      const connection = connections[next]
      if (connection) searchTextOf(connection)
    }
    if (next < connections.length) handle = requestIdleCallback(work)
  }
  let handle = requestIdleCallback(work)
  return () => cancelIdleCallback(handle)
}

/** The lines of one field in a search text. */
export function linesOfField(searchText: string, field: TextField): string {
  return searchText.split(fieldEnd)[textFields.indexOf(field)] ?? ''
}

const statusTexts = new Map<string, string>()
const lastStatus = new WeakMap<ConnectionSummary, { nowMs: number; text: string }>()

const everyStatus = [...Object.values(text.list.filters), ...Object.values(text.list.statusWords).flat()].map(
  (words) => folded(words),
)

export function isBeginningOfStatus(words: string): boolean {
  return everyStatus.some((status) => status.startsWith(words))
}

/** The words for a connection's status, folded, one a line. */
export function statusTextOf(connection: ConnectionSummary, nowMs: number): string {
  const last = lastStatus.get(connection)
  if (last?.nowMs === nowMs) return last.text
  const made = statusTextAt(connection, nowMs)
  lastStatus.set(connection, { nowMs, text: made })
  return made
}

function statusTextAt(connection: ConnectionSummary, nowMs: number): string {
  const { status, problem, refreshing, unavailableCount, unreadableCount } = connection
  const { tone } = consentOf(connection, nowMs)
  const isPartly = unavailableCount + unreadableCount > 0
  const key = [status, problem?.code, refreshing, isPartly, tone].join()
  const known = statusTexts.get(key)
  if (known !== undefined) return known
  const words = text.list.statusWords
  const made = [
    text.list.filters[statusGroupOf(connection, nowMs)],
    ...words[status],
    ...(refreshing ? words.refreshing : []),
    ...(isPartly ? words.partly : []),
    ...(problem && status === 'active' ? words.problem : []),
    ...(problem?.code === 'rate_limited' ? words.rateLimited : []),
    ...(problem?.code === 'grant_ended' ? words.grantEnded : []),
    ...(status === 'active' && tone === 'soon' ? words.soon : []),
    ...(tone === 'broken' && (status === 'active' || status === 'needs-consent') ? words.expired : []),
  ]
  const joined = lineEnd + made.map((one) => folded(one)).join(lineEnd) + lineEnd
  statusTexts.set(key, joined)
  return joined
}
