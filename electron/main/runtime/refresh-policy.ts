import type { MaintenanceWindow } from '../../../shared/models/hours.ts'
import type { AppliedPolicy, RefreshPolicy, SetPolicy } from '../../../shared/models/refresh-policy.ts'
import { computerTimeZone, nextAllowedMs, nextTimeOfDayMs, withinHoursMs } from './hours.ts'
import { nextRefreshMs, windowsOf } from './timings.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** When nothing is set. */
const plannedPolicy: RefreshPolicy = { kind: 'planned', hours: null }

/** What limits a connection's planned refreshes. */
export interface RefreshPlan {
  policy: RefreshPolicy
  maintenance: readonly MaintenanceWindow[]
}

/**
 * The policy that applies of those of a connection, its labels and its institution: the most specific one. Of several labels that which
 * refreshes least often, so that no label's policy is exceeded.
 */
export function mostSpecific(set: readonly SetPolicy[]): AppliedPolicy {
  const of = (kind: string) => set.filter(({ target }) => target.kind === kind)
  const [label] = of('label').toSorted((a, b) => hoursBetween(b.policy) - hoursBetween(a.policy))
  return of('connection')[0] ?? label ?? of('institution')[0] ?? { target: null, policy: plannedPolicy }
}

/**
 * When a connection that was refreshed at `fromMs` is refreshed next.
 *
 * @param random 0–1: connections that are due together are not refreshed together
 * @returns milliseconds UTC; null for never
 */
export function plannedMs(
  plan: RefreshPlan,
  fromMs: number,
  random: number,
  timeZone = computerTimeZone(),
): number | null {
  const { policy } = plan
  const wishedMs = wishedTime(policy, fromMs, random, timeZone)
  if (wishedMs === null) return null
  const allowedMs = firstAllowedMs(plan, wishedMs, timeZone)
  if (allowedMs === null || allowedMs === wishedMs || policy.kind === 'daily') return allowedMs
  // Many become due at the same minute: when the hours begin, or when the maintenance ends.
  const spreadMs = Math.round(allowedMs + random * 30 * minuteMs)
  return firstAllowedMs(plan, spreadMs, timeZone) === spreadMs ? spreadMs : allowedMs
}

/** The first time from `atMs` on at which a planned refresh may begin; null for never. */
export function firstAllowedMs(
  { policy, maintenance }: RefreshPlan,
  atMs: number,
  timeZone = computerTimeZone(),
): number | null {
  if (policy.kind === 'never') return null
  const hours = policy.kind === 'daily' ? null : policy.hours
  let allowedMs = atMs
  for (;;) {
    const openMs = nextAllowedMs(maintenance, allowedMs)
    allowedMs = hours === null ? openMs : withinHoursMs(hours, openMs, timeZone)
    if (allowedMs === openMs) return allowedMs
  }
}

/** From when on data that were read at `fromMs` are older than planned refreshes leave them, so that their failures are shown. */
export function staleMs(plan: RefreshPlan, fromMs: number, timeZone = computerTimeZone()): number {
  const dueMs = plannedMs(plan, fromMs, 1, timeZone)
  if (dueMs === null) return Infinity
  return plan.policy.kind === 'planned' ? dueMs : dueMs + (hoursBetween(plan.policy) * hourMs) / 10
}

/**
 * The first time from `atMs` on at which a refresh that is due may begin; null for never. One whose hours were missed until the data, read
 * at `fromMs`, were stale for a whole period, of a day at least, no longer waits for them: the computer may always sleep then.
 */
export function firstAllowedDueMs(
  plan: RefreshPlan,
  fromMs: number,
  atMs: number,
  timeZone = computerTimeZone(),
): number | null {
  const { policy } = plan
  const periodMs = Math.max(hoursBetween(policy), 24) * hourMs
  const isLate = atMs >= staleMs(plan, fromMs, timeZone) + periodMs
  if (!isLate || !('hours' in policy)) return firstAllowedMs(plan, atMs, timeZone)
  return firstAllowedMs({ ...plan, policy: { ...policy, hours: null } }, atMs, timeZone)
}

function wishedTime(policy: RefreshPolicy, fromMs: number, random: number, timeZone: string): number | null {
  switch (policy.kind) {
    case 'planned':
      return nextRefreshMs(fromMs, random)
    case 'interval': {
      const untilMs = fromMs + policy.everyHours * hourMs
      const { mandatoryMs } = windowsOf(fromMs, untilMs)
      return Math.round(mandatoryMs + random * (untilMs - mandatoryMs))
    }
    case 'daily':
      return nextTimeOfDayMs(policy.at, fromMs, timeZone)
    case 'never':
      return null
  }
}

/** The time between two refreshes, in hours. */
function hoursBetween(policy: RefreshPolicy): number {
  if (policy.kind === 'never') return Number.MAX_SAFE_INTEGER
  return policy.kind === 'interval' ? policy.everyHours : 24
}
