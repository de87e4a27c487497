import type { Arrangement, Filter, GroupKey, SortKey } from '../../../shared/list-arrangement.ts'
import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { attentionOrder, statusGroupOf, type StatusGroup } from '../../../shared/need.ts'
import { text } from '../../text/text.ts'
import { groupLines, type Group } from './group-lines.ts'
import type { Line } from './line.ts'
import { rankOf, type Query, type Rank } from './query.ts'

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
const environments: Record<ConnectionSummary['stage'], number> = { production: 0, sandbox: 1, other: 2 }

type Key = number | string

/** Above every time in milliseconds. */
const urgencyStep = 1e14

/** What is compared, worked out once a connection. Where the first values are equal, the second decide. */
const sortValues: Record<SortKey, (connection: ConnectionSummary, nowMs: number) => [Key, Key?]> = {
  status: (one, nowMs) => {
    const group = statusGroupOf(one, nowMs)
    return [urgency[group] * urgencyStep + (group === 'needs-attention' ? attentionOrder(one, nowMs) : 0)]
  },
  linked: ({ linkedAtMs }) => [linkedAtMs],
  institution: ({ institutionName, signedInAs }) => [institutionName, signedInAs],
  login: ({ signedInAs }) => [signedInAs],
  // Those without a label come last.
  label: ({ labels }) => [labels.length === 0 ? 1 : 0, labels.join('\n')],
  environment: ({ stage }) => [environments[stage]],
  refreshed: ({ refreshedAtMs }) => [refreshedAtMs ?? 0],
  consent: ({ consentUntilMs }) => [consentUntilMs],
}

/** Equal connections keep the order in which they were linked. */
export function sortConnections(
  connections: readonly ConnectionSummary[],
  { sort, isDescending }: Pick<Arrangement, 'sort' | 'isDescending'>,
  nowMs: number,
): ConnectionSummary[] {
  const direction = isDescending ? -1 : 1
  return connections
    .map((connection) => ({ connection, values: sortValues[sort](connection, nowMs) }))
    .sort(
      ({ values: [a, a2] }, { values: [b, b2] }) => direction * (compareKeys(a, b) || compareKeys(a2, b2)),
    )
    .map(({ connection }) => connection)
}

function compareKeys(a: Key | undefined, b: Key | undefined): number {
  if (a === b) return 0
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
}

export interface Found {
  connections: ConnectionSummary[]
  /** How many of them, at the beginning, have what was typed as it was typed. */
  exactCount: number
}

/** The connections that match filter and search: exact matches first, otherwise in the given order. */
export function filterConnections(
  sorted: readonly ConnectionSummary[],
  { query, filter }: { query: Query | null; filter: Filter },
  nowMs: number,
): Found {
  const inFilter =
    filter === 'all' ? sorted : sorted.filter((connection) => statusGroupOf(connection, nowMs) === filter)
  if (query === null) return { connections: [...inFilter], exactCount: 0 }
  const byRank: Record<Rank, ConnectionSummary[]> = { 0: [], 1: [], 2: [], 3: [] }
  for (const connection of inFilter) {
    const rank = rankOf(connection, query, nowMs)
    if (rank !== null) byRank[rank].push(connection)
  }
  return {
    connections: [...byRank[0], ...byRank[1], ...byRank[2], ...byRank[3]],
    exactCount: byRank[0].length + byRank[1].length,
  }
}

const groupsOf: Record<
  Exclude<GroupKey, 'none'>,
  (connection: ConnectionSummary, nowMs: number) => Group[]
> = {
  // Not by its id: the same institution may be added under several registrations.
  institution: ({ institutionName: name }) => [{ name }],
  registration: ({ registrationId: id, registrationName: name }) => [{ id, name }],
  label: ({ labels }) =>
    labels.length === 0 ? [{ id: '', name: text.list.noLabel, order: 1 }] : labels.map((name) => ({ name })),
  status: (connection, nowMs) => {
    const group = statusGroupOf(connection, nowMs)
    return [{ id: group, name: text.list.filters[group], order: urgency[group] }]
  },
  environment: ({ stage }) => [
    { id: stage, name: text.stages[stage] ?? text.list.otherEnvironment, order: environments[stage] },
  ],
}

/** The lines of the list, with a heading above each group, or above exact and other matches where there are both. */
export function linesOf({ connections, exactCount }: Found, group: GroupKey, nowMs: number): Line[] {
  if (group !== 'none') {
    const groupOf = groupsOf[group]
    return groupLines(connections, (connection) => groupOf(connection, nowMs), collator)
  }
  const lines = connections.map((connection): Line => ({
    kind: 'connection',
    key: connection.id,
    connection,
  }))
  if (exactCount === 0 || exactCount === connections.length) return lines
  const { exactMatches, otherMatches } = text.list
  return [
    { kind: 'group', key: 'group-exact', name: exactMatches, count: exactCount },
    ...lines.slice(0, exactCount),
    { kind: 'group', key: 'group-other', name: otherMatches, count: connections.length - exactCount },
    ...lines.slice(exactCount),
  ]
}
