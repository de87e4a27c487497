import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { announcementOf } from './announcement.ts'
import { text } from '../text/text.ts'

/** Changes to connections since the last render: the latest state of each. */
export interface Changes {
  changed: Map<string, ConnectionSummary>
  removed: Set<string>
}

export function noChanges(): Changes {
  return { changed: new Map(), removed: new Set() }
}

/** A screen reader hears up to so many names, and only the number of more. */
const maxNamed = 3

/** Updates connections in place, appends new ones, and returns the announcement for screen readers. */
export function applyChanges(
  connections: readonly ConnectionSummary[],
  { changed, removed }: Changes,
  nowMs: number,
): { connections: ConnectionSummary[]; announcement: string | null } {
  const known = new Set<string>()
  const announcements: string[] = []
  const announce = (before: ConnectionSummary | undefined, after: ConnectionSummary) => {
    const announcement = announcementOf(before, after, nowMs)
    if (announcement !== null) announcements.push(announcement)
  }

  const kept = connections.flatMap((before) => {
    known.add(before.id)
    if (removed.has(before.id)) return []
    const after = changed.get(before.id)
    if (after) announce(before, after)
    return [after ?? before]
  })
  const added = [...changed.values()].filter(({ id }) => !known.has(id) && !removed.has(id))
  for (const connection of added) announce(undefined, connection)

  const announcement =
    announcements.length > maxNamed ? text.announce.several(announcements.length) : announcements.join(' ')
  return { connections: [...kept, ...added], announcement: announcement || null }
}
