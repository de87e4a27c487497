import type { Deps } from '../../runtime/deps.ts'
import { openHeldEntries, type HeldEntries } from './held-entries.ts'
import { openInProgress, type InProgress } from '../../runtime/in-progress.ts'

/** Tokens in memory, and the work under way on them. Owns all of it: nothing here is written down. */
export interface Tokens {
  /** The access token held for a grant, or an ID token used as one; also a service token at a hub, by a name of its own. */
  accessToken(grantId: string): AccessToken | undefined
  holdAccessToken(grantId: string, token: AccessToken): void
  deleteAccessToken(grantId: string): void

  /** Client secrets of the last minute. */
  clientSecrets: HeldEntries

  /** A grant's newest refresh token, until a read has shown that the keychain holds it. */
  unsavedToken(grantId: string): UnsavedToken | undefined
  holdUnsaved(grantId: string, token: UnsavedToken): void
  /** Drops it if it is of this generation or an earlier one. @returns whether it was held */
  releaseUnsaved(grantId: string, generation: number): boolean
  /** Grants whose newest token the keychain has refused: it is lost if the app quits now. */
  unsavedGrants(): string[]
  /** Calls the listener when a grant has become one of those, or is none any more. */
  onUnsavedChange(listener: (grantId: string) => void): void
  unsavedChanged(grantId: string): void

  /** Runs work on a grant's token, one piece after the other. Not from within such work. */
  withGrant<T>(grantId: string, work: () => Promise<T>): Promise<T>
  /** Such work is under way on any grant. */
  isGrantInUse(): boolean

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

  /** Resolves when crash recovery is done, and begins one that was deferred. Await it before using any token. */
  recovered(): Promise<void>
  /** Crash recovery that waits until the first token is needed: it uses the keychain, which may ask the user. */
  deferRecovery(recover: () => Promise<void>): void
  /** Runs crash recovery after any that is under way; `recovered` then waits for it. */
  queueRecovery(recover: () => Promise<void>): Promise<void>
}

/** A refresh token as the keychain's entry of its grant holds it. */
export interface HeldToken {
  generation: number
  /** As in a TokenSet. */
  secret: string
}

export interface UnsavedToken extends HeldToken {
  /** The keychain has refused it, or did not keep it. */
  isRefused: boolean
}

export interface AccessToken {
  accessToken: string
  obtainedAtMs: number
  expiresAtMs: number
  /** Bound to a key on this computer (RFC 9449, RFC 8705): worth nothing without it. */
  isBound: boolean
}

export type TokenDeps = Deps & { tokens: Tokens }

export function openTokens(deps: Pick<Deps, 'setTimer'>): Tokens {
  const accessTokens = new Map<string, AccessToken>()
  const unsaved = new Map<string, UnsavedToken>()
  const grants = new Map<string, Promise<unknown>>()
  let onUnsavedChange: (grantId: string) => void = () => undefined
  const deletions = new Set<Promise<void>>()
  const attempts = new Set<string>()
  let isStampChecked = false
  let recovered = Promise.resolve()
  let begin = (): void => undefined

  return {
    accessToken: (grantId) => accessTokens.get(grantId),
    holdAccessToken: (grantId, token) => void accessTokens.set(grantId, token),
    deleteAccessToken: (grantId) => void accessTokens.delete(grantId),

    clientSecrets: openHeldEntries(deps),

    unsavedToken: (grantId) => unsaved.get(grantId),
    holdUnsaved: (grantId, token) => void unsaved.set(grantId, token),
    releaseUnsaved: (grantId, generation) =>
      (unsaved.get(grantId)?.generation ?? Infinity) <= generation && unsaved.delete(grantId),
    unsavedGrants: () => [...unsaved].filter(([, { isRefused }]) => isRefused).map(([grantId]) => grantId),

    onUnsavedChange(listener) {
      onUnsavedChange = listener
    },
    unsavedChanged: (grantId) => onUnsavedChange(grantId),

    withGrant(grantId, work) {
      const before = grants.get(grantId) ?? Promise.resolve()
      const done = before.then(work, work)
      grants.set(grantId, done)
      const release = () => void (grants.get(grantId) === done && grants.delete(grantId))
      done.then(release, release)
      return done
    },
    isGrantInUse: () => grants.size > 0,

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

    recovered() {
      begin()
      return recovered
    },
    deferRecovery(recover) {
      const needed = Promise.withResolvers<void>()
      begin = needed.resolve
      recovered = Promise.all([recovered, needed.promise]).then(recover)
    },
    queueRecovery(recover) {
      begin()
      recovered = recovered.then(recover)
      return recovered
    },
  }
}
