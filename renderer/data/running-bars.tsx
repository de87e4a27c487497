import type { Dataset } from '../../shared/models/dataset.ts'
import { Button } from '../parts/button.tsx'
import { call } from '../state/api.ts'
import { numberText } from '../text/format.ts'
import { text } from '../text/text.ts'
import type { RunProgress } from './use-progress.ts'

/** So many bars are shown. More are only counted. */
const mostBars = 3

/** How far each running dataset is, with Cancel. */
export function RunningBars({
  datasets,
  progress,
}: {
  datasets: readonly Dataset[]
  progress: ReadonlyMap<string, RunProgress>
}) {
  const running = datasets.filter(({ isRunning }) => isRunning)
  if (running.length === 0) return null
  return (
    <div className="running-bars">
      {running.slice(0, mostBars).map((dataset) => (
        <RunningBar key={dataset.id} dataset={dataset} progress={progress.get(dataset.id) ?? null} />
      ))}
      {running.length > mostBars && (
        <p className="sub">{text.data.progress.more(running.length - mostBars)}</p>
      )}
    </div>
  )
}

function RunningBar({ dataset: { id, name }, progress }: { dataset: Dataset; progress: RunProgress | null }) {
  const words = text.data.progress
  const done = progress === null ? 0 : progress.accounts + progress.share
  return (
    <div className="running-bar">
      <progress
        aria-label={words.label(name)}
        className="progress"
        // Without a value, the bar moves: nothing is read yet.
        {...(progress && done > 0 && { value: done, max: Math.max(progress.ofAccounts, 1) })}
      />
      <span className="sub">
        {progress
          ? words.counts(name, numberText(progress.accounts), numberText(progress.ofAccounts), progress.rows)
          : words.starting(name)}
      </span>
      <Button
        label={words.cancelOf(name)}
        // It fails only for a run that has just ended.
        onPress={() => void call('datasets.cancel', { id }).catch(() => undefined)}
      >
        {words.cancel}
      </Button>
    </div>
  )
}
