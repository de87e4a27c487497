import type { Schedule } from '../../../../shared/models/dataset.ts'
import { nextTimeOfDayMs } from '../../runtime/hours.ts'
import type { DatasetRow } from '../../store/datasets.ts'
import type { RunCause } from '../run/hold.ts'

export interface NextRun {
  /** Milliseconds UTC. In the past for a run that was missed. */
  atMs: number
  cause: RunCause
}

const hourMs = 60 * 60_000

/** The next planned run of a dataset; null for none. However many times of the schedule were missed, it is one. */
export function nextRun(
  row: Pick<DatasetRow, 'draft' | 'isPaused' | 'plannedFromMs' | 'retry'>,
): NextRun | null {
  if (row.isPaused) return null
  const { schedule } = row.draft
  const dueMs = nextTimeMs(schedule, row.plannedFromMs)
  if (row.retry !== null && row.retry.atMs < (dueMs ?? Infinity)) {
    return { atMs: row.retry.atMs, cause: schedule.kind === 'after refresh' ? 'after refresh' : 'retry' }
  }
  return dueMs === null ? null : { atMs: dueMs, cause: 'schedule' }
}

/**
 * The first time of a schedule after a time, milliseconds UTC; null for one without times.
 *
 * @param timeZone the computer's, unless given
 */
export function nextTimeMs(schedule: Schedule, afterMs: number, timeZone?: string): number | null {
  switch (schedule.kind) {
    case 'by hand':
    case 'after refresh':
      return null
    case 'hourly':
      return afterMs + hourMs
    case 'daily':
      return nextTimeOfDayMs(schedule.at, afterMs, timeZone)
    case 'weekdays': {
      let atMs = nextTimeOfDayMs(schedule.at, afterMs, timeZone)
      while (isWeekend(atMs, timeZone)) atMs = nextTimeOfDayMs(schedule.at, atMs, timeZone)
      return atMs
    }
  }
}

function isWeekend(ms: number, timeZone: string | undefined): boolean {
  const weekday = new Intl.DateTimeFormat('en-US', { weekday: 'short', timeZone }).format(ms)
  return weekday === 'Sat' || weekday === 'Sun'
}
