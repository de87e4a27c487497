import { setCertificateTimer } from './consent/certificate-end.ts'
import { replanReminders, setConsentTimer } from './consent/expiry.ts'
import { setRefreshLifeTimer } from './consent/refresh-life.ts'
import type { KeychainStatus } from '../../../shared/models/app.ts'
import { setBackupTimer } from '../health/daily-backup.ts'
import type { RevokeDeps } from './revoke/revoker.ts'
import { setRevocationTimer } from './revoke/revocation-queue.ts'
import { announceGrant } from './model/view.ts'
import { recover, recoverAgain } from './recover/recover.ts'
import { setNoticeTimer } from '../notifications/notify.ts'
import { beginBranchIfRestored } from '../receipts/append.ts'
import { setRefreshTimer } from './refresh/scheduler.ts'
import { listOpenAttempts } from '../store/attempts.ts'

/**
 * Starts without a user who could answer the keychain: the timers run, and crash recovery waits until the first of them needs a token, or
 * until `tokens.recovered` is called. What an interrupted link left is needed at once. Never throws.
 */
export function startWithoutUser(deps: RevokeDeps): void {
  deps.tokens.deferRecovery(() => recoverAndStart(deps))
  try {
    startTimers(deps)
    if (listOpenAttempts(deps.store).length > 0) void deps.tokens.recovered()
  } catch (thrown) {
    deps.log.error('startup.failed', thrown)
  }
}

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
    startTimers(deps)
  } catch (thrown) {
    deps.log.error('startup.failed', thrown)
  }
}

function startTimers(deps: RevokeDeps): void {
  setRevocationTimer(deps)
  setRefreshTimer(deps)
  replanReminders(deps)
  setConsentTimer(deps)
  setRefreshLifeTimer(deps)
  setCertificateTimer(deps)
  setNoticeTimer(deps)
  setBackupTimer(deps)
}

/** Tries the keychain again, and then what waited for it. */
async function tryKeychain(deps: RevokeDeps): Promise<void> {
  keychainChanged(deps, await deps.keychain.probe())
}

/** The user is there again, and can answer the keychain: does what waited for that. Never throws. */
export async function userIsThere(deps: RevokeDeps): Promise<void> {
  await deps.tokens.recovered()
  const { state } = deps.keychain.status()
  if (deps.timers.isClosed() || state === 'keychain' || state === 'memory') return
  await tryKeychain(deps)
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
