import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { plainListSettings, type Arrangement, type ListSettings } from '../../shared/list-arrangement.ts'
import { call } from './api.ts'

/** Not a write a keystroke. */
const writeDelayMs = 300

export interface ListControl {
  settings: ListSettings
  /** Searches, filters, sorts and groups. The search is not kept across restarts. */
  arrange(next: Arrangement | ((now: Arrangement) => Arrangement)): void
  /** Columns and saved views. */
  change(part: Partial<ListSettings>): void
}

/**
 * How the list is arranged, kept across restarts.
 *
 * @param read null until it is loaded
 * @param search what was searched for when the page ended, empty at a start
 */
export function useListSettings(read: ListSettings | null, search: string): ListControl {
  const stored = useMemo(
    () => read && { ...read, arrangement: { ...read.arrangement, search } },
    [read, search],
  )
  const [chosen, choose] = useState<ListSettings | null>(null)
  const settings = chosen ?? stored ?? plainListSettings
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const written = useRef('')

  const update = useCallback(
    (make: (now: ListSettings) => Partial<ListSettings>) =>
      choose((before) => {
        const now = before ?? stored ?? plainListSettings
        return { ...now, ...make(now) }
      }),
    [stored],
  )
  const arrange = useCallback<ListControl['arrange']>(
    (next) =>
      update(({ arrangement }) => ({ arrangement: typeof next === 'function' ? next(arrangement) : next })),
    [update],
  )
  const change = useCallback<ListControl['change']>((part) => update(() => part), [update])

  const kept = JSON.stringify({ ...settings, arrangement: { ...settings.arrangement, search: '' } })
  useEffect(() => {
    if (chosen === null) written.current = kept
    if (written.current === kept) return
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      written.current = kept
      // If it can't be written, the list stays as it is until the next start.
      call('list.change', JSON.parse(kept) as ListSettings).catch(() => undefined)
    }, writeDelayMs)
  }, [kept, chosen])
  return { settings, arrange, change }
}
