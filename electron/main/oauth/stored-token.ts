import type { JWK } from '../../../shared/models/registration.ts'

export type PrivateJwk = JWK & { d: string }

/** A token that begins with this prefix is packed too, so that the two forms can't be confused. */
const bound = 'bound '

/** The stored form of a refresh token: alone, or with the key that it is bound to, so that one is never stored without the other. */
export function packToken(token: string, proofKey: PrivateJwk | null): string {
  return proofKey === null && !token.startsWith(bound)
    ? token
    : `${bound}${JSON.stringify({ token, proofKey })}`
}

export function unpackToken(held: string): { token: string; proofKey: PrivateJwk | null } {
  if (!held.startsWith(bound)) return { token: held, proofKey: null }
  return JSON.parse(held.slice(bound.length)) as { token: string; proofKey: PrivateJwk | null }
}
