import type { JWK } from '../../../shared/models/registration.ts'

export type PrivateJwk = JWK & { d: string }

/** A token that begins so itself is packed too, so that neither form can be taken for the other. */
const bound = 'bound '

/** A refresh token as it is kept: by itself, or with the key that it is bound to, so that one is never without the other. */
export function packToken(token: string, proofKey: PrivateJwk | null): string {
  return proofKey === null && !token.startsWith(bound)
    ? token
    : `${bound}${JSON.stringify({ token, proofKey })}`
}

export function unpackToken(held: string): { token: string; proofKey: PrivateJwk | null } {
  if (!held.startsWith(bound)) return { token: held, proofKey: null }
  return JSON.parse(held.slice(bound.length)) as { token: string; proofKey: PrivateJwk | null }
}
