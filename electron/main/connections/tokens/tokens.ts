import type { Deps } from '../../runtime/deps.ts'
import { openInProgress, type InProgress } from '../../runtime/in-progress.ts'

/** Tokens in memory, and the work under way on them. Owns all of it: nothing here is written down. */
export interface Tokens {
  /** The access token held for a grant, or an ID token used as one. */
  accessToken(grantId: string): AccessToken | undefined
  holdAccessToken(grantId: string, token: AccessToken): void
  deleteAccessToken(grantId: string): void

  /** A secret by keychain account that the keychain refused: held until it can be stored. */
  unsavedSecret(account: string): string | undefined
  holdUnsaved(account: string, secret: string): void
  deleteUnsaved(account: string): void
  unsavedAccounts(): string[]

  /** Adds a keychain deletion in progress. */
  trackDeletion(deletion: Promise<void>): void
  /** Resolves when the keychain deletions in progress are done; awaited on quit. */
  deletionsDone(): Promise<void>

  /** This run starts work on an attempt: recovery leaves it alone until `endAttempt`. */
  startAttempt(attemptId: string): void
  endAttempt(attemptId: string): void
  isAttemptInProgress(attemptId: string): boolean

  /** Refreshes under way by grant. A revocation waits for them, and the window shows them. */
  refreshes: InProgress

  /** Data folder and keychain have been seen to belong together in this run. */
  isKeychainStampChecked(): boolean
  keychainStampChecked(): void

  /** Resolves when crash recovery is done. Await it before using any token. */
  recovered(): Promise<void>
  /** Runs crash recovery after any that is under way; `recovered` then waits for it. */
  queueRecovery(recover: () => Promise<void>): Promise<void>
}

export interface AccessToken {
  accessToken: string
  obtainedAtMs: number
  expiresAtMs: number
}

export type TokenDeps = Deps & { tokens: Tokens }

export function openTokens(): Tokens {
  const accessTokens = new Map<string, AccessToken>()
  const unsaved = new Map<string, string>()
  const deletions = new Set<Promise<void>>()
  const attempts = new Set<string>()
  let isStampChecked = false
  let recovered = Promise.resolve()

  return {
    accessToken: (grantId) => accessTokens.get(grantId),
    holdAccessToken: (grantId, token) => void accessTokens.set(grantId, token),
    deleteAccessToken: (grantId) => void accessTokens.delete(grantId),

    unsavedSecret: (account) => unsaved.get(account),
    holdUnsaved: (account, secret) => void unsaved.set(account, secret),
    deleteUnsaved: (account) => void unsaved.delete(account),
    unsavedAccounts: () => [...unsaved.keys()],

    trackDeletion(deletion) {
      const tracked = deletion.finally(() => deletions.delete(tracked))
      deletions.add(tracked)
    },
    deletionsDone: async () => void (await Promise.all(deletions)),

    startAttempt: (attemptId) => void attempts.add(attemptId),
    endAttempt: (attemptId) => void attempts.delete(attemptId),
    isAttemptInProgress: (attemptId) => attempts.has(attemptId),

    refreshes: openInProgress(),

    isKeychainStampChecked: () => isStampChecked,
    keychainStampChecked() {
      isStampChecked = true
    },

    recovered: () => recovered,
    queueRecovery(recover) {
      recovered = recovered.then(recover)
      return recovered
    },
  }
}
