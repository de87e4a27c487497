import { tokenRevocation } from 'openid-client'
import { AppError } from '../core/errors.ts'
import { errorWord, isObject, isTransient, looksLikeHtml, transientFailure } from './answers.ts'
import { configure } from './configuration.ts'
import { translated } from './failures.ts'
import { unpackToken } from './held-token.ts'
import type { Server } from './server.ts'

/** The server's word that a token is of no more use. */
export interface RevocationAnswer {
  /** Host of the revocation endpoint, with its port where that is not the usual one. */
  host: string
  status: number
}

/**
 * Asks the server to end a token, a refresh token as a TokenSet had it. It resolves only when the server said so: also for a token that it does not know.
 *
 * @throws AppError `revocation_unsupported`, `revocation_refused`, `client_rejected`; `portal`, `server_unavailable`, `rate_limited`
 *   (each with `untilMs` when the server said how long to wait) and why the network failed are worth another try
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
  const judge = async (response: Response): Promise<Response> => {
    status = response.status
    await requireRevoked(response, endpoint)
    return new Response(null, { status: 200 })
  }
  const configuration = configure(server, { purpose: 'revoke', signal, judge })
  await translated({ purpose: 'revoke', endpoint, signal }, () =>
    tokenRevocation(configuration, unpackToken(wanted.token).token, { token_type_hint: wanted.hint }),
  )
  return { host: new URL(endpoint).host, status }
}

/** @throws AppError unless the answer says that the token is of no more use */
async function requireRevoked(response: Response, endpoint: string): Promise<void> {
  const { host } = new URL(endpoint)
  const { status } = response
  if (isTransient(status)) throw transientFailure(response, endpoint)
  if (status >= 300 && status < 400) throw new AppError('portal', { host, status })

  const text = await response.text()
  // A sign-in page of the network is also a 200: nothing was revoked then.
  if (status < 300 && looksLikeHtml(response, text)) throw new AppError('portal', { host, status })
  const error = errorIn(text)
  const detail = { host, status, ...(error === null ? {} : { error }) }

  if (status < 300 && error === null) return
  // RFC 7009 section 2.2 wants a 200 for a token that is not known; some servers have this word instead.
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
    return isObject(body) ? errorWord(body['error']) : null
  } catch {
    // RFC 7009 section 2.2: a good answer's body means nothing, and is mostly empty.
    return null
  }
}
