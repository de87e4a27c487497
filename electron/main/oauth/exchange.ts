import { authorizationCodeGrant, useJwtResponseMode } from 'openid-client'
import type { AuthorizationRequest } from './authorize.ts'
import type { ValidatedCallback } from './callback.ts'
import { configure, verifying } from './configuration.ts'
import { translated } from './failures.ts'
import { resourceOf, type Server, type TokenSet } from './server.ts'
import { proving } from './proof-key.ts'
import { checkTokenAnswer, keepingFirst, type KeepToken } from './token-answer.ts'
import { toTokenSet } from './token-set.ts'

/**
 * Exchanges an authorization code for tokens, once. Verifies a signed response (JARM) before using its code. Requires an ID token where
 * the server speaks OpenID Connect, because without one the login of the grant is unknown.
 *
 * @param keep stores the refresh token before the rest of the answer is checked
 * @throws AppError what `keep` throws; `consent_denied`, `code_rejected`, `redirect_rejected`, `client_rejected`, `id_token_invalid` with the claim in
 * `cause`, `authorization_failed`, `answer_invalid`, `portal`, `server_unavailable`, `rate_limited`, and why the network failed
 * @see RFC 6749 section 4.1.3, OpenID Connect Core section 3.1.3
 */
export async function exchangeCode(
  server: Server,
  request: AuthorizationRequest,
  callback: ValidatedCallback,
  keep: KeepToken,
  signal?: AbortSignal,
): Promise<TokenSet> {
  const { redirectUri } = request
  const accept = keepingFirst(server, request.proofKey, keep)
  const check = checkTokenAnswer(server, 'authorization_code', request.proofKey, accept)
  const configuration = configure(server, { purpose: 'exchange', signal, redirectUri, check })
  if (server.protections.signsAnswers) useJwtResponseMode(configuration)

  const context = { purpose: 'exchange' as const, endpoint: server.endpoints.token, redirectUri, signal }
  const checks = {
    expectedState: request.state,
    ...(request.codeVerifier === null ? {} : { pkceCodeVerifier: request.codeVerifier }),
    idTokenExpected: server.profile.isPlainOAuth !== true,
    ...(request.nonce === null ? {} : { expectedNonce: request.nonce }),
  }
  const proof = proving(configuration, request.proofKey)
  const answer = await translated(context, () =>
    verifying(server, configuration, signal, () =>
      authorizationCodeGrant(configuration, callback.url, checks, resourceOf(server), proof),
    ),
  )
  return toTokenSet(server, answer, request.proofKey)
}
