import { errorTraits } from '../../../../shared/error-traits.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { endGrant } from '../../oauth/grant-management.ts'
import { revokeToken, type RevocationAnswer } from '../../oauth/revoke.ts'
import type { Server } from '../../oauth/server.ts'
import type { GrantRow } from '../../store/rows.ts'
import { requireToken } from '../tokens/grant-token.ts'
import {
  findInstitutionClient,
  openAuthorizationServer,
  type InstitutionClient,
} from '../tokens/institution-client.ts'
import { requireConnection } from '../model/view.ts'
import type { TokenDeps } from '../tokens/tokens.ts'

const revokeLimitMs = 20_000

export interface RevokedGrant extends RevocationAnswer {
  /** The institution ended the whole grant, and not only a token. */
  isWhole: boolean
}

/**
 * Revokes a grant at its institution: the whole grant where the institution supports that, else token by token.
 *
 * @throws AppError `secret_missing` when no token is left, `certificate_expired` when it is refused with such a certificate, and as oauth's `endGrant` and `revokeToken`
 */
export async function revokeAtInstitution(
  deps: TokenDeps,
  grant: GrantRow,
  limitMs = revokeLimitMs,
): Promise<RevokedGrant> {
  const signal = AbortSignal.timeout(limitMs)
  const connection = requireConnection(deps, grant.connectionId)
  const client = await findInstitutionClient(deps, connection.institutionId)
  const accessToken = client.profile.revokesAccessTokens
    ? deps.tokens.accessToken(grant.id)?.accessToken
    : undefined
  const refreshToken = grant.generation === 0 ? null : (await requireToken(deps, grant)).secret

  try {
    const server = await openAuthorizationServer(deps, client, signal, { takesExpired: true })
    const ended = await endWholeGrant(deps, server, grant, signal)
    if (ended !== null) return { ...ended, isWhole: true }
    const answer = await revokeTokens(deps, server, { grantId: grant.id, refreshToken, accessToken }, signal)
    return { ...answer, isWhole: false }
  } catch (thrown) {
    throw refusedForAge(deps, client, thrown)
  }
}

/** A server that takes no certificate that has expired says so in many ways: by TLS, or as for an unknown client. */
function refusedForAge(
  deps: Pick<TokenDeps, 'now'>,
  { registration: { certificate } }: InstitutionClient,
  thrown: unknown,
): unknown {
  const isExpired = certificate !== undefined && certificate.validUntilMs <= deps.now()
  const isRefused = ['tls_failed', 'client_rejected'].includes(toFailure(thrown).code)
  return isExpired && isRefused
    ? new AppError('certificate_expired', { expiredAtMs: certificate.validUntilMs })
    : thrown
}

async function endWholeGrant(
  deps: Pick<TokenDeps, 'log'>,
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
    deps.log.warn('grant.not_ended', { grantId: id, problem: code })
    return null
  }
}

/**
 * Revokes the refresh token first: a server that follows RFC 7009 section 2.1 ends the access tokens with it. Then the access token
 * held; it expires within minutes, so a failure there is not retried.
 */
async function revokeTokens(
  deps: Pick<TokenDeps, 'log'>,
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
