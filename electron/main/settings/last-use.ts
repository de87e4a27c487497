import { readLastUse, writeLastUse } from '../store/preferences.ts'
import type { GrantRow } from '../store/rows.ts'
import type { Deps } from '../runtime/deps.ts'

/** How old the stored time of the last use may become while the app is used. */
const writeEveryMs = 60_000

/** Records that the user uses the app now. Writes to the database at most once a minute. */
export function recordUse(deps: Pick<Deps, 'store' | 'live' | 'now'>): void {
  if (deps.live.isClosing) return
  const nowMs = deps.now()
  deps.live.lastUseMs = nowMs
  if (Math.abs(nowMs - (readLastUse(deps.store) ?? 0)) >= writeEveryMs) writeLastUse(deps.store, nowMs)
}

/**
 * When the user last used the app, or signed in at the institution for this grant, whichever is later. Never in the future.
 *
 * @see Akoya page "Headers", `x-akoya-last-access`: the consumer's last login, logout or active use of the app
 */
export function lastUseMs(deps: Pick<Deps, 'store' | 'live' | 'now'>, grant: GrantRow): number {
  const usedMs = deps.live.lastUseMs ?? readLastUse(deps.store) ?? 0
  return Math.min(Math.max(usedMs, grant.authorizedAtMs), deps.now())
}
