import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { messageOf } from '../text/error-messages.ts'
import { text } from '../text/text.ts'
import { connectionName } from './connection-name.ts'
import { statusOf } from './status.tsx'

/** What a screen reader is told when a connection has changed; null when nothing worth saying has. */
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
      : text.announce.stands(name, `${statusOf(after, nowMs).words}.`)
  }
  if (before.refreshing && !after.refreshing && after.status === 'active') {
    return after.problem
      ? text.announce.stands(name, messageOf(after.problem).what)
      : text.announce.refreshed(name)
  }
  return null
}
