import type { Connection } from '../../shared/models.ts'
import { agoText, dateTimeText, timeText } from '../format.ts'

export type Tone = 'working' | 'soon' | 'broken' | 'waiting' | 'ended'

export interface Status {
  tone: Tone
  /** A shape, so that a status is never a colour alone. */
  shape: string
  words: string
}

/** How a connection stands, in a shape, words and a colour. */
export function statusOf(connection: Connection): Status {
  switch (connection.status) {
    case 'active':
      return activeStatus(connection)
    case 'revoking':
      return { tone: 'waiting', shape: '◷', words: 'Revoking' }
    case 'revocation-pending':
      return { tone: 'waiting', shape: '◷', words: 'Revocation pending' }
    case 'cannot-revoke':
      return { tone: 'broken', shape: '▲', words: 'Can’t be revoked from here' }
    case 'revoked':
      return {
        tone: 'ended',
        shape: '○',
        words: connection.receipt ? `Revoked ${dateTimeText(connection.receipt.revokedAtMs)}` : 'Revoked',
      }
    case 'needs-consent':
      return {
        tone: 'broken',
        shape: '▲',
        words: connection.problem?.code === 'grant_ended' ? 'Ended at the institution' : 'Needs your consent',
      }
  }
}

function activeStatus({ problem, accounts, refreshing }: Connection): Status {
  if (refreshing) return { tone: 'working', shape: '●', words: 'Refreshing…' }
  if (problem?.code === 'rate_limited') {
    const { untilMs } = problem.detail
    return {
      tone: 'waiting',
      shape: '◷',
      words: untilMs === undefined ? 'Rate limited' : `Rate limited until ${timeText(untilMs)}`,
    }
  }
  if (problem) return { tone: 'soon', shape: '◐', words: 'Last refresh did not work' }
  const unavailable = accounts.filter((account) => account.unavailable).length
  return {
    tone: 'working',
    shape: '●',
    words: unavailable > 0 ? `Active · ${unavailable} of ${accounts.length} unavailable` : 'Active',
  }
}

export function StatusPill({ connection }: { connection: Connection }) {
  const { tone, shape, words } = statusOf(connection)
  return (
    <span className={`pill ${tone}`}>
      <span aria-hidden="true">{shape}</span> {words}
    </span>
  )
}

/** How fresh what is shown is. */
export function freshnessText({ dataAsOfMs, status }: Connection, nowMs: number): string | null {
  if (status === 'revoked' || status === 'cannot-revoke') return null
  return dataAsOfMs === null ? 'no account data' : `data as of ${agoText(dataAsOfMs, nowMs)}`
}
