import { randomUUID } from 'node:crypto'
import type { EventName, EventPayload } from '../../../shared/contract.ts'
import type { OpenRequest, ClockStatus } from '../../../shared/models/app.ts'
import type { LinkProgress } from '../../../shared/models/link.ts'
import type { Http } from '../net/http.ts'
import type { Log } from '../core/log.ts'
import { newKnownServers, type KnownServers } from '../oauth/known.ts'
import type { PasteBox } from '../oauth/redirects/pasted.ts'
import type { Mikomo } from '../sandbox/mikomo.ts'
import type { Store } from '../store/database.ts'
import type { Keychain } from '../system/keychain.ts'
import type { Network } from '../system/network.ts'
import type { AlarmName } from './timers.ts'
import type { Notice } from '../connections/consent/expiry-notification.ts'
import type { InstitutionBackoff } from '../connections/refresh/institution-backoff.ts'
import type { TransactionsAt } from '../connections/data/transactions.ts'

/** All that the flows may touch; wired once in index.ts. Each function's first parameter names its share. */
export interface Deps {
  store: Store
  keychain: Keychain
  http: Http
  log: Log
  browser: {
    /** With a program, or null for the system's browser. @throws AppError `browser_unavailable`, `endpoint_insecure` */
    open(url: string, program: string | null): Promise<void>
    /** Asks the person for a program. */
    pick(): Promise<string | null>
  }
  clipboard: {
    /** Resolves once the text is there. */
    write(text: string): Promise<void>
    /** Takes a text away again, unless something else was copied since. */
    clear(text: string): Promise<void>
  }
  window: { focus(): void }
  /** What the person asked for outside the page. */
  openRequests: { take(): OpenRequest | null }
  /** Starts the built-in institution when first asked for, and gives the one that runs from then on. */
  sandbox: { open(): Promise<Mikomo> }
  emit: <E extends EventName>(name: E, payload: EventPayload<E>) => void
  /** Milliseconds UTC. */
  now: () => number
  /** Calls back once, after so many milliseconds; what it returns takes that back. */
  after: (ms: number, work: () => void) => () => void
  /** 0 to 1: spreads what would otherwise come back together. */
  random: () => number
  network: Network
  /** Asks the person where; false when they chose nowhere. @throws AppError `file_unwritable` */
  saveFile: (file: FileToSave) => Promise<boolean>
  /** Tells the person outside the window. */
  notify: (notice: Notice) => void
  settings: Settings
  about: About
  live: Live
}

export type FileToSave = { name: string; text: string } | { name: string; bytes: Uint8Array }

/** What the app stands on, for the health page and for support. */
export interface About {
  /** Name of a component, and its version. */
  versions: Record<string, string>
  /** Without credentials. */
  proxyHost: string | null
  hasExtraCa: boolean
  logFiles: string[]
  /** What the system opens addresses with; empty when it names nothing. */
  browserName: () => string
  isOnline: () => boolean
}

export interface Settings {
  /** How long a link waits for the browser. */
  linkLimitMs: number
  /** How long Revoke can be taken back. */
  undoMs: number
  /** http:// issuers on a loopback address: for development and tests, refused in a packaged app. */
  allowLoopbackIssuer: boolean
}

/** What is true only while the app runs. */
export interface Live {
  /** This run of the app, as attempts name it: `{pid}:{id}`. */
  runId: string
  /** What an earlier run left open is settled: nothing touches a token before. */
  recovered: Promise<void>
  /** Bearers by grant: ID and access tokens are never written down. */
  accessTokens: Map<string, { accessToken: string; obtainedAtMs: number; expiresAtMs: number }>
  /** Refresh tokens by keychain account that the keychain refused after a rotation: kept here until it takes them. */
  unsaved: Map<string, string>
  /** Secrets that are spent or replaced, on their way out of the keychain. */
  deletions: Set<Promise<void>>
  /** One flight a grant. */
  refreshing: Map<string, Promise<void>>
  revoking: Map<string, Promise<void>>
  /** Ids of the refresh attempts that this run is at work on. */
  generationLocks: Set<string>
  links: Map<string, RunningLink>
  /** Folder and keychain have been seen to belong together. */
  isKeychainStampChecked: boolean
  alarms: Map<AlarmName, () => void>
  /** Planned refreshes under way: connection, and the institution that is asked. */
  scheduled: Map<string, string>
  /** By institution. */
  backoffs: Map<string, InstitutionBackoff>
  clock: ClockStatus
  /** When the user last used the app, in this run; null before the first time. */
  lastUseMs: number | null
  /** What servers publish about themselves. */
  known: KnownServers
  /** Where further pages of transactions are: what the window holds is a name for it. */
  pages: Map<string, TransactionsAt>
  /** The app is about to quit: nothing new is begun. */
  isClosing: boolean
}

export interface RunningLink {
  progress: LinkProgress
  controller: AbortController
  /** Gives an address to send a browser to; null until one was sent. The address never leaves the main process. */
  freshUrl: (() => Promise<string>) | null
  /** Where the person may bring the answer; null until the browser has been opened. */
  pasteBox: PasteBox | null
  /** Settles when nothing of the link is left. */
  finished: Promise<void>
}

export function newLive(): Live {
  return {
    runId: `${process.pid}:${randomUUID()}`,
    recovered: Promise.resolve(),
    accessTokens: new Map(),
    unsaved: new Map(),
    deletions: new Set(),
    refreshing: new Map(),
    revoking: new Map(),
    generationLocks: new Set(),
    links: new Map(),
    isKeychainStampChecked: false,
    alarms: new Map(),
    scheduled: new Map(),
    backoffs: new Map(),
    clock: { offsetMs: null, host: null },
    lastUseMs: null,
    known: newKnownServers(),
    pages: new Map(),
    isClosing: false,
  }
}
