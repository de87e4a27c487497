import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { messageOf } from '../text/error-messages.ts'
import { text } from '../text/text.ts'
import { connectionName } from '../text/connection-name.ts'
import { statusOf } from '../text/connection-status.ts'

/** The screen reader announcement for a changed connection; null when nothing notable changed. */
export function announcementOf(
  before: ConnectionSummary | undefined,
  after: ConnectionSummary,
  nowMs: number,
): string | null {
  const name = connectionName(after)
  if (!before) return text.announce.linked(name)
  if (before.status !== after.status) {
    return after.status === 'revoking'
      ? text.announce.revoking(name)
      : text.announce.status(name, `${statusOf(after, nowMs).label}.`)
  }
  if (before.refreshing && !after.refreshing && after.status === 'active') {
    return after.problem
      ? text.announce.status(name, messageOf(after.problem).what)
      : text.announce.refreshed(name)
  }
  return null
}
