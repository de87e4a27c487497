import { toFailure } from '../core/errors.ts'
import { backUp, lastDailyMs } from '../store/backups.ts'
import { setAlarm } from '../runtime/timers.ts'
import type { Deps } from '../runtime/deps.ts'

const dayMs = 24 * 60 * 60_000
/** The start has better things to do. */
const delayMs = 60_000

/** A copy of the database a day, as long as the app runs; the first a minute after a start that finds none of the last day. */
export function setBackupTimer(deps: Deps): void {
  const nowMs = deps.now()
  const lastMs = lastDailyMs(deps.store.name, nowMs)
  const dueMs = lastMs === null ? nowMs : lastMs + dayMs
  setAlarm(deps, 'backup', Math.max(dueMs, nowMs + delayMs), () => {
    if (dueMs <= deps.now()) makeBackup(deps)
    setBackupTimer(deps)
  })
}

function makeBackup(deps: Deps): void {
  try {
    backUp(deps.store, deps.store.name, 'daily', deps.now())
    deps.log.info('backup.made')
  } catch (thrown) {
    const { code, detail } = toFailure(thrown)
    if (code === 'internal') deps.log.error('backup.failed', thrown)
    else deps.log.warn('backup.failed', { problem: code, cause: detail.cause })
  }
}
