import type { KeyObject } from 'node:crypto'
import type { Memory } from './memory.ts'
import type { Misbehaviour } from './misbehaviour.ts'

/** A consent page that is open in a browser, or the code issued for it. */
export interface Visit {
  clientId: string
  redirectUri: string
  state: string | null
  nonce: string | null
  codeChallenge: string | null
  scope: string
  user: string | null
  accountIds: string[]
  /** SHA-256 of the code, once approved. */
  codeHash: string | null
  /** When the page, or the code, expires. */
  untilMs: number
}

/** The state of the running sandbox institution. */
export interface Bank {
  issuer: string
  memory: Memory
  save(): void
  visits: Map<string, Visit>
  /** SHA-256 of the hub's service tokens, and when each expires. */
  serviceTokens: Map<string, number>
  misbehaviour: Misbehaviour
  recentCallsMs: number[]
  signingKey: KeyObject
  keyId: string
  /** Another one gives every account other transactions. */
  seed: string
  now(): number
}
