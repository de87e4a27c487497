import { useMemo } from 'react'
import { tonesOf } from '../parts/tones.ts'
import type { Store } from '../state/store.ts'
import { text } from '../text/text.ts'

/** The colour of each institution of the window; the same map until another institution appears. */
export function useTones(store: Store | null): ReadonlyMap<string, number> {
  const connections = store?.connections
  const institutions = store?.institutions
  const names = useMemo(
    () =>
      [
        ...new Set([
          text.mikomo,
          ...(connections ?? []).map(({ institutionName }) => institutionName),
          ...(institutions ?? []).map(({ name }) => name),
        ]),
      ].join('\n'),
    [connections, institutions],
  )
  return useMemo(() => tonesOf(names.split('\n')), [names])
}
