import { createPublicKey, randomUUID, sign, verify } from 'node:crypto'
import type { Bank } from './bank.ts'
import type { Consent } from './memory.ts'
import { findUser } from './users.ts'

/** The claims of Akoya page "ID token details". `sub` stays the same across refreshes and new consents. */
export function makeIdToken(bank: Bank, consent: Consent, nonce: string | null): string {
  const user = findUser(consent.user)
  const nowS = Math.floor(bank.now() / 1000)
  const claims = {
    iss: bank.issuer,
    sub: user?.sub,
    aud: consent.clientId,
    iat: nowS,
    exp: nowS + bank.misbehaviour.idTokenSeconds,
    // Makes two tokens of the same second differ.
    jti: randomUUID(),
    name: consent.user,
    grant_id: consent.grantId,
    recipientId: consent.clientId,
    accounts: consent.accountIds,
    products: user?.products,
    ...(nonce === null ? {} : { nonce }),
  }
  const signed = `${encode({ alg: 'RS256', kid: bank.keyId, typ: 'JWT' })}.${encode(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), bank.signingKey).toString('base64url')}`
}

/** The consent that an access token belongs to; null for a foreign, expired or missing token. */
export function readBearer(bank: Bank, authorization: string | undefined): Consent | null {
  const [, token = ''] = /^Bearer ([\w.-]+)$/i.exec(authorization ?? '') ?? []
  const [header = '', payload = '', signature = '', ...rest] = token.split('.')
  const isOurs = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    createPublicKey(bank.signingKey),
    Buffer.from(signature, 'base64url'),
  )
  if (!isOurs || rest.length > 0) return null

  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
    exp: number
    iat: number
    grant_id: string
  }
  const goodUntilS = Math.min(claims.exp, claims.iat + (bank.misbehaviour.bearerSeconds ?? Infinity))
  if (goodUntilS * 1000 <= bank.now()) return null
  return bank.memory.consents.find(({ grantId }) => grantId === claims.grant_id) ?? null
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
