import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { folded } from '../../../shared/plain-text.ts'
import { endingOf } from '../../../shared/ending.ts'
import { statusGroupOf } from '../../../shared/need.ts'
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

type SearchTexts = Record<TextField | 'all', string>

const cache = new WeakMap<ConnectionSummary, SearchTexts>()

/** One field of a connection, or all but its status: folded, a value a line. Cached, so that typing stays fast. */
export function searchTextOf(connection: ConnectionSummary, field: TextField | null): string {
  let texts = cache.get(connection)
  if (texts === undefined) {
    texts = makeSearchTexts(connection)
    cache.set(connection, texts)
  }
  return texts[field ?? 'all']
}

function makeSearchTexts(connection: ConnectionSummary): SearchTexts {
  const values = valuesOf(connection)
  const all = folded(
    textFields.map((field) => lineEnd + values[field].join(lineEnd) + lineEnd).join(fieldEnd),
  )
  const [institution = '', login = '', label = '', registration = '', environment = '', account = ''] =
    all.split(fieldEnd)
  return { all, institution, login, label, registration, environment, account }
}

/** Works out the search texts while the page has nothing else to do, so that the first key finds them. @returns stops */
export function prepareSearch(connections: readonly ConnectionSummary[]): () => void {
  let next = 0
  const work = (deadline: IdleDeadline) => {
    for (; next < connections.length && deadline.timeRemaining() > 1; next++) {
      const connection = connections[next]
      if (connection) searchTextOf(connection, null)
    }
    if (next < connections.length) handle = requestIdleCallback(work)
  }
  let handle = requestIdleCallback(work)
  return () => cancelIdleCallback(handle)
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
  const { tone } = endingOf(connection, nowMs)
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
