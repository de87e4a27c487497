import { useEffect, useState } from 'react'
import type { Activity, Connection } from '../../shared/models.ts'
import { call } from '../api.ts'
import { useNow } from '../clock.ts'
import { HistoryLine } from './history-line.tsx'

/** Everything that happened, of removed connections too. Read anew whenever a connection changes. */
export function ActivityView({ connections }: { connections: Connection[] }) {
  const [lines, setLines] = useState<Activity[] | null>(null)
  const nowMs = useNow(20_000)
  useEffect(() => {
    let isCurrent = true
    void call('activity.list', { limit: 500 }).then((read) => {
      if (isCurrent) setLines(read)
    })
    return () => {
      isCurrent = false
    }
  }, [connections])
  return (
    <main className="page">
      <h1>Activity</h1>
      {lines?.length === 0 && (
        <p className="empty">
          Nothing has happened yet. Every link, refresh and revocation is written down here.
        </p>
      )}
      <ol className="history wide">
        {lines?.map((line) => (
          <HistoryLine key={line.id} line={line} nowMs={nowMs} withInstitution />
        ))}
      </ol>
    </main>
  )
}
