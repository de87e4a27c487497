import {
  defaultRangeExtractor,
  type Range,
  type VirtualItem,
  type Virtualizer,
} from '@tanstack/react-virtual'
import { useCallback, type ReactNode } from 'react'

/** Which rows are rendered: the visible ones, and always the current one, so that it keeps the focus. */
export function useRangeWith(current: number): (range: Range) => number[] {
  return useCallback(
    (range) => {
      const rows = defaultRangeExtractor(range)
      return current < 0 || rows.includes(current) ? rows : [...rows, current].sort((a, b) => a - b)
    },
    [current],
  )
}

/**
 * The rendered rows of a table body, with empty rows that take the space of the others.
 *
 * @param margin pixels from the top of the scroller to the first row
 */
export function withGaps(
  virtualizer: Virtualizer<HTMLElement, HTMLTableRowElement>,
  margin: number,
  render: (item: VirtualItem) => ReactNode,
): ReactNode {
  const endPx = virtualizer.getTotalSize() + margin
  let reachedPx = margin
  const rows = virtualizer.getVirtualItems().flatMap((item) => {
    const gapPx = item.start - reachedPx
    reachedPx = item.end
    return gapPx > 0 ? [<Gap key={`before-${item.key}`} px={gapPx} />, render(item)] : [render(item)]
  })
  return (
    <>
      {rows}
      {endPx > reachedPx && <Gap px={endPx - reachedPx} />}
    </>
  )
}

function Gap({ px }: { px: number }) {
  return (
    <tr aria-hidden="true" className="gap-row">
      <td style={{ height: px }} />
    </tr>
  )
}
