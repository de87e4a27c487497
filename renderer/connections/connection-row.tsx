import { memo, useContext, useEffect, useRef, type MouseEvent } from 'react'
import type { ColumnKey } from '../../shared/list-arrangement.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { useNow } from '../state/use-now.ts'
import { dateText } from '../text/format.ts'
import { messageOf, nextTryText } from '../text/error-messages.ts'
import { Problem } from '../parts/problem.tsx'
import { TabStop } from '../parts/tab-stop.ts'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { StoredOfRevoked } from '../data/stored-of-revoked.tsx'
import { Actions } from './actions.tsx'
import { connectionName } from '../text/connection-name.ts'
import type { Query } from './list/query.ts'
import { RemovalsContext } from './removals.ts'
import { columnCells } from './row-cells.tsx'
import { RowIdentity } from './row-identity.tsx'
import { freshnessText, isNamed } from '../text/connection-status.ts'
import { StatusPill } from './status-pill.tsx'
import { clockStepMs } from './undo-countdown.tsx'

/** A row of the list. Renders again only when its properties change. */
export const ConnectionRow = memo(function ConnectionRow({
  connection,
  lineKey,
  index,
  columns,
  showsExpiry,
  query,
  measure,
  isSelected,
  isChecked,
  isCurrent,
  takesFocus,
  onFocus,
  onCheck,
  onSelect,
}: {
  connection: ConnectionSummary
  lineKey: string
  /** Among all lines of the list, not only the rendered ones. */
  index: number
  columns: readonly ColumnKey[]
  /** There is no width for the column of the expiry: the line under the status has it. */
  showsExpiry: boolean
  /** What the list was searched for: the row marks it, and says where it is if that is not in the row. */
  query: Query | null
  measure: (row: HTMLTableRowElement | null) => void
  isSelected: boolean
  isChecked: boolean
  /** The only row that Tab reaches. */
  isCurrent: boolean
  /** It has just been linked, or its pane was closed. */
  takesFocus: boolean
  onFocus: (lineKey: string) => void
  onCheck: (id: string, isChecked: boolean, isRange: boolean) => void
  onSelect: (id: string) => void
}) {
  const { id } = connection
  const action = useAction(connection)
  const { pending, failures } = useContext(RemovalsContext)
  const isCounting = connection.status === 'revoking' || pending.has(id)
  const nowMs = useNow(isCounting ? clockStepMs : 20_000)
  const nameButton = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (takesFocus) nameButton.current?.focus()
  }, [takesFocus])
  const name = connectionName(connection)
  const tabIndex = isCurrent ? 0 : -1
  const press = (event: MouseEvent) => {
    if (event.shiftKey) onCheck(id, true, true)
    else if (event.ctrlKey || event.metaKey) onCheck(id, !isChecked, false)
    else onSelect(id)
  }
  const failure = action.failure ?? failures.get(id)
  const detail = <Detail connection={connection} showsExpiry={showsExpiry} nowMs={nowMs} />
  return (
    <tr
      ref={measure}
      data-id={id}
      data-index={index}
      aria-rowindex={index + 2}
      className={isSelected ? 'selected' : ''}
      // Shift is for selecting rows, not the text between them.
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
      onClick={press}
      onFocus={() => onFocus(lineKey)}
    >
      <td className="check-cell" onClick={(event) => event.stopPropagation()}>
        <input
          type="checkbox"
          tabIndex={tabIndex}
          aria-label={text.list.select(name)}
          checked={isChecked}
          onChange={({ target, nativeEvent }) =>
            onCheck(id, target.checked, 'shiftKey' in nativeEvent && nativeEvent.shiftKey === true)
          }
        />
      </td>
      <th scope="row" className="name-cell">
        <RowIdentity
          connection={connection}
          query={query}
          nowMs={nowMs}
          button={nameButton}
          isSelected={isSelected}
          tabIndex={tabIndex}
          onPress={press}
        />
      </th>
      <td className="status-cell">
        <StatusPill connection={connection} nowMs={nowMs} />
        {connection.status === 'revoked' ? (
          <StoredOfRevoked connection={connection} isCurrent={isCurrent} otherwise={detail} />
        ) : (
          detail
        )}
        {failure && <Problem failure={failure} />}
      </td>
      {columns.map((key) => {
        const Cell = columnCells[key]
        return (
          <td key={key} className={`${key}-cell`}>
            <Cell connection={connection} nowMs={nowMs} />
          </td>
        )
      })}
      <td className="actions-cell">
        <TabStop value={isCurrent}>
          <div data-keeps-focus onClick={(event) => event.stopPropagation()} role="presentation">
            <Actions connection={connection} action={action} nowMs={nowMs} />
          </div>
        </TabStop>
      </td>
    </tr>
  )
})

/** The line under the status: what ends when, how fresh the data is, the cause of a problem, or what happens next. */
function Detail({
  connection,
  showsExpiry,
  nowMs,
}: {
  connection: ConnectionSummary
  showsExpiry: boolean
  nowMs: number
}) {
  const { status, refreshLife, consentUntilMs } = connection
  const isActive = status === 'active'
  const ends = [
    isActive && refreshLife ? text.list.refreshUntil(dateText(refreshLife.untilMs)) : null,
    isActive && showsExpiry ? text.list.expires(dateText(consentUntilMs)) : null,
  ]
    .filter((end) => end !== null)
    .join(' · ')
  const detail = detailText(connection, nowMs)
  if (!detail && ends === '') return null
  return (
    <div
      className={saysNext.has(status) ? 'sub' : 'sub one-line'}
      title={[ends, detail].filter(Boolean).join(' · ')}
    >
      {ends !== '' && <span>{ends}</span>}
      {ends !== '' && detail && <span className="more"> · </span>}
      {detail && <span className="more">{detail}</span>}
    </div>
  )
}

/** What happens next, or what the user has to do, is nowhere else in the row. */
const saysNext: ReadonlySet<ConnectionSummary['status']> = new Set([
  'revocation-pending',
  'cannot-revoke',
  'unreadable',
])

function detailText(connection: ConnectionSummary, nowMs: number): string | null {
  const { status, problem, receipt } = connection
  const message = problem && messageOf(problem)
  const freshness = freshnessText(connection, nowMs)
  switch (status) {
    case 'revocation-pending':
      return [nextTryText(connection.nextTryAtMs, nowMs), message?.what].filter(Boolean).join(' ')
    case 'cannot-revoke':
    case 'unreadable':
      return message?.next ?? null
    case 'revoked':
      return receipt ? text.list.receiptKept : null
    case 'active':
    case 'needs-consent':
      // Usually the status already names the cause.
      return message && !isNamed(connection)
        ? [freshness, message.what].filter(Boolean).join(' · ')
        : freshness
    default:
      return freshness
  }
}
