import { errorTraits } from '../../../../shared/error-traits.ts'
import type { ErrorCode, Failure } from '../../../../shared/errors.ts'
import { AppError } from '../../core/errors.ts'
import type { Deps } from '../../runtime/deps.ts'
import { retryRefreshMs } from '../../runtime/timings.ts'

/** A rest that an institution is given: nothing that is planned goes there before it is over. */
export interface InstitutionBackoff {
  untilMs: number
  cause: ErrorCode
  /** Failures in a row. */
  failures: number
  /** The stretch of the network (system/network.ts) in which it began. */
  stretch: number
}

const longestBackoffMs = 30 * 60_000

/** One failure is enough: the others that are due there would meet the same. */
export function startBackoff(
  deps: Pick<Deps, 'live' | 'now' | 'random' | 'network'>,
  institutionId: string,
  { code, detail }: Failure,
): void {
  const before = deps.live.backoffs.get(institutionId)
  const nowMs = deps.now()
  // Flights that were side by side fail side by side: that is one failure.
  const isSame = before !== undefined && before.untilMs > nowMs
  if (isSame && detail.untilMs === undefined) return

  const failures = (before?.failures ?? 0) + (isSame ? 0 : 1)
  const backedOffMs = Math.min(retryRefreshMs(failures, deps.random()), longestBackoffMs)
  const untilMs = detail.untilMs ?? nowMs + backedOffMs
  deps.live.backoffs.set(institutionId, { untilMs, cause: code, failures, stretch: deps.network.stretch() })
}

export function institutionsInBackoff(deps: Pick<Deps, 'live' | 'now'>): string[] {
  const nowMs = deps.now()
  return [...deps.live.backoffs].filter(([, { untilMs }]) => untilMs > nowMs).map(([id]) => id)
}

/** A person who asks is let through to an institution that rests, but for one that named the time itself. @throws AppError `rate_limited` */
export function requireNoBackoff(deps: Pick<Deps, 'live' | 'now'>, institutionId: string): void {
  const backoff = deps.live.backoffs.get(institutionId)
  if (backoff?.cause === 'rate_limited' && backoff.untilMs > deps.now()) {
    throw new AppError('rate_limited', { untilMs: backoff.untilMs })
  }
}

/** It answers again. A rest that still lasts was given by a flight that landed later, and stays. */
export function clearExpiredBackoff(deps: Pick<Deps, 'live' | 'now'>, institutionId: string): void {
  const backoff = deps.live.backoffs.get(institutionId)
  if (backoff && backoff.untilMs <= deps.now()) deps.live.backoffs.delete(institutionId)
}

/** The network has changed since: what it may have caused is tried again. */
export function clearNetworkBackoffs(deps: Pick<Deps, 'live' | 'network'>): void {
  const stretch = deps.network.stretch()
  for (const [institutionId, backoff] of deps.live.backoffs) {
    if (errorTraits[backoff.cause].fault === 'network' && backoff.stretch !== stretch)
      deps.live.backoffs.delete(institutionId)
  }
}

export function clearKeychainBackoffs(deps: Pick<Deps, 'live'>): void {
  for (const [institutionId, { cause }] of deps.live.backoffs) {
    if (errorTraits[cause].fault === 'keychain') deps.live.backoffs.delete(institutionId)
  }
}
