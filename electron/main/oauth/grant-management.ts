import { clientCredentialsGrant, fetchProtectedResource } from 'openid-client'
import { AppError } from '../core/errors.ts'
import { isObject } from './answers.ts'
import { configure } from './configuration.ts'
import { translated } from './failures.ts'
import { makeProofKey, proving, type ProofKey } from './proof-key.ts'
import type { RevocationAnswer } from './revoke.ts'
import type { Server } from './server.ts'
import { checkTokenAnswer } from './token-answer.ts'

/** The server's record of a grant, independent of our tokens. */
export interface GrantStatus {
  scopes: string[]
}

/**
 * Reads what a grant allows now. Only for a server whose `endpoints.grants` is not null.
 *
 * @param grantId the server's id, as in TokenSet
 * @returns null when the grant no longer exists
 * @throws AppError `client_rejected`, `answer_invalid`, and why the network failed
 * @see Grant Management for OAuth 2.0 section 6.3
 */
export async function readGrant(
  server: Server,
  grantId: string,
  signal?: AbortSignal,
): Promise<GrantStatus | null> {
  const { response, host } = await callGrants(server, { grantId, method: 'GET', signal })
  if (isGone(response)) return null
  const body: unknown = response.status === 200 ? await response.json().catch(() => null) : null
  const entries = isObject(body) ? body['scopes'] : null
  if (!Array.isArray(entries)) throw new AppError('answer_invalid', { host, status: response.status })
  return { scopes: [...new Set(entries.flatMap(scopesIn))] }
}

/**
 * Revokes a grant with all its tokens. Resolves only when the server confirmed it, or no longer knows the grant.
 *
 * @throws AppError `revocation_refused`, `client_rejected`, and why the network failed
 * @see Grant Management for OAuth 2.0 section 6.4
 */
export async function endGrant(
  server: Server,
  grantId: string,
  signal?: AbortSignal,
): Promise<RevocationAnswer> {
  const { response, host } = await callGrants(server, { grantId, method: 'DELETE', signal })
  const { status } = response
  if (status === 204 || status === 200 || isGone(response)) return { host, status }
  if (status >= 300 && status < 400) throw new AppError('portal', { host, status })
  throw new AppError('revocation_refused', { host, status })
}

const scopeFor = { GET: 'grant_management_query', DELETE: 'grant_management_revoke' } as const

interface GrantCall {
  grantId: string
  method: keyof typeof scopeFor
  signal: AbortSignal | undefined
}

/** Uses a client credentials token (section 6.1), requested for this one call. */
async function callGrants(
  server: Server,
  { grantId, method, signal }: GrantCall,
): Promise<{ response: Response; host: string }> {
  const endpoint = `${server.endpoints.grants ?? ''}/${encodeURIComponent(grantId)}`
  const proofKey = server.protections.bindsTokens ? await makeProofKey() : null
  const token = await ownToken(server, { scope: scopeFor[method], proofKey, signal })

  const configuration = configure(server, { purpose: 'exchange', signal })
  const response = await translated({ purpose: 'grants', endpoint, signal }, () =>
    fetchProtectedResource(
      configuration,
      token,
      new URL(endpoint),
      method,
      null,
      undefined,
      proving(configuration, proofKey),
    ),
  )
  return { response, host: new URL(endpoint).host }
}

async function ownToken(
  server: Server,
  wanted: { scope: string; proofKey: ProofKey | null; signal: AbortSignal | undefined },
): Promise<string> {
  const { scope, proofKey, signal } = wanted
  const check = checkTokenAnswer(server, 'client_credentials', proofKey)
  const configuration = configure(server, { purpose: 'exchange', signal, check })
  const answer = await translated({ purpose: 'grants', endpoint: server.endpoints.token, signal }, () =>
    clientCredentialsGrant(configuration, { scope }, proving(configuration, proofKey)),
  )
  return answer.access_token
}

function isGone({ status }: Response): boolean {
  return status === 404 || status === 410
}

/** Each entry names one or more scopes, separated by spaces (section 6.3). */
function scopesIn(entry: unknown): string[] {
  const scope: unknown = isObject(entry) ? entry['scope'] : entry
  return typeof scope === 'string' ? scope.split(' ').filter((name) => name !== '') : []
}
