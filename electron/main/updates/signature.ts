import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto'

const signatureLine = /\n# signature: ([A-Za-z0-9+/]{86}==)\n$/

/**
 * A publisher's key.
 *
 * @param base64 an Ed25519 public key: its 32 bytes (RFC 8032), as base64
 * @throws Error when it is invalid
 */
export function readPublicKey(base64: string): KeyObject {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== 32)
    throw new Error('An update key is the 32 bytes of an Ed25519 public key, in base64.')
  return createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') },
  })
}

/**
 * Adds the signature as the last line, a comment in YAML. Signs the name too, so that the feed of another system can't replace it.
 *
 * @param name such as `latest-linux.yml`
 */
export function signFeed(privateKey: KeyObject, name: string, feed: string): string {
  const text = feed.endsWith('\n') ? feed : `${feed}\n`
  return `${text}# signature: ${sign(null, signedBytes(name, text), privateKey).toString('base64')}\n`
}

/** Whether one of these keys signed this feed under this name. */
export function isSigned(keys: readonly KeyObject[], name: string, feed: string): boolean {
  const found = signatureLine.exec(feed)
  if (!found) return false
  const bytes = signedBytes(name, feed.slice(0, found.index + 1))
  const signature = Buffer.from(found[1] ?? '', 'base64')
  // Accept one encoding only: the last letter of base64 has unused bits.
  if (signature.toString('base64') !== found[1]) return false
  return keys.some((key) => verify(null, bytes, key, signature))
}

function signedBytes(name: string, text: string): Buffer {
  return Buffer.from(`${name}\n${text}`)
}
