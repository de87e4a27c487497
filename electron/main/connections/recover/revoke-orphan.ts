import { errorTraits } from '../../../../shared/error-traits.ts'
import type { Failure } from '../../../../shared/errors.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { revokeToken } from '../../oauth/revoke.ts'
import type { Server } from '../../oauth/server.ts'
import { appendActivity } from '../../store/activity.ts'
import { deleteToken } from '../tokens/grant-token.ts'
import { findInstitutionClient, openAuthorizationServer } from '../tokens/institution-client.ts'
import type { HeldToken, TokenDeps } from '../tokens/tokens.ts'

const revokeLimitMs = 10_000

/** A grant that works at the institution but has no row. */
export interface OrphanGrant {
  grantId: string
  institutionId: string | null
  /** Its server, if it is open already: the keychain may not give the client secret again. */
  server?: Server
}

export type OrphanOutcome =
  | { kind: 'orphan_revoked'; problem: null }
  | { kind: 'left_over'; problem: Failure }

/**
 * Revokes a grant that has no row, and then deletes its token.
 *
 * @param record writes the outcome down and allows the deletion; `left_over` has the reason why the institution can't revoke it. The token
 * is deleted after it: killed before, all of this is done again
 * @throws AppError why that is impossible now; then the token stays
 */
export async function revokeOrphan(
  deps: TokenDeps,
  orphan: OrphanGrant,
  token: HeldToken,
  record: (outcome: OrphanOutcome) => void,
): Promise<void> {
  record(await tryToRevoke(deps, orphan, token.secret))
  await deleteToken(deps, orphan.grantId, token.generation)
}

async function tryToRevoke(deps: TokenDeps, orphan: OrphanGrant, secret: string): Promise<OrphanOutcome> {
  try {
    if (orphan.institutionId === null) throw new AppError('not_found')
    const signal = AbortSignal.timeout(revokeLimitMs)
    const server = orphan.server ?? (await openServerOf(deps, orphan.institutionId, signal))
    await revokeToken(server, { token: secret, hint: 'refresh_token' }, signal)
    return { kind: 'orphan_revoked', problem: null }
  } catch (thrown) {
    const problem = toFailure(thrown)
    if (errorTraits[problem.code].endsRevocation !== 'refused') throw thrown
    return { kind: 'left_over', problem: { code: 'link_interrupted', detail: problem.detail } }
  }
}

async function openServerOf(deps: TokenDeps, institutionId: string, signal: AbortSignal): Promise<Server> {
  const client = await findInstitutionClient(deps, institutionId)
  return openAuthorizationServer(deps, client, signal)
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
