const dayMs = 24 * 60 * 60_000

/**
 * How many calendar days of this computer lie between now and a moment: 0 today, 1 tomorrow, below 0 after it. Two places that say it
 * say the same, whenever in the day they last looked.
 */
export function calendarDaysLeft(untilMs: number, nowMs: number): number {
  // A day on which the clocks change is an hour longer or shorter.
  return Math.round((startOfDay(untilMs) - startOfDay(nowMs)) / dayMs)
}

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0)
}
