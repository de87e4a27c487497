import { createHash, createPublicKey, createVerify, sign } from 'node:crypto'
import type { Consent } from './memory.ts'
import { mikomoIssuer, type Bank } from './mikomo.ts'
import { findPerson } from './people.ts'

/** The claims of Akoya page "ID token details". */
export function makeIdToken(bank: Bank, consent: Consent, nonce: string | null): string {
  const person = findPerson(consent.user)
  const nowS = Math.floor(bank.now() / 1000)
  const claims = {
    iss: mikomoIssuer,
    sub: person?.sub,
    aud: consent.clientId,
    iat: nowS,
    exp: nowS + bank.misbehaviour.idTokenSeconds,
    jti: createHash('sha256').update(`${consent.grantId}${consent.generation}`).digest('hex').slice(0, 24),
    name: consent.user,
    grant_id: consent.grantId,
    accounts: consent.accountIds,
    products: person?.products,
    ...(nonce === null ? {} : { nonce }),
  }
  const signed = `${encode({ alg: 'RS256', kid: bank.keyId, typ: 'JWT' })}.${encode(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), bank.signingKey).toString('base64url')}`
}

/** Whose consent a bearer speaks for, or why it does not. */
export function readBearer(bank: Bank, authorization: string | undefined): Consent | null {
  const [, token = ''] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? []
  const [header = '', payload = '', signature = ''] = token.split('.')
  const verifier = createVerify('sha256').update(`${header}.${payload}`)
  if (!verifier.verify(createPublicKey(bank.signingKey), signature, 'base64url')) return null

  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
    exp: number
    grant_id: string
  }
  if (claims.exp * 1000 <= bank.now()) return null
  return bank.memory.consents.find(({ grantId }) => grantId === claims.grant_id) ?? null
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
