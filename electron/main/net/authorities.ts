import { getCACertificates, rootCertificates } from 'node:tls'

/** The certificate authorities that Mooring trusts, PEM: Node's own, those of the system, and those of the environment. */
export function trustedAuthorities(system: readonly string[], extra: readonly string[] = []): string[] {
  return [...new Set([...rootCertificates, ...nodeExtra(), ...system, ...extra])]
}

/** The certificates that NODE_EXTRA_CA_CERTS names, if this Node reads it. */
function nodeExtra(): string[] {
  try {
    return getCACertificates('extra')
  } catch {
    return []
  }
}
