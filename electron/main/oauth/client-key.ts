import type { webcrypto } from 'node:crypto'
import type { JWK } from '../../../shared/models/registration.ts'
import type { PrivateJwk } from './stored-token.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }

/** A key pair for client authentication, generated on this computer. The server gets only the public key (RFC 7523, `private_key_jwt`). */
export interface ClientKey {
  /** For the keychain. */
  privateJwk: PrivateJwk
  /** For the server. */
  publicJwk: JWK
}

export async function makeClientKey(): Promise<ClientKey> {
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const { kty, crv, x, y, d } = (await crypto.subtle.exportKey('jwk', privateKey)) as PrivateJwk
  const kid = await thumbprint({ kty, crv, x, y })
  const shared = { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }
  return { privateJwk: { ...shared, d }, publicJwk: shared }
}

/** Reads a key for signing only; it can't be exported again. */
export async function readClientKey(jwk: PrivateJwk): Promise<{ key: webcrypto.CryptoKey; kid: string }> {
  const { kty, crv, x, y, d } = jwk
  const key = await crypto.subtle.importKey(
    'jwk',
    { kty, crv, x, y, d } as webcrypto.JsonWebKey,
    algorithm,
    false,
    ['sign'],
  )
  return { key, kid: jwk.kid ?? '' }
}

/** RFC 7638 section 3: the required members of a key, in alphabetical order. */
async function thumbprint({ kty, crv, x, y }: JWK): Promise<string> {
  const text = JSON.stringify({ crv, kty, x, y })
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Buffer.from(digest).toString('base64url')
}
