import { dirname, join } from 'node:path'
import type { Config } from './config.ts'
import { recordOffset } from '../health/clock-skew.ts'
import { newLive, type About, type Deps } from '../runtime/deps.ts'
import { AppError } from '../core/errors.ts'
import { logRequests } from '../net/http-log.ts'
import { openHttp, type HttpOptions } from '../net/http.ts'
import type { Log } from '../core/log.ts'
import { rateLimit } from '../net/rate-limit.ts'
import { openRoutes, type FindRoutes } from '../net/routes.ts'
import type { Engine } from '../updates/engine.ts'
import { readPublicKey } from '../updates/signature.ts'
import { openUpdates, type Updates } from '../updates/updates.ts'

/** What the flows need and only the host of the app can give: Electron, or the child of a crash test. */
export type System = Pick<
  Deps,
  'keychain' | 'browser' | 'clipboard' | 'window' | 'emit' | 'network' | 'notify' | 'saveFile' | 'showSaved'
> & {
  userAgent: string
  about: Pick<About, 'versions' | 'browserName' | 'isOnline'>
  /** @see RouteOptions.resolveSystemProxy */
  resolveSystemProxy: (url: string) => Promise<string>
  /** @see SenderOptions.systemCa */
  systemCa: () => Promise<string[]>
}

/** Puts together what the flows may touch. */
export function wire(
  config: Config,
  opened: Pick<Deps, 'log' | 'store' | 'sandbox' | 'openRequests'> & System,
): Deps {
  const { userAgent, about, resolveSystemProxy, systemCa, ...rest } = opened
  const findRoutes = findRoutesOf(config, opened.log, resolveSystemProxy)
  const deps: Deps = {
    ...rest,
    http: rateLimit(
      logRequests(
        openHttp({
          ...httpOptionsOf(config, { userAgent, systemCa }),
          findRoutes,
          onOffset: (host, offsetMs) => recordOffset(deps, host, offsetMs),
        }),
        opened.log,
      ),
      after,
      config.requestsPerSecond,
    ),
    now: Date.now,
    after,
    random: Math.random,
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
    live: newLive(),
  }
  return deps
}

/** Looking for newer versions, and a way to the network of its own: that of the connections is paced for each host. */
export function wireUpdates(
  config: Config,
  host: Pick<System, 'emit' | 'userAgent' | 'resolveSystemProxy' | 'systemCa'> & {
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
    after,
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
  { userAgent, systemCa }: Pick<System, 'userAgent' | 'systemCa'>,
): HttpOptions {
  return { userAgent, systemCa, extraCa }
}

function findRoutesOf(
  { proxies }: Config,
  log: Log,
  resolveSystemProxy: System['resolveSystemProxy'],
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

function after(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
