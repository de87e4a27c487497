import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { folded } from '../../../shared/plain-text.ts'
import type { Line } from './line.ts'

/** A group of the list. Without an id, groups are the same if their names are, whatever their case. */
export interface Group {
  id?: string
  name: string
  /** Before the name: 0 if absent. */
  order?: number
}

interface Section {
  group: Group
  members: Line[]
}

/** A heading for each group, in order of the groups, with its connections below it in the given order. */
export function groupLines(
  connections: readonly ConnectionSummary[],
  groupsOf: (connection: ConnectionSummary) => Group[],
  collator: Intl.Collator,
): Line[] {
  const sections = new Map<string, Section>()
  const keys = new Map<string, string>()
  const keyOf = ({ id, name }: Group): string => {
    if (id !== undefined) return id
    const known = keys.get(name) ?? folded(name)
    keys.set(name, known)
    return known
  }
  for (const connection of connections) {
    for (const group of groupsOf(connection)) {
      const key = keyOf(group)
      const section = sections.get(key) ?? { group, members: [] }
      sections.set(key, section)
      section.members.push({ kind: 'connection', key: `${key}\n${connection.id}`, connection })
    }
  }
  return [...sections]
    .sort(
      ([, { group: a }], [, { group: b }]) =>
        (a.order ?? 0) - (b.order ?? 0) || collator.compare(a.name, b.name),
    )
    .flatMap(([key, { group, members }]): Line[] => [
      { kind: 'group', key: `group-${key}`, name: group.name, count: members.length },
      ...members,
    ])
}
