import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { statusOf } from '../text/connection-status.ts'

export function StatusPill({ connection, nowMs }: { connection: ConnectionSummary; nowMs: number }) {
  const { tone, shape, label } = statusOf(connection, nowMs)
  return (
    <span className={`pill ${tone}`} title={label}>
      <span aria-hidden="true">{shape}</span> {label}
    </span>
  )
}
