const dayMs = 24 * 60 * 60_000

/**
 * How many midnights are between two times, in the computer's time zone: 0 on the same day, 1 for the next, below 0 backwards. All day
 * counts in the window and in notifications use it. Milliseconds UTC.
 */
export function calendarDaysBetween(fromMs: number, toMs: number): number {
  // Rounded, because a day on which the clocks change has 23 or 25 hours.
  return Math.round((startOfDay(toMs) - startOfDay(fromMs)) / dayMs)
}

/** "today", "tomorrow", "in 6 days": when a future time comes. Milliseconds UTC. */
export function inDaysText(atMs: number, nowMs: number): string {
  const days = calendarDaysBetween(nowMs, atMs)
  if (days <= 0) return 'today'
  return days === 1 ? 'tomorrow' : `in ${days} days`
}

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0)
}

/** The computer's calendar day, such as `2026-11-20`. Milliseconds UTC. */
export function localDay(ms: number): string {
  const at = new Date(ms)
  const pad = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
}
