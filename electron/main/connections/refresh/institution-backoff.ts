import { errorTraits } from '../../../../shared/error-traits.ts'
import type { ErrorCode, Failure } from '../../../../shared/errors.ts'
import { AppError } from '../../core/errors.ts'
import type { Deps } from '../../runtime/deps.ts'
import { retryRefreshMs } from '../../runtime/timings.ts'

/** Backoff of institutions whose planned refreshes failed. */
export interface Backoffs {
  /** Starts a backoff, or extends it to the time that the institution named. One failure is enough: the next refresh would fail too. */
  start(institutionId: string, problem: Failure): void
  /** Institutions in backoff now. */
  institutions(): string[]
  /** Ends of the backoffs that are running, milliseconds UTC. */
  endsMs(): number[]
  /** The backoff of an institution: when it ends, milliseconds UTC, and whether the institution named that time. Null for none. */
  of(institutionId: string): { untilMs: number; isNamed: boolean } | null
  /** Whether an institution has not answered since its last failure, even if its backoff has expired. */
  has(institutionId: string): boolean
  /** A refresh that the user asks for is sent despite a backoff, unless the institution named the time. @throws AppError `rate_limited` */
  requireNone(institutionId: string): void
  /** Clears an expired backoff. One still running was set by a later failure: keep it. */
  clearExpired(institutionId: string): void
  /** Clears the backoffs that the network may have caused, if it has changed since. */
  clearNetwork(): void
  /** Clears the backoffs that the keychain caused. */
  clearKeychain(): void
}

/** Backoff for one institution: no planned refresh until `untilMs`. */
interface InstitutionBackoff {
  untilMs: number
  cause: ErrorCode
  /** Failures in a row. */
  failures: number
  /** The stretch of the network (system/network.ts) in which it began. */
  stretch: number
}

const longestBackoffMs = 30 * 60_000

export function openBackoffs({ now, random, network }: Pick<Deps, 'now' | 'random' | 'network'>): Backoffs {
  const backoffs = new Map<string, InstitutionBackoff>()

  const clear = (isCleared: (backoff: InstitutionBackoff) => boolean): void => {
    for (const [institutionId, backoff] of backoffs) {
      if (isCleared(backoff)) backoffs.delete(institutionId)
    }
  }

  const service: Backoffs = {
    start(institutionId, { code, detail }) {
      const before = backoffs.get(institutionId)
      const nowMs = now()
      // Parallel requests that fail together count as one failure.
      const isSame = before !== undefined && before.untilMs > nowMs
      if (isSame && detail.untilMs === undefined) return

      const failures = (before?.failures ?? 0) + (isSame ? 0 : 1)
      const backoffMs = Math.min(retryRefreshMs(failures, random()), longestBackoffMs)
      const untilMs = detail.untilMs ?? nowMs + backoffMs
      backoffs.set(institutionId, { untilMs, cause: code, failures, stretch: network.stretch() })
    },
    institutions() {
      const nowMs = now()
      return [...backoffs].filter(([, { untilMs }]) => untilMs > nowMs).map(([id]) => id)
    },
    endsMs() {
      const nowMs = now()
      return [...backoffs.values()].map(({ untilMs }) => untilMs).filter((ms) => ms > nowMs)
    },
    of(institutionId) {
      const backoff = backoffs.get(institutionId)
      if (!backoff || backoff.untilMs <= now()) return null
      return { untilMs: backoff.untilMs, isNamed: backoff.cause === 'rate_limited' }
    },
    has: (institutionId) => backoffs.has(institutionId),
    requireNone(institutionId) {
      const backoff = service.of(institutionId)
      if (backoff?.isNamed) throw new AppError('rate_limited', { untilMs: backoff.untilMs })
    },
    clearExpired(institutionId) {
      const backoff = backoffs.get(institutionId)
      if (backoff && backoff.untilMs <= now()) backoffs.delete(institutionId)
    },
    clearNetwork() {
      const stretch = network.stretch()
      clear((backoff) => errorTraits[backoff.cause].fault === 'network' && backoff.stretch !== stretch)
    },
    clearKeychain: () => clear(({ cause }) => errorTraits[cause].fault === 'keychain'),
  }
  return service
}
