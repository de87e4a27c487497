import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { Config } from './config.ts'
import { openTransactionCursors, type DataDeps } from '../connections/data/transaction-cursors.ts'
import { openLinker, type LinkDeps } from '../connections/link/linker.ts'
import { openRefresher } from '../connections/refresh/refresher.ts'
import { openRevoker } from '../connections/revoke/revoker.ts'
import { openTokens } from '../connections/tokens/tokens.ts'
import { AppError } from '../core/errors.ts'
import { openDatasetService } from '../datasets/dataset-deps.ts'
import { followChanges } from '../datasets/follow-changes.ts'
import type { Log } from '../core/log.ts'
import { openClock } from '../health/clock-skew.ts'
import { trustedAuthorities } from '../net/authorities.ts'
import { logRequests } from '../net/http-log.ts'
import { openHttp, type Http, type HttpOptions, type Streams } from '../net/http.ts'
import { rateLimit } from '../net/rate-limit.ts'
import { openRoutes, type FindRoutes } from '../net/routes.ts'
import { newKnownServers } from '../oauth/known.ts'
import { openOfferedCertificates, type OfferedCertificates } from '../registrations/offered-certificates.ts'
import type { About, Core, Ports } from '../runtime/deps.ts'
import { openExportRuns, type ExportRuns } from '../runtime/export-runs.ts'
import { openTimers } from '../runtime/timers.ts'
import { openChosenSetup, type SetupDeps } from '../setup-file/import-setup.ts'
import { followForScripts } from '../scripts/end-clients.ts'
import { openScripts, type ScriptDeps, type ScriptPorts } from '../scripts/script-deps.ts'
import { openLastUse } from '../settings/last-use.ts'
import { readExportFolder } from '../store/preferences.ts'
import type { Engine } from '../updates/engine.ts'
import { readPublicKey } from '../updates/signature.ts'
import { openUpdates, type Updates } from '../updates/updates.ts'

/** The dependencies of every flow. */
export type AppDeps = LinkDeps &
  DataDeps &
  SetupDeps &
  ScriptDeps & { exports: ExportRuns; certificates: OfferedCertificates }

/** What only the app's host gives: Electron, or the child process of a crash test. */
export type Host = Omit<Ports, 'settings' | 'about' | 'openRequests' | 'sandbox' | 'authorities'> &
  Pick<Core, 'keychain'> &
  ScriptPorts & {
    userAgent: string
    about: Pick<About, 'versions' | 'browserName' | 'isOnline'>
    /** @see RouteOptions.resolveSystemProxy */
    resolveSystemProxy: (url: string) => Promise<string>
    /** @see SenderOptions.systemCa */
    systemCa: () => Promise<string[]>
  }

/** The dependencies of the running app. */
export function composeDeps(
  config: Config,
  opened: Host & Pick<Ports, 'sandbox' | 'openRequests'> & Pick<Core, 'log' | 'store'>,
): AppDeps {
  const { userAgent, about, resolveSystemProxy, systemCa, ...rest } = opened
  const findRoutes = findRoutesOf(config, opened.log, resolveSystemProxy)
  return openServices({
    ...rest,
    openHttp: (onOffset) =>
      rateLimit(
        logRequests(
          openHttp({ ...httpOptionsOf(config, { userAgent, systemCa }), findRoutes, onOffset }),
          opened.log,
        ),
        setTimer,
        config.requestsPerSecond,
      ),
    now: Date.now,
    setTimer,
    random: Math.random,
    authorities: async () => trustedAuthorities(await systemCa(), config.extraCa),
    settings: {
      linkLimitMs: config.linkLimitMs,
      undoMs: config.undoMs,
      allowLoopbackIssuer: config.allowLoopbackIssuer,
    },
    about: {
      ...about,
      proxyOf: (address) => proxyOf(findRoutes, address),
      hasExtraCa: config.extraCa.length > 0,
      logFiles: ['mooring.log', 'mooring.old.log'].map((name) => join(config.dataFolder, 'logs', name)),
    },
  })
}

type Given = Ports &
  ScriptPorts &
  Pick<Core, 'store' | 'keychain' | 'log' | 'now' | 'setTimer' | 'random'> & {
    openHttp: (onOffset: (host: string, offsetMs: number) => void) => Http & Streams
  }

/** Opens every service once, over what the host gives. */
export function openServices({ openHttp, ...given }: Given): AppDeps {
  const timers = openTimers(given)
  const clock = openClock(given)
  const deps: AppDeps = {
    ...given,
    emit: (name, payload) => {
      given.emit(name, payload)
      followChanges(deps, name, payload)
      followForScripts(deps, name, payload)
    },
    http: openHttp(clock.recordOffset),
    clock,
    knownServers: newKnownServers(),
    lastUse: openLastUse({ ...given, timers }),
    saveFile: (name, writeContent, options) =>
      given.saveFile(name, writeContent, { ...options, folder: readExportFolder(given.store) }),
    runId: randomUUID(),
    timers,
    tokens: openTokens(given),
    refresher: openRefresher(given),
    revoker: openRevoker(),
    linker: openLinker(),
    transactions: openTransactionCursors(),
    chosenSetup: openChosenSetup(),
    exports: openExportRuns(given),
    certificates: openOfferedCertificates(),
    datasets: openDatasetService(),
    scripts: openScripts(given),
  }
  deps.scripts.questions.onChange(() => deps.emit('scripts.changed', {}))
  return deps
}

/** The updates service, with HTTP of its own: requests of the connections are rate-limited. */
export function composeUpdates(
  config: Config,
  host: Pick<Host, 'emit' | 'userAgent' | 'resolveSystemProxy' | 'systemCa'> & {
    log: Log
    platform: NodeJS.Platform
    version: string
    quit: () => void
    quitThen: (last: () => Promise<void>) => void
  },
): Updates {
  const { keys, feed, windowsPublisher, appImage } = config.updates
  const http = openHttp({
    ...httpOptionsOf(config, host),
    findRoutes: findRoutesOf(config, host.log, host.resolveSystemProxy),
  })

  async function openEngine(address: URL, onRefused: (error: AppError) => void): Promise<Engine> {
    const engine = await import('../updates/engine.ts')
    return engine.openEngine({
      platform: host.platform,
      version: host.version,
      source: { http, feed: address, keys: keys.map(readPublicKey) },
      downloads: http,
      folder: appImage ? join(dirname(appImage), '.mooring-update') : join(config.dataFolder, 'updates'),
      dataFolder: join(config.dataFolder, 'updates'),
      windowsPublisher,
      quit: host.quit,
      onRefused,
    })
  }

  const updates = openUpdates({
    log: host.log,
    now: Date.now,
    after: setTimer,
    emit: (status) => host.emit('updates.changed', status),
    openEngine: keys.length > 0 ? openEngine : null,
    installs: host.platform !== 'linux' || appImage !== null,
    builtInFeed: feed,
    quitThen: host.quitThen,
  })
  return {
    ...updates,
    close: () => {
      updates.close()
      void http.close()
    },
  }
}

function httpOptionsOf(
  { extraCa }: Config,
  { userAgent, systemCa }: Pick<Host, 'userAgent' | 'systemCa'>,
): HttpOptions {
  return { userAgent, systemCa, extraCa }
}

function findRoutesOf(
  { proxies }: Config,
  log: Log,
  resolveSystemProxy: Host['resolveSystemProxy'],
): FindRoutes {
  return openRoutes({
    environment: proxies,
    resolveSystemProxy,
    onUnresolved: () => log.warn('proxy.unresolved'),
  })
}

/** @see About.proxyOf */
async function proxyOf(
  findRoutes: FindRoutes,
  address: string,
): Promise<{ host: string | null; isUsable: boolean }> {
  try {
    const [route] = await findRoutes(new URL(address))
    return { host: route?.host ?? null, isUsable: true }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    return { host: thrown.detail.proxy ?? null, isUsable: false }
  }
}

function setTimer(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
