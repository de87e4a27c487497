import { AppError } from '../core/errors.ts'
import type { Deps, LastUse } from '../runtime/deps.ts'
import { write } from '../store/database.ts'
import { readLastUse, writeLastUse } from '../store/preferences.ts'

/** The stored time is updated at most once a minute. */
const writeEveryMs = 60_000

export function openLastUse({ store, now, timers }: Pick<Deps, 'store' | 'now' | 'timers'>): LastUse {
  let lastUseMs: number | null = null
  return {
    record() {
      if (timers.isClosed()) return
      lastUseMs = now()
      if (Math.abs(lastUseMs - (readLastUse(store) ?? 0)) >= writeEveryMs) save(store, lastUseMs)
    },
    atMs({ authorizedAtMs }) {
      const usedMs = lastUseMs ?? readLastUse(store) ?? 0
      return Math.min(Math.max(usedMs, authorizedAtMs), now())
    },
  }
}

/** A full disk must not make fail what the user does: this run knows the time, and later uses try again. */
function save(store: Deps['store'], atMs: number): void {
  try {
    write(store, () => writeLastUse(store, atMs))
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
  }
}
