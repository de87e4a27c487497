import type { EventName, EventPayload } from '../../../shared/contract.ts'
import type { ClockStatus, OpenRequest, Theme } from '../../../shared/models/app.ts'
import type { Log } from '../core/log.ts'
import type { Http, Streams } from '../net/http.ts'
import type { KnownServers } from '../oauth/known.ts'
import type { Mikomo } from '../sandbox/mikomo.ts'
import type { Store } from '../store/database.ts'
import type { GrantRow } from '../store/rows.ts'
import type { Keychain } from '../system/keychain.ts'
import type { Network } from '../system/network.ts'
import type { OpenExtension } from '../system/open-extension.ts'
import type { SaveFileOptions, WriteContent } from '../system/write-chosen-file.ts'
import type { Timers } from './timers.ts'

/**
 * Dependencies of the connection flows, created in compose.ts. Each folder of connections/ adds its own service to these; a function's
 * first parameter names what it needs.
 */
export interface Deps extends Ports, Core {
  timers: Timers
}

/** What the platform gives: Electron in the app, replacements in tests. */
export interface Ports {
  browser: {
    /** With a program, or null for the system's browser. @throws AppError `browser_unavailable`, `endpoint_insecure` */
    open(url: string, program: string | null): Promise<void>
    /** Asks the user for a program; null when they choose none. */
    pick(): Promise<string | null>
  }
  clipboard: {
    /** Resolves once the text is there. */
    write(text: string): Promise<void>
    /** Removes a text, unless something else was copied since. */
    clear(text: string): Promise<void>
  }
  window: { focus(): void }
  /** Deep link or menu command waiting for the page. */
  openRequests: { take(): OpenRequest | null }
  /** Starts the built-in institution on first use, then returns the running one. */
  sandbox: { open(): Promise<Mikomo> }
  /** Sends an event to the window. */
  emit: <E extends EventName>(name: E, payload: EventPayload<E>) => void
  network: Network
  /** Asks the user where to save, then writes; false when they choose no file. @throws AppError as writeChosenFile */
  saveFile: (name: string, writeContent: WriteContent, options?: SaveFileOptions) => Promise<boolean>
  /** Asks the user for the file of a new dataset, and creates nothing; null when they choose none. */
  pickDataset: (name: string) => Promise<string | null>
  /** Shows a file in the system's file manager. */
  showFile: (path: string) => void
  /** Asks the user for a folder; null when they choose none. */
  pickFolder: () => Promise<string | null>
  /** Lets the user choose a file with this extension; null when they choose none. @throws AppError `file_unreadable` */
  openFile: (
    mostBytes: number,
    extension: OpenExtension,
  ) => Promise<{ name: string; text: string } | 'too large' | null>
  /** The certificate authorities that requests trust, PEM. */
  authorities: () => Promise<string[]>
  /** Lets the user choose a PKCS #12 or PEM file; null when they choose none. @throws AppError `file_unreadable` */
  openCertificate: (mostBytes: number) => Promise<Buffer | 'too large' | null>
  /** Shows the file that was saved last in the system's file manager. @throws AppError `file_gone` where it is no longer there */
  showSaved: () => void
  /** Shows the window in light or dark colours, or as the system does. */
  setTheme: (theme: Theme) => void
  /** Shows a system notification. */
  notify: (notice: Notice) => void
  settings: Settings
  about: About
}

/** What every flow is built on. */
export interface Core {
  store: Store
  keychain: Keychain
  http: Http & Streams
  log: Log
  /** This computer's time, milliseconds UTC. */
  now: () => number
  clock: Clock
  /** Calls back once, after so many milliseconds. Returns a function that cancels it. */
  setTimer: (ms: number, work: () => void) => () => void
  /** 0–1, for jitter. */
  random: () => number
  /** What servers publish about themselves. */
  knownServers: KnownServers
  lastUse: LastUse
  /** Names this run of the app in the ledger. */
  runId: string
}

/** What servers' clocks say about this computer's. */
export interface Clock {
  status(): ClockStatus
  /**
   * The time, milliseconds UTC, that this computer's clock has reached and no server contradicts. Expiry dates are compared with it, so
   * that a clock that is ahead, here or at a server, ends nothing.
   */
  uncontradictedNowMs(): number
  /** Records how far a host's clock is ahead, and informs the window when this computer's turns out wrong, or right again. */
  recordOffset(host: string, offsetMs: number): void
}

/** When the user last used the app. */
export interface LastUse {
  /** Records that the user uses the app now. */
  record(): void
  /**
   * When the user last used the app, or signed in at the institution for this grant, whichever is later; milliseconds UTC, never in
   * the future.
   *
   * @see Akoya page "Headers", `x-akoya-last-access`: the consumer's last login, logout or active use of the app
   */
  atMs(grant: Pick<GrantRow, 'authorizedAtMs'>): number
}

/** A system notification. */
export interface Notice {
  title: string
  body: string
  /** What the window shows when the user clicks it. */
  open: OpenRequest
}

/** Versions and surroundings of the app, for the health page and for support. */
export interface About {
  /** Name of a component, and its version. */
  versions: Record<string, string>
  /** Host and port of the proxy for an address, without credentials; null for none. A SOCKS proxy can't be used. */
  proxyOf: (address: string) => Promise<{ host: string | null; isUsable: boolean }>
  hasExtraCa: boolean
  logFiles: string[]
  /** Name of the system's default browser; empty when the system names none. */
  browserName: () => string
  isOnline: () => boolean
}

export interface Settings {
  /** How long a link waits for the browser. */
  linkLimitMs: number
  /** How long the user can undo Revoke. */
  undoMs: number
  /** Allows http:// issuers on a loopback address: for development and tests, refused in a packaged app. */
  allowLoopbackIssuer: boolean
}
