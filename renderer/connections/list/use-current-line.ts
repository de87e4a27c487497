import { useMemo, useState } from 'react'
import type { Line } from './line.ts'

/** The line that Tab reaches: the one chosen last, or the first connection. */
export function useCurrentLine(lines: Line[]) {
  const [key, setCurrent] = useState<string | null>(null)
  const indexByKey = useMemo(() => new Map(lines.map((line, index) => [line.key, index])), [lines])
  const first = lines.findIndex(({ kind }) => kind === 'connection')
  return { current: (key === null ? undefined : indexByKey.get(key)) ?? first, setCurrent }
}
