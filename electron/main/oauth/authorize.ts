import { randomBytes } from 'node:crypto'
import * as client from 'openid-client'
import { configurationFor, type Server } from './server.ts'

export interface AuthorizationRequest {
  /** Where the browser is sent. */
  url: string
  state: string
  /** Null where the profile sends none. */
  nonce: string | null
  codeVerifier: string
  redirectUri: string
}

/**
 * A request for a code, with a state of 256 bits, PKCE S256 always, and a nonce where the server is known to give it back.
 *
 * @see RFC 6749 section 4.1.1, RFC 7636 section 4.3, OpenID Connect Core section 3.1.2.1
 */
export async function buildAuthorizationRequest(
  server: Server,
  wanted: { redirectUri: string; scopes: string[] },
): Promise<AuthorizationRequest> {
  const state = randomBytes(32).toString('base64url')
  const nonce = server.profile.sendsNonce ? randomBytes(32).toString('base64url') : null
  const codeVerifier = client.randomPKCECodeVerifier()

  const url = client.buildAuthorizationUrl(
    configurationFor(server, 'exchange', new AbortController().signal),
    {
      ...server.profile.authorizationParameters,
      response_type: 'code',
      redirect_uri: wanted.redirectUri,
      scope: wanted.scopes.join(' '),
      state,
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(nonce === null ? {} : { nonce }),
      ...(asksConsent(server, wanted.scopes) ? { prompt: 'consent' } : {}),
    },
  )
  return { url: url.href, state, nonce, codeVerifier, redirectUri: wanted.redirectUri }
}

/** OpenID Connect Core section 11: offline access is granted with the person's consent only. Akoya documents no `prompt`. */
function asksConsent(server: Server, scopes: string[]): boolean {
  return server.profile.metadata === 'discover' && scopes.includes('offline_access')
}
