import type { Environment } from '../../../shared/models/registration.ts'
import type { GrantRow } from '../store/rows.ts'
import { windowsOf } from './timings.ts'

const dayMs = 24 * 60 * 60_000

export type RefreshLife = Pick<GrantRow, 'refreshFromMs' | 'refreshUntilMs' | 'refreshNoticeMs'>

const unknown: RefreshLife = { refreshFromMs: null, refreshUntilMs: null, refreshNoticeMs: null }

/** How long the refresh token of a new grant works, as its registration says. */
export function newRefreshLife(
  environment: Environment,
  authorizedAtMs: number,
  generation: number,
): RefreshLife {
  const life = environment.kind === 'oauth' ? environment.settings.refreshLife : undefined
  return life === undefined || generation === 0 ? unknown : lifeOf(authorizedAtMs, life.days)
}

/**
 * How long it works after a refresh at `nowMs`, as the registration says now: as long again where that counts from each refresh. A refresh
 * after its end shows that the end was wrong.
 */
export function renewedRefreshLife(
  environment: Environment,
  grant: RefreshLife & Pick<GrantRow, 'authorizedAtMs'>,
  nowMs: number,
): RefreshLife {
  const life = environment.kind === 'oauth' ? environment.settings.refreshLife : undefined
  if (life === undefined) return unknown
  if (life.from === 'refresh') return lifeOf(nowMs, life.days)
  const renewed = lifeOf(grant.authorizedAtMs, life.days, nowMs)
  if (nowMs >= (renewed.refreshUntilMs ?? 0)) return unknown
  const { refreshFromMs, refreshUntilMs, refreshNoticeMs } = grant
  const isSame = renewed.refreshFromMs === refreshFromMs && renewed.refreshUntilMs === refreshUntilMs
  return isSame ? { refreshFromMs, refreshUntilMs, refreshNoticeMs } : renewed
}

function lifeOf(fromMs: number, days: number, nowMs = fromMs): RefreshLife {
  const untilMs = fromMs + days * dayMs
  return {
    refreshFromMs: fromMs,
    refreshUntilMs: untilMs,
    refreshNoticeMs: nextRefreshNoticeMs(fromMs, untilMs, nowMs),
  }
}

/** When a notification of a refresh token's end is due after `nowMs`: at a fifth of its life before, and at its end. Null for none. */
export function nextRefreshNoticeMs(fromMs: number, untilMs: number, nowMs: number): number | null {
  return [windowsOf(fromMs, untilMs).advisoryMs, untilMs].find((atMs) => atMs > nowMs) ?? null
}
