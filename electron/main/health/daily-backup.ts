import { toFailure } from '../core/errors.ts'
import { backUp, lastDailyMs } from '../store/backups.ts'
import type { Deps } from '../runtime/deps.ts'

const dayMs = 24 * 60 * 60_000
/** Don't compete with startup. */
const delayMs = 60_000

/** Sets the timer for the next daily copy of the database; after a start, a minute later at the earliest. */
export function setBackupTimer(deps: Pick<Deps, 'store' | 'log' | 'now' | 'timers'>): void {
  const nowMs = deps.now()
  const lastMs = lastDailyMs(deps.store.name, nowMs)
  const dueMs = lastMs === null ? nowMs : lastMs + dayMs
  deps.timers.set('backup', Math.max(dueMs, nowMs + delayMs), () => {
    if (dueMs <= deps.now()) makeBackup(deps)
    setBackupTimer(deps)
  })
}

function makeBackup(deps: Pick<Deps, 'store' | 'log' | 'now' | 'timers'>): void {
  try {
    backUp(deps.store, deps.store.name, 'daily', deps.now())
    deps.log.info('backup.made')
  } catch (thrown) {
    const { code, detail } = toFailure(thrown)
    if (code === 'internal') deps.log.error('backup.failed', thrown)
    else deps.log.warn('backup.failed', { problem: code, cause: detail.cause })
  }
}
