import { reminderDays } from '../../../shared/consent-reminders.ts'

// When planned work is due. Times are milliseconds UTC.

const dayMs = 24 * 60 * 60_000

/** Unless a policy says otherwise, each connection is refreshed once a day, which also shows whether it still works. */
const dataFreshForMs = dayMs

/** How long a consent lasts unless the user sets another time (12 CFR 1033.421(b)). */
export const defaultConsentDays = 365

/** How long a revocation is retried before the user learns that it could not be confirmed. */
export const revokeForMs = 7 * dayMs

export interface Windows {
  /** From now on it may be renewed in the background; a failure is not shown. */
  advisoryMs: number
  /** From now on it must be renewed before it is used. */
  mandatoryMs: number
}

/** The two renewal windows of a token, or of data: the last fifth and the last tenth of its life. */
export function windowsOf(fromMs: number, untilMs: number): Windows {
  const lifeMs = Math.max(untilMs - fromMs, 0)
  return { advisoryMs: untilMs - lifeMs / 5, mandatoryMs: untilMs - lifeMs / 10 }
}

/**
 * When a connection that was refreshed at `fromMs` is refreshed next: a random time in the advisory window, so that connections
 * linked together are not refreshed together.
 *
 * @param random 0–1, as Math.random returns
 */
export function nextRefreshMs(fromMs: number, random: number): number {
  const { advisoryMs, mandatoryMs } = windowsOf(fromMs, fromMs + dataFreshForMs)
  return Math.round(advisoryMs + random * (mandatoryMs - advisoryMs))
}

/** Backoff of a revocation: 5 s, 10 s, 20 s … half an hour. @param attempts failed so far, from 1 */
export function backOffMs(attempts: number): number {
  return Math.min(5000 * 2 ** (attempts - 1), 30 * 60_000)
}

/** How long to wait before a token is offered again to a keychain that refused it: half a minute, 1 minute … 5 minutes. */
export function retryKeychainMs(attempts: number): number {
  return Math.min(30_000 * 2 ** (attempts - 1), 5 * 60_000)
}

/** Backoff of a planned refresh: 1 minute, 2 minutes … 6 hours, each with up to a fifth of jitter. */
export function retryRefreshMs(attempts: number, random: number): number {
  const waitMs = Math.min(60_000 * 2 ** (attempts - 1), 6 * 60 * 60_000)
  return Math.round(waitMs * (1 + random / 5))
}

export function consentUntilMs(authorizedAtMs: number, consentDays: number): number {
  return authorizedAtMs + consentDays * dayMs
}

/** Days before the end of a consent on which a notification is due: the reminders, and 0 for the end. */
export const consentNoticeDays = [...reminderDays, 0]

/**
 * When the next notification of a consent's end is due, after `nowMs`.
 *
 * @returns null when the consent has ended
 */
export function nextConsentNoticeMs(untilMs: number, nowMs: number): number | null {
  return consentNoticeDays.map((days) => untilMs - days * dayMs).find((atMs) => atMs > nowMs) ?? null
}
