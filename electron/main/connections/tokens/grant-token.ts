import { AppError } from '../../core/errors.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import type { GrantRow, InstitutionRow } from '../../store/rows.ts'
import { moveEarlierEntries } from './earlier-entries.ts'
import {
  deleteSecret,
  findSecret,
  inBackground,
  isOutOfReach,
  storeSecret,
  type SecretName,
  type Vault,
} from './secret-store.ts'
import { packEntry, tokenAccount, unpackEntry } from './token-entry.ts'
import type { HeldToken, TokenDeps } from './tokens.ts'

/** The name of a grant's refresh token. */
export function tokenOf(
  grantId: string,
  institution: Pick<InstitutionRow, 'id' | 'name' | 'registrationId'>,
): SecretName & { grantId: string } {
  return {
    account: tokenAccount(grantId),
    grantId,
    registrationId: institution.registrationId,
    institutionId: institution.id,
    institutionName: institution.name,
  }
}

/**
 * A grant's newest token: the one that only memory holds, or the keychain's.
 *
 * @returns null when the keychain answers and holds none
 * @throws AppError the keychain's state
 */
export function findToken(deps: Vault, grantId: string): Promise<HeldToken | null> {
  return deps.tokens.withGrant(grantId, () => findTokenLocked(deps, grantId))
}

/**
 * The token that a grant's row names. A newer one in the keychain moves the row on, because the institution knows that one.
 *
 * @throws AppError `secret_missing`, with cause `older` for an older token: a strict server ends the whole grant if a spent token is sent
 * (RFC 9700 section 4.14.2); or the keychain's state
 */
export function requireToken(deps: Vault, grant: GrantRow): Promise<HeldToken> {
  return deps.tokens.withGrant(grant.id, () => requireTokenLocked(deps, grant))
}

/** As `requireToken`, for work that has the grant. */
export async function requireTokenLocked(deps: Vault, grant: GrantRow): Promise<HeldToken> {
  const token = await requireHeld(deps, grant.id)
  if (token.generation < grant.generation) throw new AppError('secret_missing', { cause: 'older' })
  if (token.generation > grant.generation) {
    const { generation } = token
    const states = ['active', 'revoking', 'ended'] as const
    write(deps.store, () => moveGrant(deps.store, grant.id, states, { generation, possiblySpentAtMs: null }))
  }
  return token
}

/** The newest token of a grant without a row, for work that has the grant. @throws AppError `secret_missing`, or the keychain's state */
export async function requireHeld(deps: Vault, grantId: string): Promise<HeldToken> {
  const token = await findTokenLocked(deps, grantId)
  if (token === null) throw new AppError('secret_missing')
  return token
}

async function findTokenLocked(deps: Vault, grantId: string): Promise<HeldToken | null> {
  const unsaved = deps.tokens.unsavedToken(grantId)
  if (unsaved) return unsaved
  await moveEarlierEntries(deps, grantId)
  return unpackEntry(await findSecret(deps, tokenAccount(grantId)))
}

/** Stores the first token of a grant, and reads it back. @throws AppError the keychain's state */
export function storeFirstToken(
  deps: Vault,
  name: SecretName & { grantId: string },
  token: HeldToken,
): Promise<void> {
  return deps.tokens.withGrant(name.grantId, () =>
    storeSecret(deps, name, packEntry(token), { generation: token.generation }),
  )
}

/**
 * Deletes a grant's token of this generation or an earlier one, and does nothing where a newer one is held: the caller has not seen that.
 *
 * @throws AppError the keychain's state; then it stays, and the ledger keeps its line
 */
export function deleteToken(deps: Vault, grantId: string, generation: number): Promise<void> {
  return deps.tokens.withGrant(grantId, async () => {
    const account = tokenAccount(grantId)
    if (isOutOfReach(deps, account)) throw new AppError('keychain_unavailable')
    deps.tokens.releaseUnsaved(grantId, generation)
    if (deps.tokens.unsavedToken(grantId)) return
    await moveEarlierEntries(deps, grantId)
    const entry = unpackEntry(await findSecret(deps, account))
    if (entry !== null && entry.generation > generation) return
    await deleteSecret(deps, account)
  })
}

/** Deletes a token that the institution has ended, in the background. */
export function deleteTokenLater(
  deps: Vault & Pick<TokenDeps, 'log'>,
  grantId: string,
  generation: number,
): void {
  inBackground(deps, () => deleteToken(deps, grantId, generation))
}
