import { setTimeout as wait } from 'node:timers/promises'
import { toFailure } from '../../core/errors.ts'
import { retryKeychainMs } from '../../runtime/timings.ts'
import { write } from '../../store/database.ts'
import { recordGeneration, recordMemory } from '../../store/ledger.ts'
import { inBackground } from './secret-store.ts'
import { packEntry, tokenAccount, unpackEntry } from './token-entry.ts'
import type { HeldToken, TokenDeps } from './tokens.ts'

/**
 * Writes a grant's new token over the one before, which is spent. Memory holds it until a read has shown that the keychain does: the
 * institution will not issue it again. Reads and writes nothing else before the keychain has it. Never throws. For work that has the grant.
 */
export async function keepToken(deps: TokenDeps, grantId: string, token: HeldToken): Promise<void> {
  deps.tokens.holdUnsaved(grantId, { ...token, isRefused: false })
  const problem = await writeEntry(deps, grantId, token)
  if (problem !== null) await reportRefused(deps, grantId, problem)
  else inBackground(deps, () => deps.tokens.withGrant(grantId, () => verify(deps, grantId, token)))
}

/** @returns why the keychain did not take it; null if it did */
async function writeEntry(deps: TokenDeps, grantId: string, token: HeldToken): Promise<string | null> {
  try {
    const answer = await deps.keychain.set(tokenAccount(grantId), packEntry(token), { isReadBack: false })
    return answer.state === 'ok' ? null : answer.state
  } catch (thrown) {
    deps.log.error('token.write_failed', thrown, { grantId })
    return 'internal'
  }
}

/** Reads a written token back, after the refresh was shown: the old one is spent, so nobody waits for it. */
async function verify(deps: TokenDeps, grantId: string, token: HeldToken): Promise<void> {
  if (deps.tokens.unsavedToken(grantId)?.generation !== token.generation) return
  const account = tokenAccount(grantId)
  const answer = await deps.keychain.get(account)
  if (answer.state === 'ok' && answer.value === packEntry(token)) {
    deps.tokens.releaseUnsaved(grantId, token.generation)
    if (deps.keychain.status().state === 'memory') recordHeldInMemory(deps, grantId, token.generation)
    return
  }
  // Quitting: the next start compares.
  if (deps.timers.isClosed()) return
  // The keychain answered, and does not hold it: what it holds is the ledger's to know.
  if (answer.state === 'ok' || answer.state === 'missing') {
    const held = answer.state === 'ok' ? unpackEntry(answer.value) : null
    recordKept(deps, () => recordGeneration(deps.store, account, held?.generation ?? null))
  }
  await reportRefused(deps, grantId, answer.state)
}

/** Shows that only memory holds a token, and tries again later. */
async function reportRefused(deps: TokenDeps, grantId: string, problem: string): Promise<void> {
  const token = deps.tokens.unsavedToken(grantId)
  if (!token) return
  deps.tokens.holdUnsaved(grantId, { ...token, isRefused: true })
  deps.log.warn('token.unsaved', { grantId, problem })
  recordHeldInMemory(deps, grantId, token.generation)
  deps.tokens.unsavedChanged(grantId)
  deps.emit('keychain.changed', await deps.keychain.probe())
  setUnsavedTimer(deps, 1)
}

function recordHeldInMemory(deps: TokenDeps, grantId: string, generation: number | null): void {
  recordKept(deps, () => recordMemory(deps.store, tokenAccount(grantId), generation, deps.runId))
}

/** A record that can't be written, as on a full disk, changes nothing about the token: recovery compares with the keychain. */
function recordKept(deps: Pick<TokenDeps, 'store' | 'log'>, record: () => void): void {
  try {
    write(deps.store, record)
  } catch (thrown) {
    deps.log.warn('token.not_recorded', { problem: toFailure(thrown).code })
  }
}

/** Tries again to write what only memory holds. */
function setUnsavedTimer(deps: TokenDeps, attempts: number): void {
  const isLeft = deps.tokens.unsavedGrants().length > 0
  deps.timers.set('unsaved tokens', isLeft ? deps.now() + retryKeychainMs(attempts) : null, async () => {
    await saveUnsaved(deps)
    setUnsavedTimer(deps, attempts + 1)
  })
}

/** Writes the tokens that the keychain refused earlier. @returns how many it still does not hold */
export async function saveUnsaved(deps: TokenDeps): Promise<number> {
  // By the user's choice nothing is written there until Mooring quits.
  if (deps.keychain.status().state !== 'memory') {
    for (const grantId of deps.tokens.unsavedGrants()) {
      await deps.tokens.withGrant(grantId, () => saveOne(deps, grantId))
    }
  }
  return deps.tokens.unsavedGrants().length
}

async function saveOne(deps: TokenDeps, grantId: string): Promise<void> {
  const token = deps.tokens.unsavedToken(grantId)
  if (!token?.isRefused) return
  const account = tokenAccount(grantId)
  const before = await deps.keychain.get(account)
  if (before.state !== 'ok' && before.state !== 'missing') return
  const held = before.state === 'ok' ? unpackEntry(before.value) : null
  // A write that was answered too late, or by another copy of the data.
  const isThere =
    held !== null &&
    (held.generation > token.generation ||
      (held.generation === token.generation && held.secret === token.secret))
  if (!isThere) {
    const answer = await deps.keychain.set(account, packEntry(token))
    if (answer.state !== 'ok') return
  }
  deps.tokens.releaseUnsaved(grantId, token.generation)
  recordKept(deps, () => {
    recordGeneration(deps.store, account, Math.max(held?.generation ?? 0, token.generation))
    recordMemory(deps.store, account, null, deps.runId)
  })
  deps.log.info('token.saved', { grantId })
  deps.tokens.unsavedChanged(grantId)
  deps.emit('keychain.changed', deps.keychain.status())
}

/**
 * The last try when the app quits: waits for refreshes and other work on tokens, whose answer may be on its way, then for what is read back,
 * and then writes what only memory holds.
 *
 * @returns how many tokens would be lost
 */
export async function saveBeforeQuit(deps: TokenDeps, limitMs: number): Promise<number> {
  const untilMs = Date.now() + limitMs
  while ((deps.tokens.refreshes.count() > 0 || deps.tokens.isGrantInUse()) && Date.now() < untilMs) {
    await wait(50)
  }
  const saving = deps.tokens
    .deletionsDone()
    .then(() => saveUnsaved(deps))
    .catch((thrown: unknown) => deps.log.error('token.save_failed', thrown))
  await Promise.race([saving, wait(Math.max(untilMs - Date.now(), 1000), undefined, { ref: false })])
  return deps.tokens.unsavedGrants().length
}
