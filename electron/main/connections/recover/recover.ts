import { setTimeout as wait } from 'node:timers/promises'
import { toFailure } from '../../core/errors.ts'
import { deleteClosedAttempts, findOpenRefresh, listOpenAttempts } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import {
  findRecordedSecret,
  keepClaimedSecrets,
  listGrantsWithoutSecret,
  listSecretsOfUnknown,
  listOrphanSecrets,
} from '../../store/ledger.ts'
import { setAlarm } from '../../runtime/timers.ts'
import { isInProgress } from '../tokens/generation-lock.ts'
import type { Deps } from '../../runtime/deps.ts'
import { checkKeychainStamp } from './keychain-stamp.ts'
import { storeSecret } from '../tokens/secret-store.ts'
import { recoverLink, recoverRefresh } from './interrupted-attempts.ts'
import {
  keepUnknown,
  endGrantsLostFromMemory,
  recoverMissingSecret,
  recoverOrphan,
} from './reconcile-secrets.ts'

/**
 * Makes rows, ledger and keychain agree again: after a crash, a restored backup, a move to another computer, or a keychain that was
 * locked. What can't be settled now (no network) stays as it is for the next time, and while the keychain does not answer nothing is
 * concluded at all. Safe to call at any time; never throws but for a bug.
 */
export async function recover(deps: Deps): Promise<void> {
  if (deps.keychain.status().state !== 'keychain') return

  for (const account of deps.live.unsaved.keys()) {
    await orLater(deps, 'unsaved secret', () => saveHeld(deps, account))
  }
  for (const attempt of listOpenAttempts(deps.store)) {
    if (isInProgress(deps, attempt)) continue
    await orLater(deps, attempt.kind, () =>
      attempt.kind === 'link' ? recoverLink(deps, attempt) : recoverRefresh(deps, attempt),
    )
  }
  await orLater(deps, 'place', () => checkKeychainStamp(deps))
  write(deps.store, () => keepClaimedSecrets(deps.store))
  for (const orphan of listOrphanSecrets(deps.store)) {
    await orLater(deps, 'stray secret', () => recoverOrphan(deps, orphan))
  }
  for (const unknown of listSecretsOfUnknown(deps.store)) {
    await orLater(deps, 'unknown secret', () => keepUnknown(deps, unknown))
  }
  endGrantsLostFromMemory(deps)
  for (const grantId of listGrantsWithoutSecret(deps.store, ['active', 'revoking'])) {
    await orLater(deps, 'missing secret', () => recoverMissingSecret(deps, grantId))
  }
  write(deps.store, () => deleteClosedAttempts(deps.store, deps.now() - attemptsKeptMs))
  setRecoveryTimer(deps)
}

const attemptsKeptMs = 90 * 24 * 60 * 60_000
const againAfterMs = 5 * 60_000

/** Rings while something could not be settled for want of a network. */
export function setRecoveryTimer(deps: Deps): void {
  const isLeft =
    listOrphanSecrets(deps.store).length > 0 ||
    listOpenAttempts(deps.store).some((attempt) => !isInProgress(deps, attempt))
  setAlarm(deps, 'recovery', isLeft ? deps.now() + againAfterMs : null, () => recoverAgain(deps))
}

/** One recovery at a time, and nothing touches a token meanwhile. */
export function recoverAgain(deps: Deps): Promise<void> {
  deps.live.recovered = deps.live.recovered
    .then(() => recover(deps))
    .catch((thrown: unknown) => deps.log.error('recover.failed', thrown))
  return deps.live.recovered
}

async function orLater(deps: Pick<Deps, 'log'>, what: string, step: () => Promise<void>): Promise<void> {
  try {
    await step()
  } catch (thrown) {
    const { code } = toFailure(thrown)
    if (code === 'internal') throw thrown
    deps.log.warn('recover.later', { what, problem: code })
  }
}

/** A token that only memory holds, because the keychain refused it when it came. */
async function saveHeld(deps: Deps, account: string): Promise<void> {
  const [name, secret] = [findRecordedSecret(deps.store, account), deps.live.unsaved.get(account)]
  if (name && secret !== undefined) await storeSecret(deps, name, secret)
}

const lookAgainMs = 50

/** Waits for another run of the app that is refreshing the grant, and settles what one that died there has left. */
export async function untilReleased(deps: Deps, grantId: string): Promise<void> {
  for (;;) {
    const open = findOpenRefresh(deps.store, grantId)
    if (!open) return
    if (!isInProgress(deps, open)) return recoverRefresh(deps, open)
    await wait(lookAgainMs)
  }
}
