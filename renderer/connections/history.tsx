import { useState } from 'react'
import type { Activity, ActivityKind } from '../../shared/models/activity.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { HistoryLine } from '../activity/history-line.tsx'
import { useActivity } from '../activity/use-activity.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { ExportButtons } from '../export/export-buttons.tsx'
import { ReceiptButtons } from '../receipts/receipt-buttons.tsx'
import { Problem } from '../parts/problem.tsx'
import { text } from '../text/text.ts'
import { connectionName } from '../text/connection-name.ts'

const pageSize = 30
const filters = ['all', 'errors', 'consent', 'data'] as const
type Filter = (typeof filters)[number]

const consentKinds: ReadonlySet<ActivityKind> = new Set([
  'linked',
  'relinked',
  'grant_changed',
  'ended',
  'revoke_requested',
  'revoke_undone',
  'revoke_failed',
  'revoked',
  'orphan_revoked',
  'left_over',
  'secret_kept',
  'script_allowed',
  'script_ended',
])
const dataKinds: ReadonlySet<ActivityKind> = new Set([
  'refreshed',
  'accounts_read',
  'accounts_exported',
  'transactions_exported',
  'holdings_exported',
  'owner_exported',
  'document_saved',
  'refresh_failed',
  'data_failed',
  'script_used',
])

const matches: Record<Filter, (line: Activity) => boolean> = {
  all: () => true,
  errors: ({ problem }) => problem !== null,
  consent: ({ kind }) => consentKinds.has(kind),
  data: ({ kind }) => dataKinds.has(kind),
}

/** The history of a connection, newest first. */
export function History({ connection, nowMs }: { connection: ConnectionSummary; nowMs: number }) {
  const [count, setCount] = useState(pageSize)
  const [filter, setFilter] = useState<Filter>('all')
  const { lines, hasOlder, failure } = useActivity(connection.id, count)
  const shown = lines?.filter(matches[filter]) ?? []
  return (
    <section>
      <header className="section-head">
        <h3>{text.pane.history}</h3>
        <select
          aria-label={text.pane.historyFilter}
          value={filter}
          onChange={(event) => setFilter(event.target.value as Filter)}
        >
          {filters.map((one) => (
            <option key={one} value={one}>
              {text.pane.historyFilters[one]}
            </option>
          ))}
        </select>
        <ExportButtons
          onExport={(file) => call('activity.export', { connectionId: connection.id, ...file })}
        />
      </header>
      <ReceiptButtons connectionId={connection.id} of={connectionName(connection)} />
      {failure && <Problem failure={failure} />}
      {lines && shown.length === 0 && <p className="sub">{text.pane.noHistory}</p>}
      <ol className="history">
        {shown.map((line) => (
          <HistoryLine key={line.id} line={line} nowMs={nowMs} />
        ))}
      </ol>
      {hasOlder && (
        <Button look="quiet-accent" onPress={() => setCount(count + 10 * pageSize)}>
          {text.pane.older}
        </Button>
      )}
    </section>
  )
}
