import { tokenRevocation } from 'openid-client'
import { AppError } from '../core/errors.ts'
import { isObject, isTransient, looksLikeHtml, protocolError, transientFailure } from './answers.ts'
import { configure } from './configuration.ts'
import { translated } from './failures.ts'
import { unpackToken } from './stored-token.ts'
import type { Server } from './server.ts'

/** The server's confirmation that a token no longer works. */
export interface RevocationAnswer {
  /** Host of the revocation endpoint, with a non-default port. */
  host: string
  status: number
}

/**
 * Revokes a token; a refresh token has the form of a TokenSet's. Resolves only when the server confirmed it, or does not know the token.
 *
 * @throws AppError `revocation_unsupported`, `revocation_refused`, `client_rejected`; `portal`, `server_unavailable`, `rate_limited` (each
 * with `untilMs` when the server said how long to wait) and network failures can be retried
 * @see RFC 7009 section 2
 */
export async function revokeToken(
  server: Server,
  wanted: { token: string; hint: 'refresh_token' | 'access_token' },
  signal?: AbortSignal,
): Promise<RevocationAnswer> {
  const endpoint = server.endpoints.revocation
  if (endpoint === null) {
    throw new AppError('revocation_unsupported', { host: new URL(server.endpoints.token).host })
  }

  let status = 0
  const check = async (response: Response): Promise<Response> => {
    status = response.status
    await requireRevoked(response, endpoint)
    return new Response(null, { status: 200 })
  }
  const configuration = configure(server, { purpose: 'revoke', signal, check })
  await translated({ purpose: 'revoke', endpoint, signal }, () =>
    tokenRevocation(configuration, unpackToken(wanted.token).token, { token_type_hint: wanted.hint }),
  )
  return { host: new URL(endpoint).host, status }
}

/** @throws AppError unless the response confirms that the token no longer works */
async function requireRevoked(response: Response, endpoint: string): Promise<void> {
  const { host } = new URL(endpoint)
  const { status } = response
  if (isTransient(status)) throw transientFailure(response, endpoint)
  if (status >= 300 && status < 400) throw new AppError('portal', { host, status })

  const text = await response.text()
  // A network's sign-in page is also a 200, but revoked nothing.
  if (status < 300 && looksLikeHtml(response, text)) throw new AppError('portal', { host, status })
  const error = errorIn(text)
  const detail = { host, status, ...(error === null ? {} : { error }) }

  if (status < 300 && error === null) return
  // RFC 7009 section 2.2 requires a 200 for an unknown token; some servers send this code instead.
  if (error === 'invalid_token') return
  if (status === 401 || error === 'invalid_client' || error === 'unauthorized_client') {
    throw new AppError('client_rejected', detail)
  }
  if (error === 'server_error' || error === 'temporarily_unavailable') {
    throw new AppError('server_unavailable', detail)
  }
  throw new AppError('revocation_refused', detail)
}

function errorIn(text: string): string | null {
  try {
    const body: unknown = JSON.parse(text)
    return isObject(body) ? protocolError(body['error']) : null
  } catch {
    // RFC 7009 section 2.2: the body of a success means nothing, and is usually empty.
    return null
  }
}
