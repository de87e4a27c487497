import { useEffect, useRef } from 'react'
import type { Line } from './line.ts'
import type { VirtualLines } from './use-virtual-lines.ts'

/**
 * Scrolls to a connection once, not whenever it moves in the list.
 *
 * @returns its line, -1 if the list does not show it
 */
export function useShownLine(
  id: string | null,
  lines: Line[],
  virtualizer: VirtualLines['virtualizer'],
  onShown: (key: string) => void,
): number {
  const movedTo = useRef<string | null>(null)
  const index =
    id === null ? -1 : lines.findIndex((line) => line.kind === 'connection' && line.connection.id === id)
  const key = lines[index]?.key
  useEffect(() => {
    if (key === undefined || movedTo.current === id) return
    movedTo.current = id
    onShown(key)
    virtualizer.scrollToIndex(index)
  }, [index, key, id, virtualizer, onShown])
  return index
}
