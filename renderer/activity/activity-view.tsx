import { useNow } from '../clock.ts'
import { Problem } from '../parts/problem.tsx'
import { HistoryLine } from './history-line.tsx'
import { useActivity } from './use-activity.ts'

/** Everything that happened, to removed connections too. */
export function ActivityView() {
  const { lines, failure } = useActivity(undefined, 500)
  const nowMs = useNow(20_000)
  return (
    <main className="page" tabIndex={0}>
      <h1>Activity</h1>
      {failure && <Problem failure={failure} />}
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
