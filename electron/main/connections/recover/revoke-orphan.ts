import { errorTraits } from '../../../../shared/error-traits.ts'
import type { Failure } from '../../../../shared/errors.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { revokeToken } from '../../oauth/revoke.ts'
import { appendActivity } from '../../store/activity.ts'
import type { Deps } from '../../runtime/deps.ts'
import { deleteSecret } from '../tokens/secret-store.ts'
import { findInstitutionClient, openAuthorizationServer } from '../tokens/institution-client.ts'

const revokeLimitMs = 10_000

/** A grant that works at the institution and that no row stands for. */
export interface OrphanGrant {
  account: string
  institutionId: string | null
}

export type OrphanOutcome = { kind: 'given_back'; problem: null } | { kind: 'left_over'; problem: Failure }

/**
 * Ends a grant that no row stands for, and drops its token.
 *
 * @returns `left_over` with the reason where the institution can't end it
 * @throws AppError why it can't be ended now; the token is still there then
 */
export async function revokeOrphan(deps: Deps, orphan: OrphanGrant, secret: string): Promise<OrphanOutcome> {
  const outcome = await tryToEnd(deps, orphan, secret)
  await deleteSecret(deps, orphan.account)
  return outcome
}

async function tryToEnd(deps: Deps, orphan: OrphanGrant, secret: string): Promise<OrphanOutcome> {
  try {
    if (orphan.institutionId === null) throw new AppError('not_found')
    const signal = AbortSignal.timeout(revokeLimitMs)
    const client = await findInstitutionClient(deps, orphan.institutionId)
    const server = await openAuthorizationServer(deps, client, signal)
    await revokeToken(server, { token: secret, hint: 'refresh_token' }, signal)
    return { kind: 'given_back', problem: null }
  } catch (thrown) {
    const problem = toFailure(thrown)
    if (errorTraits[problem.code].endsRevocation !== 'refused') throw thrown
    return { kind: 'left_over', problem: { code: 'link_interrupted', detail: problem.detail } }
  }
}

/** What became of it stands in the activity: there is no row to show it. */
export function recordOrphanOutcome(
  deps: Pick<Deps, 'store' | 'now'>,
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
