import type { Deps } from './deps.ts'

export type AlarmName = 'backup' | 'revocations' | 'refreshes' | 'consents' | 'recovery'

/** A computer's clock may be set, and a timer sleeps with it: no alarm waits longer than this before it looks again. */
const longestMs = 60 * 60_000

/**
 * Rings at a time (milliseconds UTC) to look for work that is due; null for never. Set anew, it forgets the time before, and it may
 * ring early: `work` looks at what is due and sets it again.
 */
export function setAlarm(
  deps: Pick<Deps, 'live' | 'now' | 'after' | 'log'>,
  name: AlarmName,
  atMs: number | null,
  work: () => Promise<void> | void,
): void {
  stopAlarm(deps, name)
  if (atMs === null) return
  const waitMs = Math.min(Math.max(atMs - deps.now(), 0), longestMs)
  const ring = async (): Promise<void> => {
    try {
      await work()
    } catch (thrown) {
      deps.log.error('alarm.failed', thrown, { alarm: name })
    }
  }
  deps.live.alarms.set(
    name,
    deps.after(waitMs, () => void ring()),
  )
}

export function stopAlarm(deps: Pick<Deps, 'live'>, name: AlarmName): void {
  deps.live.alarms.get(name)?.()
  deps.live.alarms.delete(name)
}

export function stopAlarms(deps: Pick<Deps, 'live'>): void {
  for (const name of deps.live.alarms.keys()) stopAlarm(deps, name)
}
