import { replanReminders, setConsentTimer } from './consent/expiry.ts'
import { setBackupTimer } from '../health/daily-backup.ts'
import type { Deps } from '../runtime/deps.ts'
import { setRevocationTimer } from './revoke/revocation-queue.ts'
import { recover } from './recover/recover.ts'
import { setRefreshTimer } from './refresh/scheduler.ts'

/** What an earlier run left open is settled before a flow touches a token; then what is due is begun. Never throws. */
export async function recoverAndStart(deps: Deps): Promise<void> {
  if (deps.live.isClosing) return
  try {
    deps.emit('keychain.changed', await deps.keychain.probe())
    await recover(deps)
    setRevocationTimer(deps)
    setRefreshTimer(deps)
    replanReminders(deps)
    setConsentTimer(deps)
    setBackupTimer(deps)
  } catch (thrown) {
    deps.log.error('settle.failed', thrown)
  }
}
