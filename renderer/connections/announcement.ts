import type { ConnectionSummary } from '../../shared/models.ts'
import { messageOf } from '../messages.ts'
import { statusOf } from './status.tsx'

/** What a screen reader is told when a connection has changed; null when nothing worth saying has. */
export function announcementOf(
  before: ConnectionSummary | undefined,
  after: ConnectionSummary,
  nowMs: number,
): string | null {
  const { institutionName: name } = after
  if (!before) return `${name} is linked.`
  if (before.status !== after.status) {
    return after.status === 'revoking'
      ? `Revoking ${name}. Undo is offered for a few seconds.`
      : `${name}: ${statusOf(after, nowMs).words}.`
  }
  if (before.refreshing && !after.refreshing && after.status === 'active') {
    return after.problem ? `${name}: ${messageOf(after.problem).what}` : `${name} is refreshed.`
  }
  return null
}
