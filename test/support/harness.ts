import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopAlarms } from '../../electron/main/connections/alarms.ts'
import { newLive, type Deps } from '../../electron/main/connections/deps.ts'
import { cancelAllLinks } from '../../electron/main/connections/links.ts'
import { openHttp } from '../../electron/main/http.ts'
import type { Notice } from '../../electron/main/connections/notices.ts'
import { openSandboxOnDemand } from '../../electron/main/sandbox/on-demand.ts'
import { closeStore, openStore } from '../../electron/main/store/database.ts'
import { openMemoryKeychain } from '../../electron/main/system/keychain.ts'
import type { Keychain } from '../../electron/main/system/keychain.ts'
import type { EventName } from '../../shared/contract.ts'
import type { LinkProgress } from '../../shared/models.ts'
import { quietLog } from './quiet-log.ts'

export interface Harness {
  deps: Deps
  folder: string
  /** Every event, in order. */
  events: { name: EventName; payload: unknown }[]
  /** Every address that the system browser was sent to. */
  opened: string[]
  clipboard: string[]
  /** Every notification of the system. */
  notices: Notice[]
  /** How often the window was brought to the front. */
  focused(): number
  log: ReturnType<typeof quietLog>
  /** Moves the app's clock on; timers stay real. */
  pass(ms: number): void
  /** As quitting and starting again does: all that is only in memory is gone; the keychain stays. */
  restart(): Promise<Deps>
  /** Waits for a link to end, and gives how. */
  ended(linkId: string): Promise<LinkProgress>
  close(): Promise<void>
}

/**
 * The app's main process without its window: real database, real HTTP, real loopback, real Mikomo. Only the keychain, the clock
 * and the browser are replaced.
 */
export function openHarness(
  options: { keychain?: Keychain; undoMs?: number; linkLimitMs?: number } = {},
): Harness {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-'))
  const log = quietLog()
  const events: Harness['events'] = []
  const opened: string[] = []
  const clipboard: string[] = []
  const notices: Notice[] = []
  const keychain = options.keychain ?? openMemoryKeychain()
  let aheadMs = 0
  let timesFocused = 0

  const open = (): Deps => ({
    store: openStore(join(folder, 'mooring.db')),
    keychain,
    log,
    http: openHttp({ userAgent: 'Mooring/test' }),
    browser: { open: async (url) => void opened.push(url) },
    clipboard: { write: (text) => void clipboard.push(text) },
    window: { focus: () => void (timesFocused += 1) },
    sandbox: openSandboxOnDemand(join(folder, 'sandbox')),
    emit: (name, payload) => void events.push({ name, payload }),
    now: () => Date.now() + aheadMs,
    after: (ms, work) => {
      const timer = setTimeout(work, ms)
      return () => clearTimeout(timer)
    },
    chance: Math.random,
    network: { isStable: () => true, unsettle: () => {}, stretch: () => 0 },
    notify: (notice) => void notices.push(notice),
    settings: {
      linkLimitMs: options.linkLimitMs ?? 20_000,
      undoMs: options.undoMs ?? 50,
      allowLoopbackIssuer: true,
    },
    live: newLive(),
  })

  const shut = async (deps: Deps) => {
    deps.live.isClosing = true
    stopAlarms(deps)
    await cancelAllLinks(deps)
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
    focused: () => timesFocused,
    log,
    pass: (ms) => {
      aheadMs += ms
    },
    restart: async () => {
      await shut(harness.deps)
      harness.deps = open()
      return harness.deps
    },
    ended: async (linkId) => {
      await harness.deps.live.links.get(linkId)?.finished
      return progressOf(events, linkId)
    },
    close: async () => {
      await shut(harness.deps)
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return harness
}

function progressOf(events: Harness['events'], linkId: string): LinkProgress {
  const last = events
    .filter(({ name }) => name === 'link.progress')
    .map(({ payload }) => payload as LinkProgress)
    .findLast(({ id }) => id === linkId)
  if (!last) throw new Error('the link told of no progress')
  return last
}

/** Waits until something is true, or says what was not. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | null | false,
  limitMs = 10_000,
): Promise<T> {
  const untilMs = Date.now() + limitMs
  while (Date.now() < untilMs) {
    const found = look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`not within ${limitMs} ms: ${what}`)
}
