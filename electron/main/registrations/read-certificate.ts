import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { Duplex } from 'node:stream'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { CertificateFacts } from '../../../shared/models/registration.ts'
import { AppError } from '../core/errors.ts'
import { tlsOptionsOf, type CertificateAndKey } from '../net/client-certificate.ts'

export interface ReadCertificate {
  facts: CertificateFacts
  /** For the keychain. */
  held: CertificateAndKey
}

/** Whether a file can only be read with a password. */
export function needsPassword(file: Buffer): boolean {
  if (isPem(file)) return /ENCRYPTED/.test(file.toString('latin1'))
  try {
    createSecureContext({ pfx: file, passphrase: '' })
    return false
  } catch {
    return true
  }
}

/**
 * Reads a client certificate and its private key from a PKCS #12 file or from PEM text.
 *
 * @throws AppError `certificate_unusable` with `password`, `old-encryption`, `unreadable`, `no-key`, `other-key`, `weak`, `expired` or
 * `early` in `cause`
 */
export function readCertificate(file: Buffer, password: string, nowMs: number): ReadCertificate {
  const held = isPem(file) ? readPem(file.toString('utf8'), password) : readPfx(file, password)
  const certificate = certificateOf(held)
  const facts = factsOf(certificate)
  if (facts.validUntilMs <= nowMs) throw unusable('expired', facts.validUntilMs)
  if (facts.validFromMs > nowMs) throw unusable('early', facts.validFromMs)
  return { facts, held }
}

function isPem(file: Buffer): boolean {
  return file.includes('-----BEGIN ')
}

function readPem(text: string, password: string): CertificateAndKey {
  const blocks = text.match(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g) ?? []
  const certificates = blocks.filter((block) => block.startsWith('-----BEGIN CERTIFICATE-----'))
  const keys = blocks.filter((block) => /^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(block))
  const [keyText] = keys
  if (certificates.length === 0) throw unusable('unreadable')
  if (keyText === undefined) throw unusable('no-key')
  const key = readKey(keyText, password)
  // The client's own certificate is the one of the key: files list it first or last.
  const parsed = certificates.map((block) => ({ block, x509: parse(block) }))
  const own = parsed.find(({ x509 }) => x509.checkPrivateKey(key))
  if (!own) throw unusable('other-key')
  const chain = [own, ...parsed.filter((one) => one !== own)].map(({ block }) => block)
  return {
    certificate: `${chain.join('\n')}\n`,
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function readKey(text: string, password: string): KeyObject {
  const isEncrypted = /ENCRYPTED/.test(text)
  try {
    return createPrivateKey({ key: text, passphrase: password })
  } catch {
    throw unusable(isEncrypted ? 'password' : 'unreadable')
  }
}

function parse(block: string): X509Certificate {
  try {
    return new X509Certificate(block)
  } catch {
    throw unusable('unreadable')
  }
}

function readPfx(file: Buffer, password: string): CertificateAndKey {
  return { pfx: file.toString('base64'), password }
}

/**
 * The certificate as TLS will present it. Node reads PKCS #12 only for TLS, so a connection that is never opened is asked for it.
 *
 * @throws AppError `certificate_unusable`
 */
function certificateOf(held: CertificateAndKey): X509Certificate {
  const nowhere = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
  try {
    const secureContext = createSecureContext(tlsOptionsOf(held))
    const socket = new TLSSocket(nowhere, { isServer: true, secureContext })
    const certificate = socket.getX509Certificate()
    socket.on('error', () => {}).destroy()
    if (!certificate) throw unusable('no-key')
    return certificate
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : unusable(reasonOf(String(thrown)))
  } finally {
    nowhere.destroy()
  }
}

/** OpenSSL and BoringSSL have sentences of their own. */
const reasons: [sentence: RegExp, cause: string][] = [
  [/mac verify failure|incorrect.?password|bad decrypt/i, 'password'],
  [/unsupported|unknown.?(algorithm|cipher|digest|hash)/i, 'old-encryption'],
  [/key values mismatch|key.?type mismatch/i, 'other-key'],
  [/too (small|weak)/i, 'weak'],
]

function reasonOf(sentence: string): string {
  return reasons.find(([pattern]) => pattern.test(sentence))?.[1] ?? 'unreadable'
}

function factsOf(certificate: X509Certificate): CertificateFacts {
  return {
    subject: lineOf(certificate.subject),
    issuer: lineOf(certificate.issuer),
    validFromMs: Date.parse(certificate.validFrom),
    validUntilMs: Date.parse(certificate.validTo),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    isSelfSigned: certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey),
  }
}

/** Node has a line for each part of a name. */
function lineOf(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ').slice(0, 500)
}

function unusable(cause: string, expiredAtMs?: number): AppError {
  return new AppError('certificate_unusable', {
    cause,
    ...(expiredAtMs === undefined ? {} : { expiredAtMs }),
  })
}
