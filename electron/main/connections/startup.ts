import { replanReminders, setConsentTimer } from './consent/expiry.ts'
import { setBackupTimer } from '../health/daily-backup.ts'
import type { RevokeDeps } from './revoke/revoker.ts'
import { setRevocationTimer } from './revoke/revocation-queue.ts'
import { recover } from './recover/recover.ts'
import { beginBranchIfRestored } from '../receipts/append.ts'
import { setRefreshTimer } from './refresh/scheduler.ts'

/** Runs crash recovery, then starts the revocation, refresh, consent and backup timers. Never throws. */
export async function recoverAndStart(deps: RevokeDeps): Promise<void> {
  if (deps.timers.isClosed()) return
  try {
    beginBranchIfRestored(deps)
    deps.emit('keychain.changed', await deps.keychain.probe())
    await recover(deps)
    setRevocationTimer(deps)
    setRefreshTimer(deps)
    replanReminders(deps)
    setConsentTimer(deps)
    setBackupTimer(deps)
  } catch (thrown) {
    deps.log.error('startup.failed', thrown)
  }
}
