import type { ComponentType } from 'react'
import type { ColumnKey } from '../../shared/list-arrangement.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { agoText, capitalized, dateText, dayTimeText } from '../text/format.ts'
import { messageOf } from '../text/error-messages.ts'
import { text } from '../text/text.ts'
import { ConsentBar } from './consent-bar.tsx'
import { consentOf } from '../../shared/consent.ts'

interface CellProperties {
  connection: ConnectionSummary
  nowMs: number
}

/** The cells of the columns that can be hidden. */
export const columnCells: Record<ColumnKey, ComponentType<CellProperties>> = {
  consent: ConsentExpiry,
  refreshed: Refreshed,
  error: LastError,
  environment: ({ connection }) => text.stages[connection.stage] ?? text.list.otherEnvironment,
}

function Refreshed({ connection, nowMs }: CellProperties) {
  const { refreshedAtMs, nextTryAtMs, status } = connection
  return (
    <>
      <span>
        {refreshedAtMs === null ? text.list.neverRefreshed : capitalized(agoText(refreshedAtMs, nowMs))}
      </span>
      {status === 'active' && nextTryAtMs !== null && (
        <span className="sub">{text.list.next(dayTimeText(Math.max(nextTryAtMs, nowMs), nowMs))}</span>
      )}
    </>
  )
}

function LastError({ connection: { problem } }: CellProperties) {
  if (problem === null) return <Nothing label={text.list.noError} />
  const { what, next } = messageOf(problem)
  return (
    <span className="sub" title={`${what} ${next}`}>
      {what}
    </span>
  )
}

function ConsentExpiry({ connection, nowMs }: CellProperties) {
  const { status, consentUntilMs } = connection
  if (status !== 'active' && status !== 'revoking' && status !== 'needs-consent') {
    return <Nothing label={text.list.noConsent} />
  }
  return (
    <>
      <span>{status === 'needs-consent' ? text.list.consentExpired : dateText(consentUntilMs)}</span>
      <ConsentBar consent={consentOf(connection, nowMs)} />
    </>
  )
}

function Nothing({ label }: { label: string }) {
  return (
    <span>
      <span aria-hidden="true">—</span>
      <span className="hidden">{label}</span>
    </span>
  )
}
