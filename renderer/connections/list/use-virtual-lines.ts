import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useState, type RefObject } from 'react'
import { useRangeWith } from '../../parts/virtual-gaps.tsx'
import type { Line } from './line.ts'

export const rowPx = 57
const headingPx = 34
/** Rows rendered above and below the visible ones. */
const overscan = 4

export interface VirtualLines {
  virtualizer: Virtualizer<HTMLElement, HTMLTableRowElement>
  /** Pixels from the top of the scroller to the first row. */
  margin: number
}

/** Which lines of the list are rendered, and where. */
export function useVirtualLines({
  lines,
  current,
  body,
  scroller,
  above,
  coveredPx,
}: {
  lines: Line[]
  current: number
  body: RefObject<HTMLElement | null>
  scroller: HTMLElement | null
  above: readonly (HTMLElement | null)[]
  coveredPx: number
}): VirtualLines {
  const margin = useMargin(body, scroller, above)
  // oxlint-disable-next-line react/incompatible-library -- it warns of the React Compiler, which this window is not built with
  const virtualizer = useVirtualizer<HTMLElement, HTMLTableRowElement>({
    count: lines.length,
    getScrollElement: () => scroller,
    estimateSize: (index) => (lines[index]?.kind === 'group' ? headingPx : rowPx),
    getItemKey: (index) => lines[index]?.key ?? index,
    rangeExtractor: useRangeWith(current),
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
  return { virtualizer, margin }
}

/** It changes with the elements above the table. */
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
