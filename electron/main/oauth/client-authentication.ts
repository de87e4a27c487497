import { ClientSecretPost, None, PrivateKeyJwt, TlsClientAuth, type ClientAuth } from 'openid-client'
import { AppError } from '../core/errors.ts'
import type { Server } from './server.ts'
import type { ClientAuthentication } from './server-profile.ts'

export type Purpose = 'exchange' | 'refresh' | 'revoke'

/**
 * The client authentication for a request.
 *
 * @throws AppError `client_secret_missing`; `client_authentication_unsupported` with `secret`, `key` or `certificate` in `cause`
 * @see RFC 6749 section 2.3.1, RFC 8705 section 2
 */
export function clientAuth(server: Server, purpose: Purpose): ClientAuth {
  const { clientId, clientSecret, key } = server.credentials
  const method = methodFor(server, purpose)
  if (method === 'none') return None()
  if (method === 'private_key_jwt') {
    if (key === undefined) throw new AppError('client_secret_missing')
    return PrivateKeyJwt(key)
  }
  if (method === 'certificate') {
    if (server.credentials.certificate === undefined) throw new AppError('client_secret_missing')
    return TlsClientAuth()
  }
  if (clientSecret === null || clientSecret === '') throw new AppError('client_secret_missing')

  switch (method) {
    case 'client_secret_basic':
      return basic(formEncoded(clientId), formEncoded(clientSecret))
    case 'client_secret_basic_unencoded':
      return basic(clientId, clientSecret)
    case 'client_secret_post':
      return ClientSecretPost(clientSecret)
  }
}

/**
 * The profile's method, unless the server announces others (RFC 8414 section 2). Some servers do not decode a Basic header, so a secret
 * that encoding changes goes into the body if the server allows it.
 */
function methodFor(server: Server, purpose: Purpose): ClientAuthentication {
  const { metadata, profile, credentials } = server
  const method = profile.clientAuthentication[purpose]
  const announced =
    (purpose === 'revoke' ? metadata.revocation_endpoint_auth_methods_supported : undefined) ??
    metadata.token_endpoint_auth_methods_supported
  if (!Array.isArray(announced)) return method

  if (method === 'client_secret_basic') {
    const takesBasic = announced.includes('client_secret_basic')
    const changes = [credentials.clientId, credentials.clientSecret ?? ''].some(isChangedByEncoding)
    if (announced.includes('client_secret_post') && (changes || !takesBasic)) return 'client_secret_post'
    if (takesBasic) return method
  }
  const isRefused = purpose !== 'revoke' && !isAnnounced(method, announced)
  if (isRefused) {
    const { host } = new URL(server.endpoints.token)
    const cause = method === 'private_key_jwt' ? 'key' : method === 'certificate' ? 'certificate' : 'secret'
    throw new AppError('client_authentication_unsupported', { host, cause })
  }
  return method
}

function isAnnounced(method: ClientAuthentication, announced: unknown[]): boolean {
  if (method === 'certificate') return certificateMethods.some((name) => announced.includes(name))
  return (method !== 'client_secret_basic' && method !== 'private_key_jwt') || announced.includes(method)
}

/** Of which kind a certificate is, the server knows: on the wire they are the same. A public client's certificate only binds tokens. */
const certificateMethods = ['tls_client_auth', 'self_signed_tls_client_auth', 'none']

function basic(clientId: string, clientSecret: string): ClientAuth {
  const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  return (_server, _client, _body, headers) => headers.set('authorization', `Basic ${credentials}`)
}

function isChangedByEncoding(text: string): boolean {
  return formEncoded(text) !== text
}

/** Encodes text like a form field (RFC 6749 appendix B): letters, digits, `*`, `-`, `.` and `_` are kept. */
function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}
