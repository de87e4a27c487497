import { armConsents } from './consent/expiry.ts'
import { armDailyBackup } from '../health/daily-backup.ts'
import type { Deps } from '../runtime/deps.ts'
import { armRevocations } from './revoke/revocation-queue.ts'
import { recover } from './recover/recover.ts'
import { armRefreshes } from './refresh/scheduler.ts'

/** What an earlier run left open is settled before a flow touches a token; then what is due is begun. Never throws. */
export async function settle(deps: Deps): Promise<void> {
  if (deps.live.isClosing) return
  try {
    deps.emit('keychain.changed', await deps.keychain.probe())
    await recover(deps)
    armRevocations(deps)
    armRefreshes(deps)
    armConsents(deps)
    armDailyBackup(deps)
  } catch (thrown) {
    deps.log.error('settle.failed', thrown)
  }
}
