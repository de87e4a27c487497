import { useEffect, useState } from 'react'
import type { ColumnKey } from '../../../shared/list-arrangement.ts'

/** In pixels, as table.css has them. */
const widths: Record<ColumnKey, number> = { consent: 108, refreshed: 172, error: 200, environment: 100 }
/** What checkbox, institution and login, status and actions need. */
const fixedWidth = 702
/** Narrower lists show each connection as a block, with room for lines. */
const blockWidth = 620

/** The first of the chosen columns that fit beside the institution and login, which never give way to them. */
export function useFittingColumns(
  chosen: readonly ColumnKey[],
  scroller: HTMLElement | null,
): readonly ColumnKey[] {
  const [width, setWidth] = useState<number | null>(null)
  useEffect(() => {
    if (!scroller) return
    const observer = new ResizeObserver(() => setWidth(scroller.clientWidth))
    observer.observe(scroller)
    return () => observer.disconnect()
  }, [scroller])
  const isBlock = width !== null && window.innerWidth < blockWidth
  const free = (width ?? window.innerWidth) - fixedWidth
  const taken = (count: number) => chosen.slice(0, count).reduce((sum, key) => sum + widths[key], 0)
  const fitting = chosen.filter((key, index) => (isBlock ? key === 'consent' : taken(index + 1) <= free))
  return fitting.length === chosen.length ? chosen : fitting
}
