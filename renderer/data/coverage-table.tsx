import { useMemo } from 'react'
import { calendarDaysBetween } from '../../shared/calendar.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { Coverage } from '../../shared/models/dataset.ts'
import { ColumnHeadings } from '../parts/column-headings.tsx'
import { Name } from '../parts/name.tsx'
import { VirtualRows, type RowAttributes } from '../parts/virtual-rows.tsx'
import { agoText, calendarDayText } from '../text/format.ts'
import { messageOf } from '../text/error-messages.ts'
import { text } from '../text/text.ts'
import { CoverageAction } from './coverage-action.tsx'
import { changesText, heldText } from './dataset-words.ts'

const rowPx = 44

/** An account may have no transaction for so long. After a longer gap, the institution may have returned all that it keeps. */
const quietDays = 45

const columns = ['account', 'from', 'to', 'rows', 'lastChange'] as const

/** From when to when a dataset has each account, and why it has not all of it. */
export function CoverageTable({
  coverage,
  connections,
  scroller,
  nowMs,
  onConnection,
  onRegistrations,
}: {
  coverage: readonly Coverage[]
  connections: readonly ConnectionSummary[]
  scroller: HTMLElement | null
  nowMs: number
  onConnection: (id: string) => void
  onRegistrations: () => void
}) {
  const byId = useMemo(() => new Map(connections.map((one) => [one.id, one])), [connections])
  const keys = useMemo(
    () => coverage.map(({ connectionId, accountKey }) => `${connectionId}/${accountKey}`),
    [coverage],
  )
  if (coverage.length === 0) return <p className="empty">{text.data.detail.nothingCovered}</p>
  const without = coverage.filter(hasNone).length
  return (
    <>
      {without > 0 && <p className="sub">{text.data.detail.noTransactions(without)}</p>}
      <table className="wide-table coverage-table" aria-rowcount={coverage.length + 1}>
        <caption className="hidden">{text.data.detail.tabs.coverage}</caption>
        <ColumnHeadings columns={columns} words={text.data.detail} />
        <VirtualRows keys={keys} rowPx={rowPx} scroller={scroller}>
          {(index, attributes) => {
            const one = coverage[index]
            if (!one) return null
            return (
              <CoverageRow
                key={keys[index]}
                coverage={one}
                connection={byId.get(one.connectionId) ?? null}
                attributes={attributes}
                nowMs={nowMs}
                onConnection={onConnection}
                onRegistrations={onRegistrations}
              />
            )
          }}
        </VirtualRows>
      </table>
    </>
  )
}

/** The institution has no transactions of it, or they were not granted. */
function hasNone({ rows, problem }: Coverage): boolean {
  return rows === 0 && (problem?.code === 'data_unavailable' || problem?.code === 'not_subscribed')
}

function CoverageRow({
  coverage,
  connection,
  attributes,
  nowMs,
  onConnection,
  onRegistrations,
}: {
  coverage: Coverage
  connection: ConnectionSummary | null
  attributes: RowAttributes
  nowMs: number
  onConnection: (id: string) => void
  onRegistrations: () => void
}) {
  const { name, mask, institutionName, from, to, firstDay, asOfMs, lastChange, problem } = coverage
  const owner = [connection?.institutionName ?? institutionName, connection?.signedInAs].filter(Boolean)
  const message = problem && messageOf(problem, nowMs)
  return (
    <tr {...attributes}>
      <th scope="row" className="account-cell">
        <strong>
          <Name text={name} />
        </strong>
        {mask && <span className="sub"> ···{mask}</span>}
        <span className="sub owner">
          <Name text={owner.join(' · ')} />
        </span>
      </th>
      <td className="from-cell">
        {from === null ? text.data.detail.none : calendarDayText(from)}
        {from !== null &&
          firstDay !== null &&
          calendarDaysBetween(Date.parse(from), Date.parse(firstDay)) > quietDays && (
            <span className="sub first-row" title={text.data.detail.firstHint}>
              {text.data.detail.first(calendarDayText(firstDay))}
            </span>
          )}
      </td>
      <td
        className="to-cell"
        title={asOfMs === null ? undefined : text.data.detail.asOf(agoText(asOfMs, nowMs))}
      >
        {to === null ? text.data.detail.none : calendarDayText(to)}
      </td>
      <td className="rows-cell">{heldText(coverage)}</td>
      <td className="lastChange-cell">
        {message === null ? (
          (changesText(lastChange) ?? <span aria-label={text.data.nothingNew}>—</span>)
        ) : (
          <span className="coverage-problem">
            <span title={`${message.what} ${message.next}`}>
              <span aria-hidden="true">◐</span> {message.short ?? message.what}
            </span>
            <CoverageAction
              coverage={coverage}
              connection={connection}
              nowMs={nowMs}
              onConnection={onConnection}
              onRegistrations={onRegistrations}
            />
          </span>
        )}
      </td>
    </tr>
  )
}
