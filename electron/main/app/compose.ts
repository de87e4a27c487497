import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from './config.ts'
import { openTransactionCursors, type DataDeps } from '../connections/data/transaction-cursors.ts'
import { openLinker, type LinkDeps } from '../connections/link/linker.ts'
import { openRefresher } from '../connections/refresh/refresher.ts'
import { openRevoker } from '../connections/revoke/revoker.ts'
import { openTokens } from '../connections/tokens/tokens.ts'
import type { AppError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { openClock } from '../health/clock-skew.ts'
import { logRequests } from '../net/http-log.ts'
import { openHttp, type Http, type HttpOptions } from '../net/http.ts'
import { rateLimit } from '../net/rate-limit.ts'
import { newKnownServers } from '../oauth/known.ts'
import type { About, Core, Ports } from '../runtime/deps.ts'
import { openTimers } from '../runtime/timers.ts'
import { openLastUse } from '../settings/last-use.ts'
import type { Engine } from '../updates/engine.ts'
import { readPublicKey } from '../updates/signature.ts'
import { openUpdates, type Updates } from '../updates/updates.ts'

/** The dependencies of every flow. */
export type AppDeps = LinkDeps & DataDeps

/** What only the app's host gives: Electron, or the child process of a crash test. */
export type Host = Omit<Ports, 'settings' | 'about' | 'openRequests' | 'sandbox'> &
  Pick<Core, 'keychain'> & {
    userAgent: string
    about: Pick<About, 'versions' | 'browserName' | 'isOnline'>
  }

/** The dependencies of the running app. */
export function composeDeps(
  config: Config,
  opened: Host & Pick<Ports, 'sandbox' | 'openRequests'> & Pick<Core, 'log' | 'store'>,
): AppDeps {
  const { userAgent, about, ...rest } = opened
  return openServices({
    ...rest,
    openHttp: (onOffset) =>
      rateLimit(
        logRequests(openHttp({ ...httpOptionsOf(config, userAgent), onOffset }), opened.log),
        setTimer,
        config.requestsPerSecond,
      ),
    now: Date.now,
    setTimer,
    random: Math.random,
    settings: {
      linkLimitMs: config.linkLimitMs,
      undoMs: config.undoMs,
      allowLoopbackIssuer: config.allowLoopbackIssuer,
    },
    about: {
      ...about,
      proxyHost: config.proxies.https?.host ?? null,
      hasExtraCa: config.extraCaFile !== null,
      logFiles: ['mooring.log', 'mooring.old.log'].map((name) => join(config.dataFolder, 'logs', name)),
    },
  })
}

type Given = Ports &
  Pick<Core, 'store' | 'keychain' | 'log' | 'now' | 'setTimer' | 'random'> & {
    openHttp: (onOffset: (host: string, offsetMs: number) => void) => Http
  }

/** Opens every service once, over what the host gives. */
export function openServices({ openHttp, ...given }: Given): AppDeps {
  const timers = openTimers(given)
  const clock = openClock(given)
  return {
    ...given,
    http: openHttp(clock.recordOffset),
    clock,
    knownServers: newKnownServers(),
    lastUse: openLastUse({ ...given, timers }),
    runId: `${process.pid}:${randomUUID()}`,
    timers,
    tokens: openTokens(),
    refresher: openRefresher(given),
    revoker: openRevoker(),
    linker: openLinker(),
    transactions: openTransactionCursors(),
  }
}

/** The updates service, with HTTP of its own: requests of the connections are rate-limited. */
export function composeUpdates(
  config: Config,
  host: Pick<Host, 'emit' | 'userAgent'> & {
    log: Log
    platform: NodeJS.Platform
    version: string
    quit: () => void
    quitThen: (last: () => Promise<void>) => void
  },
): Updates {
  const { keys, feed, windowsPublisher, appImage } = config.updates
  const http = openHttp(httpOptionsOf(config, host.userAgent))

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

function httpOptionsOf(config: Config, userAgent: string): HttpOptions {
  return {
    userAgent,
    ...(config.extraCaFile === null ? {} : { extraCa: [readFileSync(config.extraCaFile, 'utf8')] }),
    proxies: config.proxies,
  }
}

function setTimer(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
