import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { noteOffset } from './connections/clock.ts'
import { newLive, type About, type Deps } from './connections/deps.ts'
import { openHttp } from './http.ts'
import { pace } from './pace.ts'

/** What the flows need and only the host of the app can give: Electron, or the child of a crash test. */
export type System = Pick<
  Deps,
  'keychain' | 'browser' | 'clipboard' | 'window' | 'emit' | 'network' | 'notify' | 'saveFile'
> & { userAgent: string; about: Pick<About, 'versions' | 'browserName' | 'isOnline'> }

/** Puts together what the flows may touch. */
export function wire(
  config: Config,
  opened: Pick<Deps, 'log' | 'store' | 'sandbox' | 'asks'> & System,
): Deps {
  const { userAgent, about, ...rest } = opened
  const deps: Deps = {
    ...rest,
    http: pace(
      openHttp({
        userAgent,
        ...(config.extraCaFile === null ? {} : { extraCa: [readFileSync(config.extraCaFile, 'utf8')] }),
        ...(config.proxy === null ? {} : { proxy: config.proxy }),
        onOffset: (host, offsetMs) => noteOffset(deps, host, offsetMs),
      }),
      { now: () => performance.now(), after },
      config.requestsPerSecond,
    ),
    now: Date.now,
    after,
    chance: Math.random,
    settings: {
      linkLimitMs: config.linkLimitMs,
      undoMs: config.undoMs,
      allowLoopbackIssuer: config.allowLoopbackIssuer,
    },
    about: {
      ...about,
      proxyHost: config.proxy === null ? null : new URL(config.proxy).host,
      hasExtraCa: config.extraCaFile !== null,
      logFiles: ['mooring.log', 'mooring.old.log'].map((name) => join(config.dataFolder, 'logs', name)),
    },
    live: newLive(),
  }
  return deps
}

function after(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
