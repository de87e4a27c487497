import type { ConnectionSummary } from '../../../shared/models/connection.ts'

/** A line of the list: a connection, or the heading of a group. A connection with several labels has several lines. */
export type Line =
  | { kind: 'connection'; key: string; connection: ConnectionSummary }
  | { kind: 'group'; key: string; name: string; count: number }
