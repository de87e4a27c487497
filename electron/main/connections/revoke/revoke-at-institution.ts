import { errorTraits } from '../../../../shared/error-traits.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { endGrant } from '../../oauth/grant-management.ts'
import { revokeToken, type RevocationAnswer } from '../../oauth/revoke.ts'
import type { Server } from '../../oauth/server.ts'
import type { GrantRow } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'
import { grantAccount, readSecret } from '../tokens/secret-store.ts'
import { findInstitutionClient, openAuthorizationServer } from '../tokens/institution-client.ts'
import { requireConnection } from '../model/view.ts'

const revokeLimitMs = 20_000

export interface EndedGrant extends RevocationAnswer {
  /** The institution ended the grant itself, and not only a token: nothing of it is left, whatever became of its tokens. */
  isWhole: boolean
}

/**
 * Ends a grant where it was given: as a whole where the institution can do that, else token by token.
 *
 * @throws AppError `secret_missing` when nothing is left to revoke with, and as `endGrant` and `revokeToken`
 */
export async function endAtInstitution(
  deps: Deps,
  grant: GrantRow,
  limitMs = revokeLimitMs,
): Promise<EndedGrant> {
  const signal = AbortSignal.timeout(limitMs)
  const connection = requireConnection(deps, grant.connectionId)
  const client = await findInstitutionClient(deps, connection.institutionId)
  const accessToken = client.profile.revokesAccessTokens
    ? deps.live.accessTokens.get(grant.id)?.accessToken
    : undefined
  const refreshToken =
    grant.generation === 0 ? null : await readSecret(deps, grantAccount(grant.id, grant.generation))

  const server = await openAuthorizationServer(deps, client, signal)
  const ended = await endConsent(deps, server, grant, signal)
  if (ended !== null) return { ...ended, isWhole: true }
  const answer = await endTokens(deps, server, { grantId: grant.id, refreshToken, accessToken }, signal)
  return { ...answer, isWhole: false }
}

async function endConsent(
  deps: Pick<Deps, 'log'>,
  server: Server,
  { id, consentId }: GrantRow,
  signal: AbortSignal,
): Promise<RevocationAnswer | null> {
  if (server.endpoints.grants === null || consentId === null) return null
  try {
    return await endGrant(server, consentId, signal)
  } catch (thrown) {
    const { code } = toFailure(thrown)
    if (!errorTraits[code].isWholeGrantRefused) throw thrown
    deps.log.warn('consent.not_ended', { grantId: id, problem: code })
    return null
  }
}

/**
 * The refresh token first: it takes the access tokens with it where the server does as RFC 7009 section 2.1 says. The access token in
 * hand goes after it; it ends by itself within minutes, so that failing there leaves nothing to retry.
 */
async function endTokens(
  deps: Pick<Deps, 'log'>,
  server: Server,
  held: { grantId: string; refreshToken: string | null; accessToken: string | undefined },
  signal: AbortSignal,
): Promise<RevocationAnswer> {
  const { grantId, refreshToken, accessToken } = held
  if (refreshToken === null) {
    if (accessToken === undefined) throw new AppError('secret_missing')
    return revokeToken(server, { token: accessToken, hint: 'access_token' }, signal)
  }

  const answer = await revokeToken(server, { token: refreshToken, hint: 'refresh_token' }, signal)
  if (accessToken !== undefined) {
    await revokeToken(server, { token: accessToken, hint: 'access_token' }, signal).catch(
      (thrown: unknown) => {
        deps.log.warn('access_token.not_revoked', { grantId, problem: toFailure(thrown).code })
      },
    )
  }
  return answer
}
