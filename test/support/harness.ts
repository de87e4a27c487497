import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { openServices, type AppDeps } from '../../electron/main/app/compose.ts'
import type { Notice } from '../../electron/main/runtime/deps.ts'
import { cancelAllLinks } from '../../electron/main/connections/link/link-sessions.ts'
import { openHttp, type Http, type Streams } from '../../electron/main/net/http.ts'
import { rateLimit } from '../../electron/main/net/rate-limit.ts'
import { openSandboxOnDemand } from '../../electron/main/sandbox/on-demand.ts'
import { closeStore, openStore } from '../../electron/main/store/database.ts'
import { openFakeKeychain } from './keychain.ts'
import type { Keychain } from '../../electron/main/system/keychain.ts'
import { writeChosenFile } from '../../electron/main/system/write-chosen-file.ts'
import type { AskConsent } from '../../electron/main/scripts/consent-question.ts'
import type { OpenRequest } from '../../shared/models/app.ts'
import type { EventName } from '../../shared/contract.ts'
import type { LinkProgress } from '../../shared/models/link.ts'
import type { Network } from '../../electron/main/system/network.ts'
import { limits } from './limits.ts'
import { quietLog } from './quiet-log.ts'
import type { SimulatedClock } from './simulated-clock.ts'

export interface Harness {
  deps: AppDeps
  folder: string
  /** Every event, in order. */
  events: { name: EventName; payload: unknown }[]
  /** Every address that the system browser was sent to. */
  opened: string[]
  clipboard: string[]
  /** What the app sees of the network; a test may change it. */
  network: Network
  /** A request is under way. */
  isBusy(): boolean
  /** Every file that the user was offered to save. */
  saved: { name: string; text: string }[]
  /** The file that the user chooses when asked for one; null for none. */
  toOpen: string | null
  /** The certificate file that the user chooses; null for none. */
  certificate: Buffer | null
  /** The file that the user chooses for a new dataset; null for none. */
  datasetFile: string | null
  /** Every file that was shown in the system's file manager. */
  shownFiles: string[]
  /** How the user answers a script's question. */
  askConsent: AskConsent
  /** What the window was asked to show. */
  openedInFront: OpenRequest[]
  /** Every archive and PDF file that was written where the user chose. */
  archives: { name: string; bytes: Uint8Array }[]
  /** Every notification of the system. */
  notices: Notice[]
  /** How often the window was brought to the front. */
  focused(): number
  /** How often a saved file was shown in its folder. */
  shown(): number
  log: ReturnType<typeof quietLog>
  /** Moves the app's clock on; timers stay real. */
  pass(ms: number): void
  /** As quitting and starting again does: all that is only in memory is gone; the keychain stays. */
  restart(meanwhile?: () => void): Promise<AppDeps>
  /** Waits for a link to end, and gives how. */
  ended(linkId: string): Promise<LinkProgress>
  close(): Promise<void>
}

/**
 * The app's main process without its window: real database, real HTTP, real loopback, real Mikomo. Only the keychain, the clock
 * and the browser are replaced.
 */
export function openHarness(
  options: {
    keychain?: Keychain
    undoMs?: number
    linkLimitMs?: number
    /** Time that is let pass by the test, for timers too. Requests are then rate-limited, as in the app. */
    clock?: SimulatedClock
    chance?: () => number
    /** The clock and the ledgers of Mikomo, which otherwise has the real time. */
    sandbox?: { now?: () => number; seed?: string }
    /** How long one request may take. */
    totalMs?: number
    /** How long one may take whose answer must not be given up; as long as any other, if only `totalMs` is given. */
    longMs?: number
    /** PEM certificates of authorities that servers of the test have. */
    extraCa?: string[]
  } = {},
): Harness {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-'))
  const log = quietLog()
  const events: Harness['events'] = []
  const opened: string[] = []
  const clipboard: string[] = []
  const notices: Notice[] = []
  const saved: Harness['saved'] = []
  const archives: Harness['archives'] = []
  const shownFiles: string[] = []
  const network: Network = { isStable: () => true, markUnstable: () => {}, stretch: () => 0 }
  const keychain = options.keychain ?? openFakeKeychain()
  let aheadMs = 0
  let timesFocused = 0
  let shown = 0
  let requests = 0

  const counting = async <T>(send: () => Promise<T>): Promise<T> => {
    requests += 1
    try {
      return await send()
    } finally {
      requests -= 1
    }
  }
  const counted = (http: Http & Streams): Http & Streams => ({
    fetch: (url, init) => counting(() => http.fetch(url, init)),
    stream: (url, init) => counting(() => http.stream(url, init)),
    offsetMs: (host) => http.offsetMs(host),
    close: () => http.close(),
  })
  const openHarnessHttp = (onOffset: (host: string, offsetMs: number) => void): Http & Streams => {
    const http = counted(
      openHttp({
        userAgent: 'Mooring/test',
        ...(options.extraCa ? { extraCa: options.extraCa } : {}),
        ...(options.totalMs === undefined ? {} : { totalMs: options.totalMs, longMs: options.totalMs }),
        ...(options.longMs === undefined ? {} : { longMs: options.longMs }),
        onOffset,
      }),
    )
    return options.clock ? rateLimit(http, options.clock.after, 5) : http
  }

  const open = (): AppDeps =>
    openServices({
      store: openStore(join(folder, 'mooring.db')),
      keychain,
      log,
      openHttp: openHarnessHttp,
      browser: { open: async (url) => void opened.push(url), pick: async () => null },
      openRequests: { take: () => null },
      clipboard: {
        write: async (text) => void clipboard.push(text),
        clear: async (text) => void (clipboard.at(-1) === text && clipboard.pop()),
      },
      window: { focus: () => void (timesFocused += 1) },
      sandbox: openSandboxOnDemand(join(folder, 'sandbox'), options.sandbox),
      emit: (name, payload) => void events.push({ name, payload }),
      now: options.clock?.now ?? (() => Date.now() + aheadMs),
      setTimer: options.clock?.after ?? afterRealTime,
      random: options.chance ?? Math.random,
      network,
      saveFile: async (name, writeContent) => {
        const path = await writeChosenFile(join(folder, name), writeContent)
        const bytes = readFileSync(path)
        if (/\.(zip|parquet|sqlite|pdf)$/.test(name)) archives.push({ name: basename(path), bytes })
        else saved.push({ name: basename(path), text: bytes.toString() })
        return true
      },
      pickDataset: async () => harness.datasetFile,
      showFile: (path) => void shownFiles.push(path),
      pickFolder: async () => null,
      setTheme: () => undefined,
      openCertificate: async () => harness.certificate,
      openFile: async (mostBytes) => {
        const text = harness.toOpen
        if (text === null) return null
        return Buffer.byteLength(text) > mostBytes ? 'too large' : { name: 'chosen.txt', text }
      },
      authorities: async () => [...rootCertificates],
      showSaved: () => void (shown += 1),
      askConsent: (question, signal) => harness.askConsent(question, signal),
      bringPromptToFront: () => undefined,
      openInFront: (request) => void harness.openedInFront.push(request),
      isWindowOpen: () => false,
      notify: (notice) => void notices.push(notice),
      settings: {
        linkLimitMs: options.linkLimitMs ?? limits.waitMs,
        undoMs: options.undoMs ?? 50,
        allowLoopbackIssuer: true,
      },
      about: {
        versions: { mooring: 'test' },
        proxyOf: async () => ({ host: null, isUsable: true }),
        hasExtraCa: false,
        logFiles: [join(folder, 'mooring.log')],
        browserName: () => 'Chromium',
        isOnline: () => true,
      },
    })

  const shut = async (deps: AppDeps) => {
    deps.timers.close()
    deps.scripts.questions.close()
    await deps.datasets.runs.close()
    await cancelAllLinks(deps)
    deps.tokens.clientSecrets.close()
    await deps.tokens.deletionsDone()
    await deps.http.close()
    await (deps.sandbox as ReturnType<typeof openSandboxOnDemand>).close()
    closeStore(deps.store)
  }

  const harness: Harness = {
    deps: open(),
    folder,
    events,
    opened,
    clipboard,
    notices,
    saved,
    archives,
    toOpen: null,
    certificate: null,
    datasetFile: null,
    askConsent: async () => 'closed',
    openedInFront: [],
    shownFiles,
    network,
    isBusy: () => requests > 0,
    focused: () => timesFocused,
    shown: () => shown,
    log,
    pass: (ms) => {
      aheadMs += ms
    },
    restart: async (meanwhile) => {
      await shut(harness.deps)
      meanwhile?.()
      harness.deps = open()
      return harness.deps
    },
    ended: async (linkId) => {
      await harness.deps.linker.find(linkId)?.finished
      return progressOf(events, linkId)
    },
    close: async () => {
      await shut(harness.deps)
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return harness
}

export function afterRealTime(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}

function progressOf(events: Harness['events'], linkId: string): LinkProgress {
  const last = events
    .filter(({ name }) => name === 'link.progress')
    .map(({ payload }) => payload as LinkProgress)
    .findLast(({ id }) => id === linkId)
  if (!last) throw new Error('the link reported no progress')
  return last
}

/** Waits until something is true, or says what was not. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | null | false,
  limitMs = limits.waitMs,
): Promise<T> {
  const untilMs = Date.now() + limitMs
  while (Date.now() < untilMs) {
    const found = look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`not within ${limitMs} ms: ${what}`)
}
