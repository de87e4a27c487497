import { createHash } from 'node:crypto'

/** Windows stores 2,560 bytes an entry; use a little less, because others count differently. */
const partLength = 2400

/** The three operations of a keychain, for short texts. */
export interface RawKeychain {
  get(account: string): Promise<string | null>
  set(account: string, value: string): Promise<void>
  /** @returns whether it existed; false also when the keychain does not say */
  delete(account: string): Promise<boolean>
}

/** An entry that can't be reassembled: a part is missing or wrong. */
export class DamagedSecret extends Error {}

/**
 * Writes a secret of any length. Writes the numbered parts of a long one first, on the side (a or b) that the previous write did not use,
 * then a head with their count, side and SHA-256, then clears the other side: one complete secret can be read at any moment, and the parts
 * that a crash leaves are found by name.
 *
 * @param isPlain nothing is stored under this name, or one short secret without parts: then a short one is a single call
 * @returns whether one short secret without parts is stored now
 */
export async function writeSecret(
  raw: RawKeychain,
  account: string,
  secret: string,
  isPlain = false,
): Promise<boolean> {
  const encoded = Buffer.from(secret, 'utf8').toString('base64url')
  if (encoded.length + 2 <= partLength) {
    await raw.set(account, `v:${encoded}`)
    if (!isPlain) for (const side of sides) await clearSide(raw, account, side)
    return true
  }

  const before = parseHead(await raw.get(account))
  const [side, other] = before?.side === 'a' ? (['b', 'a'] as const) : (['a', 'b'] as const)
  const parts = encoded.match(new RegExp(`.{1,${partLength}}`, 'g')) ?? []
  await clearSide(raw, account, side)
  for (const [index, part] of parts.entries()) await raw.set(partName(account, side, index), part)
  await raw.set(account, `p:${parts.length}:${side}:${sha256(encoded)}`)
  await clearSide(raw, account, other)
  return false
}

/** Deletes the parts that a write that was killed left: those that the head does not name. */
export async function clearSpareParts(raw: RawKeychain, account: string): Promise<void> {
  const head = parseHead(await raw.get(account))
  for (const side of sides) if (side !== head?.side) await clearSide(raw, account, side)
}

/** @returns the secret, null when there is none, and whether it has no parts. @throws DamagedSecret */
export async function readSecret(
  raw: RawKeychain,
  account: string,
): Promise<{ secret: string | null; isPlain: boolean }> {
  const value = await raw.get(account)
  if (value === null) return { secret: null, isPlain: false }
  if (value.startsWith('v:')) return { secret: decode(value.slice(2)), isPlain: true }

  const head = parseHead(value)
  if (!head) throw new DamagedSecret()
  let encoded = ''
  for (let index = 0; index < head.count; index++) {
    encoded += (await raw.get(partName(account, head.side, index))) ?? ''
  }
  if (sha256(encoded) !== head.digest) throw new DamagedSecret()
  return { secret: decode(encoded), isPlain: false }
}

/** Deletes the head last; one without its parts counts as missing. @returns whether the keychain confirmed the deletion */
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

/** Parts are written from the first and deleted from the last, so that existing parts have no gaps. */
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
