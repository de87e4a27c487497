import type { RunResult } from '../../shared/models/dataset.ts'
import { ColumnHeadings } from '../parts/column-headings.tsx'
import { VirtualRows } from '../parts/virtual-rows.tsx'
import { callTimeText, capitalized, dayTimeText, durationText, numberText } from '../text/format.ts'
import { messageOf } from '../text/error-messages.ts'
import { text } from '../text/text.ts'
import { changesText, statusOfRun } from './dataset-words.ts'
import { RunPill } from './run-pill.tsx'

const rowPx = 44
const columns = ['when', 'outcome', 'changes', 'accounts', 'duration'] as const
const minuteMs = 60_000

/** How the runs of a dataset ended, the newest first. */
export function RunsTable({
  runs,
  scroller,
  nowMs,
}: {
  runs: readonly RunResult[]
  scroller: HTMLElement | null
  nowMs: number
}) {
  const words = text.data.detail
  if (runs.length === 0) return <p className="empty">{words.notRun}</p>
  return (
    <table className="wide-table runs-table" aria-rowcount={runs.length + 1}>
      <caption className="hidden">{words.tabs.runs}</caption>
      <ColumnHeadings columns={columns} words={words} />
      <VirtualRows keys={runs.map(keyOf)} rowPx={rowPx} scroller={scroller}>
        {(index, attributes) => {
          const run = runs[index]
          if (!run) return null
          const { atMs, endedAtMs, accountsRead, accountsMissing, problem } = run
          const message = problem && messageOf(problem, nowMs)
          return (
            <tr key={keyOf(run, index)} {...attributes}>
              <th scope="row" className="when-cell">
                {capitalized(dayTimeText(atMs, nowMs))}
              </th>
              <td className="outcome-cell">
                <RunPill status={statusOfRun(run, nowMs)} />
              </td>
              <td className="changes-cell">
                {changesText(run) ?? text.data.nothingNew}
                {message && <span className="sub"> · {message.what}</span>}
              </td>
              <td className="accounts-cell">
                {words.accountsRead(numberText(accountsRead), accountsMissing)}
              </td>
              <td className="duration-cell">{tookText(endedAtMs - atMs)}</td>
            </tr>
          )
        }}
      </VirtualRows>
    </table>
  )
}

/** Two runs may begin in one millisecond. */
function keyOf({ atMs }: RunResult, index: number): string {
  return `${atMs}-${index}`
}

function tookText(ms: number): string {
  return ms < 2 * minuteMs ? callTimeText(Math.max(ms, 0)) : durationText(ms)
}
