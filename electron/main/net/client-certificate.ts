/** A certificate with its private key, as TLS takes them. Never logged, never sent to the window. */
export type CertificateAndKey =
  | { certificate: string; key: string }
  /** A PKCS #12 file, base64, with its password. */
  | { pfx: string; password: string }

/** The client certificate of one registration (RFC 8705). */
export interface ClientCertificate {
  /** SHA-256 of the certificate: connections with one certificate are not shared with another's. */
  fingerprint: string
  held: CertificateAndKey
  /** Host and port of each server that may be shown it. */
  hosts: ReadonlySet<string>
}

/** The members of Node's options for TLS. */
export function tlsOptionsOf(held: CertificateAndKey) {
  return 'pfx' in held
    ? { pfx: Buffer.from(held.pfx, 'base64'), passphrase: held.password }
    : { cert: held.certificate, key: held.key }
}
