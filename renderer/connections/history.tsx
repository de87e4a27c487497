import { useEffect, useState } from 'react'
import type { Activity, Connection } from '../../shared/models.ts'
import { call } from '../api.ts'
import { HistoryLine } from '../activity/history-line.tsx'

/** What happened to a connection, the newest first; read anew whenever the connection changes. */
export function History({ connection, nowMs }: { connection: Connection; nowMs: number }) {
  const [lines, setLines] = useState<Activity[]>([])
  useEffect(() => {
    let isCurrent = true
    void call('activity.list', { connectionId: connection.id, limit: 30 }).then((read) => {
      if (isCurrent) setLines(read)
    })
    return () => {
      isCurrent = false
    }
  }, [connection])
  return (
    <section>
      <h3>History</h3>
      <ol className="history">
        {lines.map((line) => (
          <HistoryLine key={line.id} line={line} nowMs={nowMs} />
        ))}
      </ol>
    </section>
  )
}
