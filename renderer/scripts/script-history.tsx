import { activityFilterOf } from '../activity/filter.ts'
import { HistoryLine } from '../activity/history-line.tsx'
import { useActivity } from '../activity/use-activity.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { text } from '../text/text.ts'

const shownLines = 8
const filter = activityFilterOf('scripts', '')

/** What programs were allowed, used and lost last. */
export function ScriptHistory({ nowMs, onActivity }: { nowMs: number; onActivity: () => void }) {
  const { lines, hasOlder, failure } = useActivity(undefined, shownLines, filter)
  const words = text.scripts
  return (
    <section className="script-history" aria-label={words.history}>
      <h2>{words.history}</h2>
      {failure && <Problem failure={failure} />}
      {lines?.length === 0 && <p className="sub">{words.noHistory}</p>}
      <ol className="history">
        {(lines ?? []).map((line) => (
          <HistoryLine key={line.id} line={line} nowMs={nowMs} />
        ))}
      </ol>
      {hasOlder && <Button onPress={onActivity}>{words.wholeHistory}</Button>}
    </section>
  )
}
