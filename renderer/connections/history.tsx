import type { ConnectionSummary } from '../../shared/models.ts'
import { ExportButtons } from '../activity/export-buttons.tsx'
import { HistoryLine } from '../activity/history-line.tsx'
import { useActivity } from '../activity/use-activity.ts'
import { Problem } from '../parts/problem.tsx'

/** What happened to a connection, the newest first. */
export function History({ connection, nowMs }: { connection: ConnectionSummary; nowMs: number }) {
  const { lines, failure } = useActivity(connection.id, 30)
  return (
    <section>
      <header className="history-head">
        <h3>History</h3>
        <ExportButtons connectionId={connection.id} />
      </header>
      {failure && <Problem failure={failure} />}
      <ol className="history">
        {lines?.map((line) => (
          <HistoryLine key={line.id} line={line} nowMs={nowMs} />
        ))}
      </ol>
    </section>
  )
}
