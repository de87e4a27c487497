import { inDaysText, localDay } from '../../shared/calendar.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { agoText, calendarDayText, dateText, isSoon, timeText } from './format.ts'
import { messageOf } from './error-messages.ts'
import { text } from './text.ts'
import { endingOf } from '../../shared/ending.ts'

export type Tone = 'working' | 'soon' | 'broken' | 'waiting' | 'ended'

export interface Status {
  tone: Tone
  /** So that a status does not depend on colour alone. */
  shape: string
  label: string
}

/** A connection's status as a shape, a label and a colour. The label names the cause of a problem. */
export function statusOf(connection: ConnectionSummary, nowMs: number): Status {
  switch (connection.status) {
    case 'active':
      return activeStatus(connection, nowMs)
    case 'revoking':
      return { tone: 'waiting', shape: '◷', label: text.status.revoking }
    case 'revocation-pending':
      return { tone: 'waiting', shape: '◷', label: text.status.pending }
    case 'cannot-revoke':
      return { tone: 'broken', shape: '▲', label: text.status.cannotRevoke }
    case 'revoked':
      return {
        tone: 'ended',
        shape: '○',
        label: connection.receipt
          ? text.status.revokedAt(dateText(connection.receipt.revokedAtMs))
          : text.status.revoked,
      }
    case 'needs-consent': {
      const cause = connection.problem ? messageOf(connection.problem).short : undefined
      return { tone: 'broken', shape: '▲', label: cause ?? text.status.needsRelinking }
    }
    case 'unreadable':
      return { tone: 'broken', shape: '▲', label: text.status.unreadable }
  }
}

function activeStatus(connection: ConnectionSummary, nowMs: number): Status {
  const { problem, accountCount, unavailableCount, unreadableCount, refreshing } = connection
  const missing = unavailableCount + unreadableCount
  if (refreshing) return { tone: 'working', shape: '●', label: text.status.refreshing }
  if (connection.isTokenUnsaved) return { tone: 'soon', shape: '◐', label: text.status.tokenUnsaved }
  if (problem?.code === 'rate_limited') {
    const { untilMs } = problem.detail
    return {
      tone: 'waiting',
      shape: '◷',
      label:
        untilMs === undefined || isSoon(untilMs, nowMs)
          ? text.status.rateLimited
          : text.status.rateLimitedUntil(timeText(untilMs)),
    }
  }
  if (problem) {
    return { tone: 'soon', shape: '◐', label: messageOf(problem).short ?? text.status.failed }
  }
  const { by, tone, untilMs } = endingOf(connection, nowMs)
  const isConsent = by === 'consent'
  if (tone === 'broken') {
    return { tone, shape: '▲', label: isConsent ? text.status.consentExpired : text.status.refreshExpired }
  }
  if (tone === 'soon') {
    const when = inDaysText(untilMs, nowMs)
    return {
      tone,
      shape: '◐',
      label: isConsent ? text.status.expires(when) : text.status.refreshExpires(when),
    }
  }
  return {
    tone: 'working',
    shape: '●',
    label:
      missing > 0 ? text.status.activePartly(missing, accountCount + unreadableCount) : text.status.active,
  }
}

/** Whether the status label names the cause of the problem. */
export function isNamed({ problem }: ConnectionSummary): boolean {
  return problem === null || problem.code === 'rate_limited' || messageOf(problem).short !== undefined
}

/** Balances further apart than this were read at different times. */
export const sameReadMs = 10 * 60_000

/** When the account data is from; where accounts differ, also when the oldest is from. */
export function freshnessText(connection: ConnectionSummary, nowMs: number): string | null {
  const { dataAsOfMs, status, sharesAccounts, hasReader } = connection
  if (status === 'revoked' || status === 'unreadable') return null
  if (!hasReader) return text.status.noReader
  if (dataAsOfMs === null) return sharesAccounts ? text.status.notRead : text.status.noData
  const updated = text.status.updated(agoText(dataAsOfMs, nowMs))
  const oldest = oldestText(connection, dataAsOfMs, nowMs)
  return oldest === null ? updated : text.status.oldest(updated, oldest)
}

/** When the oldest balance is from; null if that is when the balances were read. */
function oldestText(
  { oldestDataDay, oldestDataMs }: ConnectionSummary,
  dataAsOfMs: number,
  nowMs: number,
): string | null {
  const ms = oldestDataMs !== null && dataAsOfMs - oldestDataMs > sameReadMs ? oldestDataMs : null
  const day = oldestDataDay !== null && oldestDataDay < localDay(dataAsOfMs) ? oldestDataDay : null
  if (day !== null && (ms === null || day <= localDay(ms))) return calendarDayText(day)
  return ms === null ? null : agoText(ms, nowMs)
}
