import { useState } from 'react'
import { call } from '../state/api.ts'
import { useNow } from '../state/use-now.ts'
import { Button } from '../parts/button.tsx'
import { ExportButtons } from '../parts/export-buttons.tsx'
import { Problem } from '../parts/problem.tsx'
import { text } from '../text/text.ts'
import { HistoryLine } from './history-line.tsx'
import { useActivity } from './use-activity.ts'

const pageSize = 200

/** The history of all connections, including removed ones. */
export function ActivityView() {
  const [count, setCount] = useState(pageSize)
  const { lines, hasOlder, failure } = useActivity(undefined, count)
  const nowMs = useNow(20_000)
  return (
    <main className="page" tabIndex={0}>
      <header className="list-head">
        <h1>{text.activity.title}</h1>
        {lines !== null && lines.length > 0 && (
          <ExportButtons onExport={(file) => call('activity.export', file)} />
        )}
      </header>
      {failure && <Problem failure={failure} />}
      {lines?.length === 0 && <p className="empty">{text.activity.empty}</p>}
      <ol className="history wide">
        {lines?.map((line) => (
          <HistoryLine key={line.id} line={line} nowMs={nowMs} withInstitution />
        ))}
      </ol>
      {hasOlder && <Button onPress={() => setCount(count + pageSize)}>{text.pane.older}</Button>}
    </main>
  )
}
