import { createHash } from 'node:crypto'

/** Windows holds 2,560 bytes an entry; a little less leaves room for what others count differently. */
const partLength = 2400

/** The three verbs of a keychain, over short texts. */
export interface RawKeychain {
  get(account: string): Promise<string | null>
  set(account: string, value: string): Promise<void>
  /** @returns whether it was there; false also when the keychain does not tell */
  delete(account: string): Promise<boolean>
}

/** An entry that can't be put together again: a part is missing or not the one that was written. */
export class DamagedSecret extends Error {}

/**
 * Writes a secret of any length. A long one goes in numbered parts first, on the side (a or b) that the writing before did not use,
 * then a head with their count, side and SHA-256, then the other side is cleared: at every moment one whole secret can be read, and
 * what a crash leaves is found by its name.
 *
 * @param isNew nothing was ever written under this name, so that there are no parts to look for
 */
export async function writeSecret(
  raw: RawKeychain,
  account: string,
  secret: string,
  isNew = false,
): Promise<void> {
  const encoded = Buffer.from(secret, 'utf8').toString('base64url')
  if (encoded.length + 2 <= partLength) {
    await raw.set(account, `v:${encoded}`)
    if (!isNew) for (const side of sides) await clearSide(raw, account, side)
    return
  }

  const before = parseHead(await raw.get(account))
  const [side, other] = before?.side === 'a' ? (['b', 'a'] as const) : (['a', 'b'] as const)
  const parts = encoded.match(new RegExp(`.{1,${partLength}}`, 'g')) ?? []
  await clearSide(raw, account, side)
  for (const [index, part] of parts.entries()) await raw.set(partName(account, side, index), part)
  await raw.set(account, `p:${parts.length}:${side}:${sha256(encoded)}`)
  await clearSide(raw, account, other)
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
    encoded += (await raw.get(partName(account, head.side, index))) ?? ''
  }
  if (sha256(encoded) !== head.digest) throw new DamagedSecret()
  return decode(encoded)
}

/** The head goes last, and one whose parts are gone counts as missing. @returns whether there is proof that it was deleted */
export async function deleteSecret(raw: RawKeychain, account: string): Promise<boolean> {
  for (const side of sides) await clearSide(raw, account, side)
  return raw.delete(account)
}

const sides = ['a', 'b'] as const
type Side = (typeof sides)[number]

interface Head {
  count: number
  side: Side
  digest: string
}

function parseHead(value: string | null): Head | null {
  const match = /^p:(\d{1,4}):([ab]):([\w-]{43})$/.exec(value ?? '')
  if (!match) return null
  return { count: Number(match[1]), side: match[2] === 'a' ? 'a' : 'b', digest: match[3] ?? '' }
}

/** Parts are written from the first and deleted from the last, so that those there are follow each other without a gap. */
async function clearSide(raw: RawKeychain, account: string, side: Side): Promise<void> {
  let count = 0
  while ((await raw.get(partName(account, side, count))) !== null) count += 1
  while (count > 0) await raw.delete(partName(account, side, --count))
}

function partName(account: string, side: Side, index: number): string {
  return `${account}#${side}.${index}`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function decode(encoded: string): string {
  return Buffer.from(encoded, 'base64url').toString('utf8')
}
