import * as client from 'openid-client'
import type { AuthorizationRequest } from './authorize.ts'
import type { ValidatedCallback } from './callback.ts'
import { toAppError } from './failures.ts'
import { configurationFor, type Server, type TokenSet } from './server.ts'
import { toTokenSet } from './tokens.ts'

/**
 * Exchanges the code, once, and validates the ID token.
 *
 * @throws AppError `code_rejected`, `client_rejected`, `redirect_rejected`, `id_token_invalid`, `answer_invalid`, and transport's
 * @see RFC 6749 section 4.1.3, RFC 7636 section 4.5, OpenID Connect Core section 3.1.3
 */
export async function exchangeCode(
  server: Server,
  request: AuthorizationRequest,
  callback: ValidatedCallback,
  signal: AbortSignal,
): Promise<TokenSet> {
  try {
    const answer = await client.authorizationCodeGrant(
      configurationFor(server, 'exchange', signal),
      callback,
      {
        expectedState: request.state,
        pkceCodeVerifier: request.codeVerifier,
        idTokenExpected: true,
        ...(request.nonce === null ? {} : { expectedNonce: request.nonce }),
      },
    )
    return toTokenSet(server, answer)
  } catch (thrown) {
    throw toAppError(thrown, 'exchange', new URL(server.endpoints.token).host, signal)
  }
}
