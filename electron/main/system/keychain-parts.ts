import { createHash } from 'node:crypto'

/** Windows holds 2,560 bytes an entry; a little less leaves room for what others count differently. */
const partLength = 2400

/** The three verbs of a keychain, over short texts. */
export interface RawKeychain {
  get(account: string): Promise<string | null>
  set(account: string, value: string): Promise<void>
  delete(account: string): Promise<void>
}

/** An entry that can't be put together again: a part is missing or not the one that was written. */
export class DamagedSecret extends Error {}

/**
 * Writes a secret of any length. A long one goes in numbered parts first, under names of this writing, then a head with their
 * count and SHA-256, then the parts of the writing before go: at every moment one whole secret can be read.
 */
export async function writeSecret(raw: RawKeychain, account: string, secret: string): Promise<void> {
  const before = parseHead(await raw.get(account))
  const encoded = Buffer.from(secret, 'utf8').toString('base64url')
  const digest = sha256(encoded)
  const edition = digest.slice(0, 8)

  if (encoded.length + 2 <= partLength) {
    await raw.set(account, `v:${encoded}`)
  } else {
    const parts = encoded.match(new RegExp(`.{1,${partLength}}`, 'g')) ?? []
    for (const [index, part] of parts.entries()) await raw.set(partName(account, edition, index), part)
    await raw.set(account, `p:${parts.length}:${digest}`)
  }
  if (before && before.edition !== edition) await deleteParts(raw, account, before)
}

/** @returns null when there is none. @throws DamagedSecret */
export async function readSecret(raw: RawKeychain, account: string): Promise<string | null> {
  const value = await raw.get(account)
  if (value === null) return null
  if (value.startsWith('v:')) return decode(value.slice(2))

  const head = parseHead(value)
  if (!head) throw new DamagedSecret()
  let encoded = ''
  for (let index = 0; index < head.count; index++) {
    encoded += (await raw.get(partName(account, head.edition, index))) ?? ''
  }
  if (sha256(encoded) !== head.digest) throw new DamagedSecret()
  return decode(encoded)
}

/** The head goes last: until then the parts can be found. */
export async function deleteSecret(raw: RawKeychain, account: string): Promise<void> {
  const head = parseHead(await raw.get(account))
  if (head) await deleteParts(raw, account, head)
  await raw.delete(account)
}

interface Head {
  count: number
  digest: string
  edition: string
}

function parseHead(value: string | null): Head | null {
  const match = /^p:(\d{1,4}):([\w-]{43})$/.exec(value ?? '')
  if (!match) return null
  const digest = match[2] ?? ''
  return { count: Number(match[1]), digest, edition: digest.slice(0, 8) }
}

async function deleteParts(raw: RawKeychain, account: string, head: Head): Promise<void> {
  for (let index = 0; index < head.count; index++) await raw.delete(partName(account, head.edition, index))
}

function partName(account: string, edition: string, index: number): string {
  return `${account}#${edition}.${index}`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function decode(encoded: string): string {
  return Buffer.from(encoded, 'base64url').toString('utf8')
}
