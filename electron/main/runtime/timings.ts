import { reminderDays } from '../../../shared/consent-reminders.ts'
import type { GrantRow } from '../store/rows.ts'

/** When something that runs out is renewed: milliseconds UTC throughout. */

const dayMs = 24 * 60 * 60_000

/** How old balances may grow by themselves: once a day each connection is refreshed, which also shows whether it still works. */
export const dataFreshForMs = dayMs

/** How long a consent lasts where nobody says otherwise (12 CFR 1033.421(b)). */
export const defaultConsentDays = 365

/** How long a revocation is tried before the person is told that it could not be confirmed. */
export const revokeForMs = 7 * dayMs

export interface Windows {
  /** From here on it may be renewed ahead of time, in the background; a failure disturbs nobody. */
  advisoryMs: number
  /** From here on it must be renewed before it is used. */
  mandatoryMs: number
}

/** The two windows before the end of a token, or of the freshness of what was read: the last fifth and the last tenth of its life. */
export function windowsOf(fromMs: number, untilMs: number): Windows {
  const lifeMs = Math.max(untilMs - fromMs, 0)
  return { advisoryMs: untilMs - lifeMs / 5, mandatoryMs: untilMs - lifeMs / 10 }
}

/**
 * When a connection that was refreshed at `fromMs` is refreshed next: somewhere in the advisory window, so that what was linked
 * together does not come back together.
 *
 * @param random 0 to 1, as Math.random gives
 */
export function nextRefreshMs(fromMs: number, random: number): number {
  const { advisoryMs, mandatoryMs } = windowsOf(fromMs, fromMs + dataFreshForMs)
  return Math.round(advisoryMs + random * (mandatoryMs - advisoryMs))
}

/** When a grant is to be refreshed next by itself; null for one that has nothing to refresh with. */
export function plannedRefresh(
  grant: Pick<GrantRow, 'generation' | 'refreshedAtMs' | 'authorizedAtMs'>,
  random: number,
): number | null {
  return grant.generation === 0 ? null : nextRefreshMs(grant.refreshedAtMs ?? grant.authorizedAtMs, random)
}

/** 5 s, 10 s, 20 s … half an hour. @param attempts those that failed so far, from 1 */
export function backOffMs(attempts: number): number {
  return Math.min(5000 * 2 ** (attempts - 1), 30 * 60_000)
}

/** Back-off of a refresh that nobody waits for: a minute, two … six hours, each up to a fifth longer by chance. */
export function retryRefreshMs(attempts: number, random: number): number {
  const waitMs = Math.min(60_000 * 2 ** (attempts - 1), 6 * 60 * 60_000)
  return Math.round(waitMs * (1 + random / 5))
}

export function consentUntilMs(authorizedAtMs: number, consentDays: number): number {
  return authorizedAtMs + consentDays * dayMs
}

/** Days before the end of a consent on which a notice of it is due: the reminders, and that it is over. */
export const consentNoticeDays = [...reminderDays, 0]

/**
 * When the next notice of a consent's end is due, after those up to `nowMs`.
 *
 * @returns null when it has ended and that was told too
 */
export function nextConsentNoticeMs(untilMs: number, nowMs: number): number | null {
  return consentNoticeDays.map((days) => untilMs - days * dayMs).find((atMs) => atMs > nowMs) ?? null
}
