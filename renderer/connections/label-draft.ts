import { folded } from '../../shared/plain-text.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'

/** A label in the dialog: on how many of the connections it is, and what Save does with it. */
export interface DraftLabel {
  name: string
  count: number
  change: 'add' | 'remove' | null
}

/** The labels of the connections, most common first. */
export function draftOf(connections: readonly ConnectionSummary[]): DraftLabel[] {
  return labelsInUse(connections).map(({ name, count }) => ({ name, count, change: null }))
}

/** Every label with the number of connections that carry it, most common first. */
export function labelsInUse(connections: readonly ConnectionSummary[]): { name: string; count: number }[] {
  const found = new Map<string, { name: string; count: number }>()
  for (const name of connections.flatMap(({ labels }) => labels)) {
    const key = folded(name)
    const known = found.get(key) ?? { name, count: 0 }
    known.count += 1
    found.set(key, known)
  }
  return [...found.values()].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
}

/** Adds typed labels, separated by commas, in the spelling that is in use. */
export function withTyped(
  draft: DraftLabel[],
  typed: string,
  inUse: readonly { name: string }[],
): DraftLabel[] {
  const names = typed.split(',').map((name) => name.trim().slice(0, 200))
  return names
    .filter((name) => name !== '')
    .reduce((labels, name) => {
      const key = folded(name)
      const known = inUse.find((one) => folded(one.name) === key)?.name ?? name
      const rest = labels.filter((one) => folded(one.name) !== key)
      const before = labels.find((one) => folded(one.name) === key)
      return [...rest, { name: before?.name ?? known, count: before?.count ?? 0, change: 'add' }]
    }, draft)
}
