import { inDaysText } from '../../shared/calendar.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { agoText, calendarDayText, dateTimeText, dayOf, timeText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { causeLabels } from '../text/labels.ts'
import { consentOf } from './consent.ts'

export type Tone = 'working' | 'soon' | 'broken' | 'waiting' | 'ended'

export interface Status {
  tone: Tone
  /** A shape, so that a status is never a colour alone. */
  shape: string
  words: string
}

/** How a connection stands, in a shape, words and a colour. The cause stands in the words. */
export function statusOf(connection: ConnectionSummary, nowMs: number): Status {
  switch (connection.status) {
    case 'active':
      return activeStatus(connection, nowMs)
    case 'revoking':
      return { tone: 'waiting', shape: '◷', words: text.status.revoking }
    case 'revocation-pending':
      return { tone: 'waiting', shape: '◷', words: text.status.pending }
    case 'cannot-revoke':
      return { tone: 'broken', shape: '▲', words: text.status.cannotRevoke }
    case 'revoked':
      return {
        tone: 'ended',
        shape: '○',
        words: connection.receipt
          ? text.status.revokedAt(dateTimeText(connection.receipt.revokedAtMs))
          : text.status.revoked,
      }
    case 'needs-consent': {
      const cause = connection.problem ? causeLabels[connection.problem.code] : undefined
      return { tone: 'broken', shape: '▲', words: cause ?? text.status.needsConsent }
    }
    case 'unreadable':
      return { tone: 'broken', shape: '▲', words: text.status.unreadable }
  }
}

function activeStatus(connection: ConnectionSummary, nowMs: number): Status {
  const { problem, accountCount, unavailableCount, unreadableCount, refreshing } = connection
  const missing = unavailableCount + unreadableCount
  if (refreshing) return { tone: 'working', shape: '●', words: text.status.refreshing }
  if (problem?.code === 'rate_limited') {
    const { untilMs } = problem.detail
    return {
      tone: 'waiting',
      shape: '◷',
      words:
        untilMs === undefined ? text.status.rateLimited : text.status.rateLimitedUntil(timeText(untilMs)),
    }
  }
  if (problem) {
    return { tone: 'soon', shape: '◐', words: causeLabels[problem.code] ?? text.status.failed }
  }
  const { tone } = consentOf(connection, nowMs)
  if (tone === 'broken') return { tone, shape: '▲', words: text.status.consentEnded }
  if (tone === 'soon') {
    return { tone, shape: '◐', words: text.status.ends(inDaysText(connection.consentUntilMs, nowMs)) }
  }
  return {
    tone: 'working',
    shape: '●',
    words:
      missing > 0 ? text.status.activePartly(missing, accountCount + unreadableCount) : text.status.active,
  }
}

export function StatusPill({ connection, nowMs }: { connection: ConnectionSummary; nowMs: number }) {
  const { tone, shape, words } = statusOf(connection, nowMs)
  return (
    <span className={`pill ${tone}`}>
      <span aria-hidden="true">{shape}</span> {words}
    </span>
  )
}

/** Whether the status names the cause of the problem, so that no other line has to. */
export function isNamed({ problem }: ConnectionSummary): boolean {
  return problem === null || problem.code === 'rate_limited' || causeLabels[problem.code] !== undefined
}

/** Balances further apart than this are told of one by one. */
export const sameReadMs = 10 * 60_000

/** How fresh what is shown is; where accounts differ, how old the least fresh is. */
export function freshnessText(connection: ConnectionSummary, nowMs: number): string | null {
  const { dataAsOfMs, status, accountCount } = connection
  if (status === 'revoked' || status === 'unreadable') return null
  if (dataAsOfMs === null) return accountCount === 0 ? text.status.noData : text.status.notRead
  const fresh = text.status.asOf(agoText(dataAsOfMs, nowMs))
  const oldest = oldestText(connection, dataAsOfMs, nowMs)
  return oldest === null ? fresh : text.status.oldest(fresh, oldest)
}

/** As of when the least fresh balance is; null where that is when they were read. */
function oldestText(
  { oldestDataDay, oldestDataMs }: ConnectionSummary,
  dataAsOfMs: number,
  nowMs: number,
): string | null {
  const ms = oldestDataMs !== null && dataAsOfMs - oldestDataMs > sameReadMs ? oldestDataMs : null
  const day = oldestDataDay !== null && oldestDataDay < dayOf(dataAsOfMs) ? oldestDataDay : null
  if (day !== null && (ms === null || day <= dayOf(ms))) return calendarDayText(day)
  return ms === null ? null : agoText(ms, nowMs)
}
