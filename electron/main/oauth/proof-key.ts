import type { webcrypto } from 'node:crypto'
import { getDPoPHandle, type Configuration, type CryptoKeyPair, type DPoPHandle } from 'openid-client'
import type { JWK } from '../../../shared/models/registration.ts'
import type { PrivateJwk } from './stored-token.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }

/** A DPoP key. A token bound to it is useless alone (RFC 9449). One for each grant. */
export interface ProofKey {
  pair: CryptoKeyPair
  /** The private key, for the keychain. */
  jwk: PrivateJwk
}

export async function makeProofKey(): Promise<ProofKey> {
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  return readProofKey((await crypto.subtle.exportKey('jwk', privateKey)) as PrivateJwk)
}

/** Reads a key; the private half can't be exported again. */
export async function readProofKey(jwk: PrivateJwk): Promise<ProofKey> {
  const { d: _private, ...publicJwk } = jwk
  const read = (key: JWK, usage: 'sign' | 'verify') =>
    crypto.subtle.importKey(
      'jwk',
      { ...key, key_ops: [usage] } as webcrypto.JsonWebKey,
      algorithm,
      usage === 'verify',
      [usage],
    )
  return {
    pair: { privateKey: await read(jwk, 'sign'), publicKey: await read(publicJwk, 'verify') },
    jwk,
  }
}

/** Makes the library prove the key with each request. It answers a `use_dpop_nonce` once (RFC 9449 section 8). */
export function proving(configuration: Configuration, key: ProofKey | null): { DPoP?: DPoPHandle } {
  return key === null ? {} : { DPoP: getDPoPHandle(configuration, key.pair) }
}
