import { useState } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { Dataset } from '../../shared/models/dataset.ts'
import { Filters } from '../parts/arranging.tsx'
import { Name } from '../parts/name.tsx'
import { Problem } from '../parts/problem.tsx'
import { nextStepText } from '../text/error-messages.ts'
import { timeText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { copiesText, scheduleText } from './dataset-words.ts'
import { AccountQuestions } from './account-questions.tsx'
import { CoverageTable } from './coverage-table.tsx'
import { RunsTable } from './runs-table.tsx'
import { TeamSection } from './team-section.tsx'
import { useDatasetDetails } from './use-dataset-details.ts'

const tabs = ['coverage', 'runs'] as const
const manyFailures = 3

/** What the chosen dataset has of each account, how its runs ended, and what is wrong with it. */
export function DatasetDetail({
  dataset,
  connections,
  page,
  nowMs,
  onConnection,
  onRegistrations,
}: {
  dataset: Dataset
  connections: readonly ConnectionSummary[]
  /** Scrolls in a low window. Elsewhere the details scroll by themselves. */
  page: HTMLElement | null
  nowMs: number
  onConnection: (id: string) => void
  onRegistrations: () => void
}) {
  const [tab, show] = useState<(typeof tabs)[number]>('coverage')
  const { coverage, runs, questions, failure } = useDatasetDetails(dataset)
  const words = text.data.detail
  const [own, setOwn] = useState<HTMLElement | null>(null)
  const scroller = own !== null && getComputedStyle(own).overflowY === 'auto' ? own : page
  return (
    <section ref={setOwn} className="dataset-detail" aria-label={words.label(dataset.name)}>
      <header className="dataset-detail-head">
        <h2 title={dataset.name}>
          <Name text={tab === 'coverage' ? words.coverageOf(dataset.name) : words.runsOf(dataset.name)} />
        </h2>
        <Filters
          label={words.show}
          options={tabs}
          value={tab}
          nameOf={(one) => words.tabs[one]}
          onChange={show}
        />
        <span className="gap" />
        <span className="sub">{dataset.whenAccessEnds === 'keep' ? words.keepsRows : words.deletesRows}</span>
      </header>
      <p className="sub no-column">
        {[dataset.place.shown, copiesText(dataset), scheduleText(dataset.schedule)]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <State dataset={dataset} nowMs={nowMs} />
      <TeamSection dataset={dataset} nowMs={nowMs} />
      {/* The dataset's own problem says why nothing can be read of it. */}
      {failure && failure.code !== dataset.problem?.code && <Problem failure={failure} />}
      <AccountQuestions dataset={dataset} questions={questions} connections={connections} />
      {tab === 'coverage' && coverage && (
        <CoverageTable
          coverage={coverage}
          connections={connections}
          scroller={scroller}
          nowMs={nowMs}
          onConnection={onConnection}
          onRegistrations={onRegistrations}
        />
      )}
      {tab === 'runs' && runs && <RunsTable runs={runs} scroller={scroller} nowMs={nowMs} />}
    </section>
  )
}

/** Why the dataset does not run, or did not get everything, and what happens next. */
function State({ dataset, nowMs }: { dataset: Dataset; nowMs: number }) {
  const { lastRun, problem, isPaused, isRunning, failedInARow } = dataset
  const words = text.data.detail
  const untilMs = lastRun?.untilMs ?? null
  const isWaiting = untilMs !== null && untilMs > nowMs
  const shown = problem ?? (isRunning ? null : (lastRun?.problem ?? null))
  return (
    <>
      {isPaused && <p className="problem ended">{words.paused}</p>}
      {shown && (
        <Problem
          failure={shown}
          isNew={false}
          tone={isWaiting ? 'waiting' : problem || lastRun?.outcome === 'failed' ? 'broken' : 'soon'}
          next={
            isWaiting && problem === null
              ? nextStepText(shown, words.continues(timeText(untilMs)), nowMs)
              : null
          }
        />
      )}
      {failedInARow >= manyFailures && <p className="problem broken">{words.failedOften(failedInARow)}</p>}
    </>
  )
}
