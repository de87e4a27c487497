import { join, sep } from 'node:path'
import { z } from 'zod'
import { readProxies, type EnvironmentProxies } from '../net/proxies.ts'
import { logLevels, type LogLevel } from '../core/log.ts'

/** Read once, at start; no other module reads process.env. Times are milliseconds. */
export interface Config {
  dataFolder: string
  linkLimitMs: number
  undoMs: number
  /** Requests a second to one host. Akoya's sandbox allows as many (Akoya page "Network enhancements"). */
  requestsPerSecond: number
  allowLoopbackIssuer: boolean
  /** Extra certificate authority file, PEM: for networks that inspect TLS. */
  extraCaFile: string | null
  proxies: EnvironmentProxies
  /** The keychain's service name: another one for development and tests than for the installed app. */
  keychainService: string
  /** The least important lines that are logged. */
  logLevel: LogLevel
  /** Where `npm run dev` serves the window's page; null for the built one. */
  developmentPage: string | null
  updates: UpdateConfig
}

/** What the publisher set at build time, and how this app was installed. */
export interface UpdateConfig {
  /** Ed25519 public keys, base64: an update needs a signature by one of them. Empty in an unpublished build. */
  keys: string[]
  /** The feed of newer versions, unless the user sets another. */
  feed: string | null
  /** Distinguished name of the signer of an installer for Windows. */
  windowsPublisher: string | null
  /** The AppImage that this app runs from. */
  appImage: string | null
}

const environment = z.object({
  MOORING_DATA: z.string().min(1).optional(),
  MOORING_LINK_LIMIT_MS: z.coerce.number().int().min(1000).max(300_000).default(300_000),
  MOORING_UNDO_MS: z.coerce.number().int().min(0).max(300_000).default(5000),
  MOORING_EXTRA_CA: z.string().min(1).optional(),
  MOORING_LOG_LEVEL: z.enum(logLevels).default('info'),
  // The page may call every method of the contract: another computer must not serve it.
  MOORING_DEV_PAGE: z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ }).optional(),
  MOORING_UPDATE_KEYS: z.string().optional(),
  // Set by the AppImage's runtime: its file, and the folder of its contents.
  APPIMAGE: z.string().optional(),
  APPDIR: z.string().optional(),
})

/** Set by the publisher at build time; see docs/release.md. */
const build = z.object({
  MAIN_VITE_UPDATE_KEYS: z.string().optional(),
  MAIN_VITE_UPDATE_FEED: z.string().optional(),
  MAIN_VITE_UPDATE_PUBLISHER: z.string().optional(),
})

/** @throws Error that names a variable with an invalid value */
export function readConfig(
  env: NodeJS.ProcessEnv,
  app: { isPackaged: boolean; userDataFolder: string; executable: string; build: object },
): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))
  const parsed = environment.safeParse(set)
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
  const values = parsed.data
  const built = build.parse(app.build)
  // The environment must not change which updates a packaged app trusts.
  const keys = app.isPackaged ? built.MAIN_VITE_UPDATE_KEYS : values.MOORING_UPDATE_KEYS
  return {
    dataFolder: values.MOORING_DATA ?? join(app.userDataFolder, 'data'),
    linkLimitMs: values.MOORING_LINK_LIMIT_MS,
    undoMs: values.MOORING_UNDO_MS,
    requestsPerSecond: 5,
    allowLoopbackIssuer: !app.isPackaged,
    extraCaFile: values.MOORING_EXTRA_CA ?? null,
    proxies: readProxies(set),
    keychainService: app.isPackaged ? 'app.mooring' : 'app.mooring.development',
    logLevel: values.MOORING_LOG_LEVEL,
    developmentPage: app.isPackaged ? null : (values.MOORING_DEV_PAGE ?? null),
    updates: {
      keys: (keys ?? '').split(',').filter((key) => key !== ''),
      feed: built.MAIN_VITE_UPDATE_FEED || null,
      windowsPublisher: built.MAIN_VITE_UPDATE_PUBLISHER || null,
      appImage: appImageOf(values, app.executable),
    },
  }
}

/** A program started from another AppImage inherits that one's variables. */
function appImageOf({ APPIMAGE, APPDIR }: z.infer<typeof environment>, executable: string) {
  const isInside = APPIMAGE && APPDIR && executable.startsWith(join(APPDIR, sep))
  return isInside ? APPIMAGE : null
}
