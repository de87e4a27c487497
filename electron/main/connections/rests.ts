import type { ErrorCode, Failure } from '../../../shared/errors.ts'
import { AppError } from '../errors.ts'
import type { Deps } from './deps.ts'
import { retryRefreshMs } from './plan.ts'

/** A rest that an institution is given: nothing that is planned goes there before it is over. */
export interface Rest {
  untilMs: number
  cause: ErrorCode
  /** Failures in a row. */
  failures: number
  /** The stretch of the network (system/network.ts) in which it began. */
  stretch: number
}

const longestRestMs = 30 * 60_000

/** What a network that comes back may have healed. */
const networkFaults: ReadonlySet<ErrorCode> = new Set([
  'offline',
  'timed_out',
  'tls_failed',
  'proxy_refused',
  'proxy_unreachable',
  'proxy_unsupported',
  'portal',
])

const keychainFaults: ReadonlySet<ErrorCode> = new Set([
  'keychain_unavailable',
  'keychain_locked',
  'keychain_denied',
  'keychain_timeout',
])

/** One failure is enough: the others that are due there would meet the same. */
export function giveRest(
  deps: Pick<Deps, 'live' | 'now' | 'chance' | 'network'>,
  institutionId: string,
  { code, detail }: Failure,
): void {
  const before = deps.live.rests.get(institutionId)
  const nowMs = deps.now()
  // Flights that were side by side fail side by side: that is one failure.
  const isSame = before !== undefined && before.untilMs > nowMs
  if (isSame && detail.untilMs === undefined) return

  const failures = (before?.failures ?? 0) + (isSame ? 0 : 1)
  const backedOffMs = Math.min(retryRefreshMs(failures, deps.chance()), longestRestMs)
  const untilMs = detail.untilMs ?? nowMs + backedOffMs
  deps.live.rests.set(institutionId, { untilMs, cause: code, failures, stretch: deps.network.stretch() })
}

export function restingInstitutions(deps: Pick<Deps, 'live' | 'now'>): string[] {
  const nowMs = deps.now()
  return [...deps.live.rests].filter(([, { untilMs }]) => untilMs > nowMs).map(([id]) => id)
}

/** A person who asks is let through to an institution that rests, but for one that named the time itself. @throws AppError `rate_limited` */
export function requireNoRest(deps: Pick<Deps, 'live' | 'now'>, institutionId: string): void {
  const rest = deps.live.rests.get(institutionId)
  if (rest?.cause === 'rate_limited' && rest.untilMs > deps.now()) {
    throw new AppError('rate_limited', { untilMs: rest.untilMs })
  }
}

/** It answers again. A rest that still lasts was given by a flight that landed later, and stays. */
export function endRestIfOver(deps: Pick<Deps, 'live' | 'now'>, institutionId: string): void {
  const rest = deps.live.rests.get(institutionId)
  if (rest && rest.untilMs <= deps.now()) deps.live.rests.delete(institutionId)
}

/** The network has changed since: what it may have caused is tried again. */
export function endRestsOfNetwork(deps: Pick<Deps, 'live' | 'network'>): void {
  const stretch = deps.network.stretch()
  for (const [institutionId, rest] of deps.live.rests) {
    if (networkFaults.has(rest.cause) && rest.stretch !== stretch) deps.live.rests.delete(institutionId)
  }
}

export function endRestsOfKeychain(deps: Pick<Deps, 'live'>): void {
  for (const [institutionId, { cause }] of deps.live.rests) {
    if (keychainFaults.has(cause)) deps.live.rests.delete(institutionId)
  }
}
