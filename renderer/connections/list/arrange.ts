import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { folded } from '../../../shared/plain-text.ts'
import { statusGroupOf, type StatusGroup } from '../need.ts'

export type SortKey = 'linked' | 'institution' | 'status' | 'refreshed' | 'consent'
export type GroupKey = 'none' | 'institution' | 'registration'
export type Filter = 'all' | StatusGroup

/** How the user has searched, filtered, sorted and grouped the list. */
export interface Arrangement {
  search: string
  filter: Filter
  sort: SortKey
  isDescending: boolean
  group: GroupKey
}

export const plainArrangement: Arrangement = {
  search: '',
  filter: 'all',
  sort: 'linked',
  isDescending: false,
  group: 'none',
}

/** A line of the list: a connection, or the heading of a group. */
export type Line =
  | { kind: 'connection'; connection: ConnectionSummary }
  | { kind: 'group'; id: string; name: string; count: number }

export type Counts = Record<Filter, number>

export function countByStatus(connections: readonly ConnectionSummary[], nowMs: number): Counts {
  const counts: Counts = {
    all: connections.length,
    active: 0,
    'needs-attention': 0,
    'temporary-problem': 0,
    revoked: 0,
  }
  for (const connection of connections) counts[statusGroupOf(connection, nowMs)] += 1
  return counts
}

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })
const urgency: Record<StatusGroup, number> = {
  'needs-attention': 0,
  'temporary-problem': 1,
  active: 2,
  revoked: 3,
}

/** Sorts by group, then by the sort key. Equal connections keep the order in which they were linked. */
export function sortConnections(
  connections: readonly ConnectionSummary[],
  { sort, isDescending, group }: Pick<Arrangement, 'sort' | 'isDescending' | 'group'>,
  nowMs: number,
): ConnectionSummary[] {
  const compare = comparers[sort](nowMs)
  const directed = isDescending ? (a: ConnectionSummary, b: ConnectionSummary) => -compare(a, b) : compare
  if (group === 'none')
    return sort === 'linked' && !isDescending ? [...connections] : connections.toSorted(directed)
  return connections.toSorted(
    (a, b) =>
      collator.compare(groupName(a, group), groupName(b, group)) ||
      compareIds(groupId(a, group), groupId(b, group)) ||
      directed(a, b),
  )
}

type Compare = (a: ConnectionSummary, b: ConnectionSummary) => number

const comparers: Record<SortKey, (nowMs: number) => Compare> = {
  linked: () => (a, b) => a.linkedAtMs - b.linkedAtMs,
  institution: () => (a, b) =>
    collator.compare(a.institutionName, b.institutionName) || collator.compare(a.signedInAs, b.signedInAs),
  status: (nowMs) => (a, b) => urgency[statusGroupOf(a, nowMs)] - urgency[statusGroupOf(b, nowMs)],
  refreshed: () => (a, b) => (a.refreshedAtMs ?? 0) - (b.refreshedAtMs ?? 0),
  consent: () => (a, b) => a.consentUntilMs - b.consentUntilMs,
}

function compareIds(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

function groupName(connection: ConnectionSummary, group: 'institution' | 'registration'): string {
  return group === 'institution' ? connection.institutionName : connection.registrationName
}

function groupId(connection: ConnectionSummary, group: 'institution' | 'registration'): string {
  return group === 'institution' ? connection.institutionId : connection.registrationId
}

/** What the search looks in: institution, label, login, registration, account names and masks. */
export function searchTextOf(connection: ConnectionSummary): string {
  const { institutionName, label, signedInAs, registrationName, accountSearchText } = connection
  return folded([institutionName, label ?? '', signedInAs, registrationName, accountSearchText].join('\n'))
}

/** The connections that match the filter and every word of the search, in the given order. */
export function filterConnections(
  sorted: readonly ConnectionSummary[],
  { search, filter }: Pick<Arrangement, 'search' | 'filter'>,
  nowMs: number,
  textOf: (connection: ConnectionSummary) => string,
): ConnectionSummary[] {
  const words = folded(search).split(/\s+/).filter(Boolean)
  if (words.length === 0 && filter === 'all') return [...sorted]
  return sorted.filter(
    (connection) =>
      (filter === 'all' || statusGroupOf(connection, nowMs) === filter) &&
      words.every((word) => textOf(connection).includes(word)),
  )
}

/** The lines of the list, with a heading above each group. */
export function linesOf(shown: readonly ConnectionSummary[], group: GroupKey): Line[] {
  if (group === 'none') return shown.map((connection) => ({ kind: 'connection', connection }))
  const headings = new Map<string, Extract<Line, { kind: 'group' }>>()
  return shown.flatMap((connection): Line[] => {
    const id = groupId(connection, group)
    const line: Line = { kind: 'connection', connection }
    const heading = headings.get(id)
    if (heading) {
      heading.count += 1
      return [line]
    }
    const opened = { kind: 'group' as const, id, name: groupName(connection, group), count: 1 }
    headings.set(id, opened)
    return [opened, line]
  })
}
