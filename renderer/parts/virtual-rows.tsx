import { useVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react'
import { useRangeWith, withGaps } from './virtual-gaps.tsx'

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
  const virtualizer = useVirtualizer<HTMLElement, HTMLTableRowElement>({
    count: keys.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowPx,
    getItemKey: (index) => keys[index] ?? index,
    rangeExtractor: useRangeWith(current),
    scrollMargin: margin,
    overscan,
    useFlushSync: false,
  })
  useLayoutEffect(() => {
    if (goTo === null) return
    virtualizer.scrollToIndex(goTo.index)
    body.current?.querySelector<HTMLElement>(`[data-index="${goTo.index}"] :is(button, input)`)?.focus()
  }, [goTo, virtualizer])

  const isAtEnd = (virtualizer.getVirtualItems().at(-1)?.index ?? -1) >= keys.length - 1
  useLayoutEffect(() => {
    if (isAtEnd) onEnd?.()
  }, [isAtEnd, onEnd])

  return (
    <tbody ref={body} onKeyDown={onKeyDown}>
      {withGaps(virtualizer, margin, ({ index }) =>
        children(index, {
          ref: virtualizer.measureElement,
          'data-index': index,
          'aria-rowindex': index + 2,
        }),
      )}
    </tbody>
  )
}
