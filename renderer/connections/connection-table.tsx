import { useCallback, useEffect, useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import type { ColumnKey } from '../../shared/list-arrangement.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { Name } from '../parts/name.tsx'
import { numberText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { ConnectionRow } from './connection-row.tsx'
import type { Line } from './list/line.ts'
import { keepNameWidth } from './list/name-width.ts'
import type { MenuPosition } from './list/popup-menu.tsx'
import type { Query } from './list/query.ts'
import { useCurrentLine } from './list/use-current-line.ts'
import { useShownLine } from './list/use-shown-line.ts'
import { rowPx, useVirtualLines } from './list/use-virtual-lines.ts'
import { stepTo } from '../parts/step-to.ts'
import { withGaps } from '../parts/virtual-gaps.tsx'

/**
 * The lines of the list as a table. Renders only the visible rows and the current one, with row numbers for screen readers. Tab
 * reaches one row, and the arrow keys move between rows.
 */
export function ConnectionTable({
  lines,
  scroller,
  above,
  coveredPx,
  headings,
  columns,
  showsExpiry,
  query,
  selectedId,
  takesFocusId,
  scrollToId,
  checkedIds,
  onCheck,
  onSelect,
  onMenu,
}: {
  lines: Line[]
  scroller: HTMLElement | null
  /** The elements above the table inside the scroller. */
  above: readonly (HTMLElement | null)[]
  /** How much of the end of the scroller a bar covers. */
  coveredPx: number
  headings: ReactNode
  columns: readonly ColumnKey[]
  /** The expiry is wanted, and its column does not fit. */
  showsExpiry: boolean
  query: Query | null
  selectedId: string | null
  /** It has just been linked, or its pane was closed. */
  takesFocusId: string | null
  /** Brought into view without taking the focus. */
  scrollToId: string | null
  checkedIds: ReadonlySet<string>
  onCheck: (id: string, isChecked: boolean, isRange: boolean) => void
  onSelect: (id: string) => void
  onMenu: (connection: ConnectionSummary, position: MenuPosition) => void
}) {
  const body = useRef<HTMLTableSectionElement>(null)
  const wantsFocus = useRef(false)
  const { current, setCurrent } = useCurrentLine(lines)
  const table = useCallback(
    (element: HTMLTableElement | null) =>
      element && scroller ? keepNameWidth(element, scroller) : undefined,
    [scroller],
  )
  const { virtualizer, margin } = useVirtualLines({ lines, current, body, scroller, above, coveredPx })
  const shownAt = useShownLine(takesFocusId ?? scrollToId, lines, virtualizer, setCurrent)
  useEffect(() => {
    if (!wantsFocus.current) return
    wantsFocus.current = false
    body.current?.querySelector<HTMLElement>(`[data-index="${current}"] .row-name`)?.focus()
  }, [current])

  const move = (event: KeyboardEvent<HTMLElement>) => {
    const next = stepTo(event.key, lines, current, Math.floor((scroller?.clientHeight ?? 0) / rowPx))
    const line = next === null ? undefined : lines[next]
    if (next === null || line?.kind !== 'connection') return
    event.preventDefault()
    if (next === current) return
    wantsFocus.current = true
    setCurrent(line.key)
    virtualizer.scrollToIndex(next)
  }

  const openMenu = (event: MouseEvent<HTMLElement>) => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null
    const line = lines[Number(element?.dataset['index'])]
    if (line?.kind !== 'connection') return
    event.preventDefault()
    setCurrent(line.key)
    // Focus the row, also when no control was under the pointer, so that it has the focus again when the menu closes.
    element?.querySelector<HTMLElement>('.row-name')?.focus()
    onMenu(line.connection, { left: event.clientX, top: event.clientY })
  }

  return (
    <table ref={table} className="connections" aria-rowcount={lines.length + 1}>
      <caption className="hidden">{text.list.caption}</caption>
      {headings}
      <tbody ref={body} onKeyDown={move} onContextMenu={openMenu}>
        {withGaps(virtualizer, margin, ({ key, index }) => {
          const line = lines[index]
          if (!line) return null
          if (line.kind === 'group') {
            return (
              <tr
                key={key}
                className="group-row"
                data-index={index}
                aria-rowindex={index + 2}
                ref={virtualizer.measureElement}
              >
                <th scope="rowgroup" colSpan={columns.length + 4}>
                  <Name text={line.name} /> <span className="sub">{numberText(line.count)}</span>
                </th>
              </tr>
            )
          }
          const { id } = line.connection
          return (
            <ConnectionRow
              key={key}
              index={index}
              measure={virtualizer.measureElement}
              connection={line.connection}
              lineKey={line.key}
              columns={columns}
              showsExpiry={showsExpiry}
              query={query}
              isSelected={id === selectedId}
              isChecked={checkedIds.has(id)}
              isCurrent={index === current}
              takesFocus={id === takesFocusId && index === shownAt}
              onFocus={setCurrent}
              onCheck={onCheck}
              onSelect={onSelect}
            />
          )
        })}
      </tbody>
    </table>
  )
}
