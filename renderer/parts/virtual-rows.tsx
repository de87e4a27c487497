import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import {
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react'

/** Rows rendered above and below the visible ones. */
const overscan = 6

/** What a row has to put on its `tr`. */
export interface RowAttributes {
  ref: Ref<HTMLTableRowElement>
  'data-index': number
  'aria-rowindex': number
}

/**
 * A table body that renders only the visible rows, for tables of any length. The row of `current` is always rendered, so that it keeps
 * the focus. The table needs `aria-rowcount`; the first row of the body is row 2.
 */
export function VirtualRows({
  keys,
  rowPx,
  scroller,
  current = -1,
  goTo = null,
  onKeyDown,
  onEnd,
  children,
}: {
  /** One a row, unique. */
  keys: readonly string[]
  /** Expected height. Rows are measured. */
  rowPx: number
  scroller: HTMLElement | null
  current?: number
  /** Scrolls to this row and focuses its first button or field, once for each object. */
  goTo?: { index: number } | null
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void
  /** Called while the last row is rendered. */
  onEnd?: () => void
  children: (index: number, attributes: RowAttributes) => ReactNode
}) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [margin, setMargin] = useState(0)
  // After every render, because anything above the table may have changed. An equal value renders nothing.
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- as above
  useLayoutEffect(() => {
    if (!body.current || !scroller) return
    const distance = body.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top
    setMargin(Math.round(distance + scroller.scrollTop))
  })
  // oxlint-disable-next-line react/incompatible-library -- it warns of the React Compiler, which this window is not built with
  const virtualizer = useVirtualizer({
    count: keys.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowPx,
    getItemKey: (index) => keys[index] ?? index,
    rangeExtractor: useCallback(
      (range: Range) => {
        const rows = defaultRangeExtractor(range)
        return current < 0 || rows.includes(current) ? rows : [...rows, current].sort((a, b) => a - b)
      },
      [current],
    ),
    scrollMargin: margin,
    overscan,
    useFlushSync: false,
  })
  useLayoutEffect(() => {
    if (goTo === null) return
    virtualizer.scrollToIndex(goTo.index)
    body.current?.querySelector<HTMLElement>(`[data-index="${goTo.index}"] :is(button, input)`)?.focus()
  }, [goTo, virtualizer])

  const items = virtualizer.getVirtualItems()
  const isAtEnd = (items.at(-1)?.index ?? -1) >= keys.length - 1
  useLayoutEffect(() => {
    if (isAtEnd) onEnd?.()
  }, [isAtEnd, onEnd])

  const total = virtualizer.getTotalSize()
  let endPx = margin
  return (
    <tbody ref={body} onKeyDown={onKeyDown}>
      {items.flatMap((item) => {
        const gapPx = item.start - endPx
        endPx = item.end
        const row = children(item.index, {
          ref: virtualizer.measureElement,
          'data-index': item.index,
          'aria-rowindex': item.index + 2,
        })
        return gapPx > 0 ? [<Gap key={`before-${item.key}`} px={gapPx} />, row] : [row]
      })}
      {total + margin > endPx && <Gap px={total + margin - endPx} />}
    </tbody>
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
