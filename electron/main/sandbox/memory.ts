import { createHash, timingSafeEqual } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface SandboxClient {
  clientId: string
  /** SHA-256, base64url. */
  secretHash: string
  name: string
  redirectUris: string[]
}

export interface Consent {
  grantId: string
  clientId: string
  user: string
  accountIds: string[]
  state: 'active' | 'revoked'
  revokedBy: 'client' | 'bank' | null
  /** How often its tokens were renewed. */
  generation: number
  /** SHA-256 of the one refresh token that is good. */
  refreshHash: string
}

/** What the institution remembers across restarts: no token and no secret in clear. */
export interface Memory {
  clients: SandboxClient[]
  consents: Consent[]
  /** Counts reads, so that balances move a little. */
  reads: number
}

export function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

/** A file that is missing or not ours to read means an institution that remembers nobody. */
export function loadMemory(folder: string): Memory {
  try {
    return JSON.parse(readFileSync(join(folder, 'mikomo.json'), 'utf8')) as Memory
  } catch (thrown) {
    const isAbsent = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
    if (!isAbsent && !(thrown instanceof SyntaxError)) throw thrown
    return { clients: [], consents: [], reads: 0 }
  }
}

/** In one step, so that a crash leaves the old or the new. */
export function saveMemory(folder: string, memory: Memory): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'mikomo.json')
  writeFileSync(`${file}.new`, JSON.stringify(memory), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
