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
  scope: string
  state: 'active' | 'revoked'
  revokedBy: 'client' | 'bank' | null
  /** How many times tokens were issued for it. */
  generation: number
  /** SHA-256 of the one valid refresh token. */
  refreshHash: string
  /** The previous refresh token, while it is still accepted. */
  spent?: { hash: string; untilMs: number }
}

/** The state that survives restarts. Contains no token or secret in clear text. */
export interface Memory {
  clients: SandboxClient[]
  consents: Consent[]
}

export function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Returns an empty state if there is no file. A damaged one is set aside. */
export function loadMemory(folder: string): Memory {
  const file = join(folder, 'mikomo.json')
  const text = readIfThere(file)
  if (text === null) return { clients: [], consents: [] }

  const memory = parseMemory(text)
  if (memory !== null) return memory
  renameSync(file, join(folder, 'mikomo.damaged.json'))
  return { clients: [], consents: [] }
}

/** Writes in one step, so that a crash leaves the old or the new file. */
export function saveMemory(folder: string, memory: Memory): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'mikomo.json')
  writeFileSync(`${file}.new`, JSON.stringify(memory), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null
    throw thrown
  }
}

function parseMemory(text: string): Memory | null {
  try {
    const value: unknown = JSON.parse(text)
    return isMemory(value) ? value : null
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null
    throw thrown
  }
}

function isMemory(value: unknown): value is Memory {
  return hasTexts(value, []) && isListOf(value['clients'], isClient) && isListOf(value['consents'], isConsent)
}

function isClient(value: unknown): boolean {
  return hasTexts(value, ['clientId', 'secretHash', 'name']) && isListOf(value['redirectUris'], isText)
}

function isConsent(value: unknown): boolean {
  return (
    hasTexts(value, ['grantId', 'clientId', 'user', 'scope', 'refreshHash']) &&
    isListOf(value['accountIds'], isText) &&
    typeof value['generation'] === 'number' &&
    (value['state'] === 'active' || value['state'] === 'revoked') &&
    (value['spent'] === undefined || isSpent(value['spent'])) &&
    (value['revokedBy'] === null || value['revokedBy'] === 'client' || value['revokedBy'] === 'bank')
  )
}

function isSpent(value: unknown): boolean {
  return hasTexts(value, ['hash']) && typeof value['untilMs'] === 'number'
}

function hasTexts(value: unknown, names: string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const fields = value as Record<string, unknown>
  return names.every((name) => isText(fields[name]))
}

function isListOf(value: unknown, isRight: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isRight)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
