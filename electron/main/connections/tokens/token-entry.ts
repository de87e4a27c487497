import type { HeldToken } from './tokens.ts'

/** The keychain account of a grant's refresh token. It stays the same over all generations. */
export function tokenAccount(grantId: string): string {
  return `grant/${grantId}`
}

/** The entry's value: the token's generation, a colon, the token. */
export function packEntry({ generation, secret }: HeldToken): string {
  return `${generation}:${secret}`
}

/** @returns null for none, and for a value that is not ours */
export function unpackEntry(value: string | null): HeldToken | null {
  const match = /^([1-9]\d{0,8}):/.exec(value ?? '')
  if (value === null || !match) return null
  return { generation: Number(match[1]), secret: value.slice(match[0].length) }
}
