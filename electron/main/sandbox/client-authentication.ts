import { hash, sameHash, type Memory } from './memory.ts'

/** Checks `base64(client_id:client_secret)`, without the form-encoding of RFC 6749 section 2.3.1. @returns the client id */
export function clientByBasic(memory: Memory, authorization: string | undefined): string | null {
  const [, encoded = ''] = /^Basic ([\w+/=-]+)$/i.exec(authorization ?? '') ?? []
  const [clientId = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return hasRightSecret(memory, clientId, secret.join(':')) ? clientId : null
}

export function hasRightSecret(memory: Memory, clientId: string | null, secret: string | null): boolean {
  const client = memory.clients.find((known) => known.clientId === clientId)
  // Hash even for an unknown client, so that the response time reveals nothing.
  const isRight = sameHash(client?.secretHash ?? hash(''), hash(secret ?? ''))
  return client !== undefined && secret !== null && isRight
}
