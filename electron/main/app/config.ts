import { join, sep } from 'node:path'
import { z } from 'zod'
import { readProxies, type EnvironmentProxies } from '../net/proxies.ts'
import { logLevels, type LogLevel } from '../core/log.ts'

/** Read once, at start; nobody else reads process.env. Times are milliseconds. */
export interface Config {
  dataFolder: string
  linkLimitMs: number
  undoMs: number
  /** To one host. Akoya's sandbox allows as many (Akoya page "Network enhancements"). */
  requestsPerSecond: number
  allowLoopbackIssuer: boolean
  /** Extra certificate authority file, PEM: for networks that inspect TLS. */
  extraCaFile: string | null
  proxies: EnvironmentProxies
  /** The keychain's service name: development and tests keep theirs apart from the installed app's. */
  keychainService: string
  /** The least important lines that the log still has. */
  logLevel: LogLevel
  /** Where `npm run dev` serves the window's page; null for the built one. */
  developmentPage: string | null
  updates: UpdateConfig
}

/** What the publisher built in, and how this app was installed. */
export interface UpdateConfig {
  /** Ed25519 public keys, base64: what none of them has signed is not believed. Empty in a build that nobody published. */
  keys: string[]
  /** Where newer versions are announced, unless the person says otherwise. */
  feed: string | null
  /** Whose signature an installer for Windows must carry: a distinguished name. */
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
  // Its page may call every method of the window: another computer must not serve it.
  MOORING_DEV_PAGE: z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ }).optional(),
  MOORING_UPDATE_KEYS: z.string().optional(),
  // Set by the AppImage's own runtime: its file, and where its contents are.
  APPIMAGE: z.string().optional(),
  APPDIR: z.string().optional(),
})

/** Given to the build by the publisher; docs/release.md says how. */
const build = z.object({
  MAIN_VITE_UPDATE_KEYS: z.string().optional(),
  MAIN_VITE_UPDATE_FEED: z.string().optional(),
  MAIN_VITE_UPDATE_PUBLISHER: z.string().optional(),
})

/** @throws Error that names the variable, when one is set to something it can't be */
export function readConfig(
  env: NodeJS.ProcessEnv,
  app: { isPackaged: boolean; userDataFolder: string; executable: string; build: object },
): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))
  const parsed = environment.safeParse(set)
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
  const values = parsed.data
  const built = build.parse(app.build)
  // What a packaged app believes is not for its environment to say.
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

/** A program that was started from within another one's AppImage inherits its variables, and is not that AppImage. */
function appImageOf({ APPIMAGE, APPDIR }: z.infer<typeof environment>, executable: string) {
  const isInside = APPIMAGE && APPDIR && executable.startsWith(join(APPDIR, sep))
  return isInside ? APPIMAGE : null
}
