import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { announcementOf } from '../connections/announcement.ts'
import { text } from '../text/text.ts'

/** What was told of connections since the last look; the newest word on each. */
export interface Changes {
  changed: Map<string, ConnectionSummary>
  removed: Set<string>
}

export function noChanges(): Changes {
  return { changed: new Map(), removed: new Set() }
}

/** How many are named one by one to a screen reader; more than these are counted. */
const mostNamed = 3

/** The connections as they are after the changes: each in its place, new ones at the end; and what is to be said of it. */
export function applyChanges(
  connections: readonly ConnectionSummary[],
  { changed, removed }: Changes,
  nowMs: number,
): { connections: ConnectionSummary[]; words: string | null } {
  const known = new Set<string>()
  const said: string[] = []
  const say = (before: ConnectionSummary | undefined, after: ConnectionSummary) => {
    const words = announcementOf(before, after, nowMs)
    if (words !== null) said.push(words)
  }

  const kept = connections.flatMap((before) => {
    known.add(before.id)
    if (removed.has(before.id)) return []
    const after = changed.get(before.id)
    if (after) say(before, after)
    return [after ?? before]
  })
  const added = [...changed.values()].filter(({ id }) => !known.has(id) && !removed.has(id))
  for (const connection of added) say(undefined, connection)

  const words = said.length > mostNamed ? text.announce.several(said.length) : said.join(' ')
  return { connections: [...kept, ...added], words: words || null }
}
