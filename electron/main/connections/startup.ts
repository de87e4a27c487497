import { replanReminders, setConsentTimer } from './consent/expiry.ts'
import type { KeychainStatus } from '../../../shared/models/app.ts'
import { setBackupTimer } from '../health/daily-backup.ts'
import type { RevokeDeps } from './revoke/revoker.ts'
import { setRevocationTimer } from './revoke/revocation-queue.ts'
import { announceGrant } from './model/view.ts'
import { recover, recoverAgain } from './recover/recover.ts'
import { setNoticeTimer } from '../notifications/notify.ts'
import { beginBranchIfRestored } from '../receipts/append.ts'
import { setRefreshTimer } from './refresh/scheduler.ts'

/** Runs crash recovery, then starts the revocation, refresh, consent and backup timers. Never throws. */
export async function recoverAndStart(deps: RevokeDeps): Promise<void> {
  if (deps.timers.isClosed()) return
  try {
    deps.tokens.onUnsavedChange((grantId) => announceGrant(deps, grantId))
    deps.keychain.onAsking((status) => {
      deps.emit('keychain.changed', status)
      // The user has answered, after the call that asked was given up.
      if (!status.isAsking && status.state === 'timeout') void tryKeychain(deps)
    })
    beginBranchIfRestored(deps)
    deps.emit('keychain.changed', await deps.keychain.probe())
    await recover(deps)
    setRevocationTimer(deps)
    setRefreshTimer(deps)
    replanReminders(deps)
    setConsentTimer(deps)
    setNoticeTimer(deps)
    setBackupTimer(deps)
  } catch (thrown) {
    deps.log.error('startup.failed', thrown)
  }
}

/** Tries the keychain again, and then what waited for it. */
async function tryKeychain(deps: RevokeDeps): Promise<void> {
  keychainChanged(deps, await deps.keychain.probe())
}

/** Shows the keychain's state, and tries again what may have waited for it: recovery, revocations and refreshes. */
export function keychainChanged(deps: RevokeDeps, status: KeychainStatus): KeychainStatus {
  deps.emit('keychain.changed', status)
  deps.refresher.backoffs.clearKeychain()
  void recoverAgain(deps)
  setRevocationTimer(deps)
  setRefreshTimer(deps)
  return status
}
