import type { CertificateAndKey } from '../../net/client-certificate.ts'

/** What the keychain's entry of a registration holds. */
export interface RegistrationEntry {
  /** A client secret, or a private key as a JWK. */
  secret: string | null
  certificate: CertificateAndKey | null
  /** Of the service credentials at the hub. */
  hubSecret?: string | undefined
}

/** A secret that begins with this prefix is packed too, so that the two forms can't be confused. */
const packed = 'packed '

/** The stored form: the secret alone, or with the certificate and its key and the hub's secret, in one entry. Null for none. */
export function packRegistration({ secret, certificate, hubSecret }: RegistrationEntry): string | null {
  const isAlone = certificate === null && hubSecret === undefined
  if (isAlone && (secret === null || secret === '')) return null
  if (isAlone && secret !== null && !secret.startsWith(packed)) return secret
  return `${packed}${JSON.stringify({ secret, certificate, hubSecret })}`
}

export function unpackRegistration(held: string | null): RegistrationEntry {
  if (held === null || !held.startsWith(packed)) return { secret: held, certificate: null }
  return JSON.parse(held.slice(packed.length)) as RegistrationEntry
}
