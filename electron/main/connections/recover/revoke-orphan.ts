import { errorTraits } from '../../../../shared/error-traits.ts'
import type { Failure } from '../../../../shared/errors.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { revokeToken } from '../../oauth/revoke.ts'
import { appendActivity } from '../../store/activity.ts'
import { deleteToken } from '../tokens/grant-token.ts'
import { findInstitutionClient, openAuthorizationServer } from '../tokens/institution-client.ts'
import type { HeldToken, TokenDeps } from '../tokens/tokens.ts'

const revokeLimitMs = 10_000

/** A grant that works at the institution but has no row. */
export interface OrphanGrant {
  grantId: string
  institutionId: string | null
}

export type OrphanOutcome =
  | { kind: 'orphan_revoked'; problem: null }
  | { kind: 'left_over'; problem: Failure }

/**
 * Revokes a grant that has no row, and deletes its token.
 *
 * @returns `left_over` with the reason where the institution can't revoke it
 * @throws AppError why that is impossible now; then the token stays
 */
export async function revokeOrphan(
  deps: TokenDeps,
  orphan: OrphanGrant,
  token: HeldToken,
): Promise<OrphanOutcome> {
  const outcome = await tryToRevoke(deps, orphan, token.secret)
  await deleteToken(deps, orphan.grantId, token.generation)
  return outcome
}

async function tryToRevoke(deps: TokenDeps, orphan: OrphanGrant, secret: string): Promise<OrphanOutcome> {
  try {
    if (orphan.institutionId === null) throw new AppError('not_found')
    const signal = AbortSignal.timeout(revokeLimitMs)
    const client = await findInstitutionClient(deps, orphan.institutionId)
    const server = await openAuthorizationServer(deps, client, signal)
    await revokeToken(server, { token: secret, hint: 'refresh_token' }, signal)
    return { kind: 'orphan_revoked', problem: null }
  } catch (thrown) {
    const problem = toFailure(thrown)
    if (errorTraits[problem.code].endsRevocation !== 'refused') throw thrown
    return { kind: 'left_over', problem: { code: 'link_interrupted', detail: problem.detail } }
  }
}

/** Logs the outcome to the activity list, since no connection exists. */
export function recordOrphanOutcome(
  deps: Pick<TokenDeps, 'store' | 'now'>,
  about: { connectionId: string; institutionName: string },
  outcome: OrphanOutcome,
): void {
  appendActivity(deps.store, {
    connectionId: about.connectionId,
    institutionName: about.institutionName,
    atMs: deps.now(),
    ...outcome,
  })
}
