import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
} from 'react'
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
import { stepTo } from '../parts/step-to.ts'

const rowPx = 57
const headingPx = 34
/** Rows rendered above and below the visible ones. */
const overscan = 4

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
  const [currentKey, setCurrent] = useState<string | null>(null)
  const wantsFocus = useRef(false)
  const movedTo = useRef<string | null>(null)
  const indexByKey = useMemo(() => new Map(lines.map(({ key }, index) => [key, index])), [lines])
  const first = lines.findIndex(({ kind }) => kind === 'connection')
  const current = (currentKey === null ? undefined : indexByKey.get(currentKey)) ?? first

  const margin = useMargin(body, scroller, above)
  const table = useCallback(
    (element: HTMLTableElement | null) =>
      element && scroller ? keepNameWidth(element, scroller) : undefined,
    [scroller],
  )
  // oxlint-disable-next-line react/incompatible-library -- it warns of the React Compiler, which this window is not built with
  const virtualizer = useVirtualizer<HTMLElement, HTMLTableRowElement>({
    count: lines.length,
    getScrollElement: () => scroller,
    estimateSize: (index) => (lines[index]?.kind === 'group' ? headingPx : rowPx),
    getItemKey: (index) => lines[index]?.key ?? index,
    rangeExtractor: useCallback(
      (range: Range) => withCurrent(defaultRangeExtractor(range), current),
      [current],
    ),
    measureElement: (row, entry, { measurementsCache }) =>
      // A new row has the expected height until it has been laid out: to ask it before would lay it out twice.
      entry?.borderBoxSize?.[0]
        ? Math.round(entry.borderBoxSize[0].blockSize)
        : (measurementsCache[Number(row.dataset['index'])]?.size ?? rowPx),
    scrollMargin: margin,
    scrollPaddingEnd: coveredPx,
    overscan,
    useFlushSync: false,
  })

  const shownId = takesFocusId ?? scrollToId
  const shownAt = shownId === null ? -1 : lines.findIndex((line) => isOf(line, shownId))
  const shownKey = lines[shownAt]?.key
  useEffect(() => {
    // Once a connection, not whenever it moves in the list.
    if (shownKey === undefined || movedTo.current === shownId) return
    movedTo.current = shownId
    setCurrent(shownKey)
    virtualizer.scrollToIndex(shownAt)
  }, [shownAt, shownKey, shownId, virtualizer])
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

  const items = virtualizer.getVirtualItems()
  const total = virtualizer.getTotalSize()
  let endPx = margin
  return (
    <table ref={table} className="connections" aria-rowcount={lines.length + 1}>
      <caption className="hidden">{text.list.caption}</caption>
      {headings}
      <tbody ref={body} onKeyDown={move} onContextMenu={openMenu}>
        {items.flatMap((item) => {
          const line = lines[item.index]
          if (!line) return []
          const gapPx = item.start - endPx
          endPx = item.end
          const row =
            line.kind === 'group' ? (
              <tr
                key={item.key}
                className="group-row"
                data-index={item.index}
                aria-rowindex={item.index + 2}
                ref={virtualizer.measureElement}
              >
                <th scope="rowgroup" colSpan={columns.length + 4}>
                  <Name text={line.name} /> <span className="sub">{numberText(line.count)}</span>
                </th>
              </tr>
            ) : (
              <ConnectionRow
                key={item.key}
                index={item.index}
                measure={virtualizer.measureElement}
                connection={line.connection}
                lineKey={line.key}
                columns={columns}
                showsExpiry={showsExpiry}
                query={query}
                isSelected={line.connection.id === selectedId}
                isChecked={checkedIds.has(line.connection.id)}
                isCurrent={item.index === current}
                takesFocus={line.connection.id === takesFocusId && item.index === shownAt}
                onFocus={setCurrent}
                onCheck={onCheck}
                onSelect={onSelect}
              />
            )
          return gapPx > 0 ? [<Gap key={`before-${item.key}`} px={gapPx} />, row] : [row]
        })}
        {total + margin > endPx && <Gap px={total + margin - endPx} />}
      </tbody>
    </table>
  )
}

/** Takes the space of the rows that are not rendered. */
function Gap({ px }: { px: number }) {
  return (
    <tr aria-hidden="true" className="gap-row">
      <td style={{ height: px }} />
    </tr>
  )
}

function isOf(line: Line, id: string): boolean {
  return line.kind === 'connection' && line.connection.id === id
}

function withCurrent(range: number[], current: number): number[] {
  return current < 0 || range.includes(current) ? range : [...range, current].sort((a, b) => a - b)
}

/** The distance in pixels from the top of the scroller to the first row. It changes with the elements above the table. */
function useMargin(
  body: RefObject<HTMLElement | null>,
  scroller: HTMLElement | null,
  above: readonly (HTMLElement | null)[],
): number {
  const [margin, setMargin] = useState(0)
  const [head, tools] = above
  useLayoutEffect(() => {
    const measure = () => {
      if (!body.current || !scroller) return
      const distance = body.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top
      setMargin(Math.round(distance + scroller.scrollTop))
    }
    measure()
    const observer = new ResizeObserver(measure)
    for (const one of [head, tools]) if (one) observer.observe(one)
    return () => observer.disconnect()
  }, [body, scroller, head, tools])
  return margin
}
