import { statSync } from 'node:fs'
import { dirname, isAbsolute, join, sep } from 'node:path'
import { z } from 'zod'
import { readCertificates } from './certificates.ts'
import { readProxies, type EnvironmentProxies } from '../net/proxies.ts'
import { logLevels, type LogLevel } from '../core/log.ts'
import { readPublicKey } from '../updates/signature.ts'

/** Read once, at start; no other module reads process.env. Times are milliseconds. */
export interface Config {
  dataFolder: string
  linkLimitMs: number
  undoMs: number
  /** Requests a second to one host. Akoya's sandbox allows as many (Akoya page "Network enhancements"). */
  requestsPerSecond: number
  allowLoopbackIssuer: boolean
  /** Extra certificate authorities, PEM: for networks that inspect TLS. */
  extraCa: string[]
  proxies: EnvironmentProxies
  /** The keychain's service name: another one for development and tests than for the installed app. */
  keychainService: string
  /** Where this process looks for programs, as PATH has it. */
  searchPath: string
  /** The user's folder for sockets; null where the system names none. */
  runtimeFolder: string | null
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

const longestPath = 4000

// Each message goes on from the variable's name.
const environment = z.object({
  MOORING_DATA: z
    .string()
    .max(longestPath, 'is longer than the path of a folder can be')
    .refine(isFolderOrNew, 'is not the path of a folder')
    .optional(),
  MOORING_LINK_LIMIT_MS: z.coerce
    .number('is not a whole number of milliseconds from 1000 to 300000')
    .int('is not a whole number of milliseconds from 1000 to 300000')
    .min(1000, 'is less than 1000 milliseconds')
    .max(300_000, 'is more than 300000 milliseconds')
    .default(300_000),
  MOORING_EXTRA_CA: z
    .string()
    .max(longestPath, 'is longer than the path of a file can be')
    .transform(readCertificates)
    .optional(),
  MOORING_UNDO_MS: z.coerce
    .number('is not a whole number of milliseconds from 0 to 300000')
    .int('is not a whole number of milliseconds from 0 to 300000')
    .min(0, 'is less than 0 milliseconds')
    .max(300_000, 'is more than 300000 milliseconds')
    .default(5000),
  MOORING_LOG_LEVEL: z.enum(logLevels, `is not one of ${logLevels.join(', ')}`).default('info'),
  // The page may call every method of the contract: another computer must not serve it.
  MOORING_DEV_PAGE: z
    .url({
      protocol: /^http$/,
      hostname: /^(127\.0\.0\.1|localhost)$/,
      error: 'is not an http address of this computer',
    })
    .max(longestPath, 'is longer than an address can be')
    .optional(),
  MOORING_UPDATE_KEYS: z.string().optional(),
  PATH: z.string().default(''),
  // Set by the system (XDG Base Directory Specification): a relative path is to be ignored.
  XDG_RUNTIME_DIR: z.string().optional(),
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

/**
 * A variable that is set to nothing counts as not set.
 *
 * @throws Error with one sentence that names the variable, when one has an invalid value
 */
export function readConfig(
  env: NodeJS.ProcessEnv,
  app: { isPackaged: boolean; userDataFolder: string; executable: string; build: object },
): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))
  const parsed = environment.safeParse(set)
  if (!parsed.success) throw faultOf(parsed.error)
  const values = parsed.data
  const built = build.parse(app.build)
  // The environment must not change which updates a packaged app trusts.
  const keys = app.isPackaged
    ? keysOf(built.MAIN_VITE_UPDATE_KEYS)
    : keysOf(values.MOORING_UPDATE_KEYS).map(requireKey)
  return {
    dataFolder: values.MOORING_DATA ?? join(app.userDataFolder, 'data'),
    linkLimitMs: values.MOORING_LINK_LIMIT_MS,
    undoMs: values.MOORING_UNDO_MS,
    requestsPerSecond: 5,
    allowLoopbackIssuer: !app.isPackaged,
    extraCa: values.MOORING_EXTRA_CA ?? [],
    proxies: readProxies(set),
    keychainService: app.isPackaged ? 'app.mooring' : 'app.mooring.development',
    searchPath: values.PATH,
    runtimeFolder: isAbsolute(values.XDG_RUNTIME_DIR ?? '') ? (values.XDG_RUNTIME_DIR ?? null) : null,
    logLevel: values.MOORING_LOG_LEVEL,
    developmentPage: app.isPackaged ? null : (values.MOORING_DEV_PAGE ?? null),
    updates: {
      keys,
      feed: built.MAIN_VITE_UPDATE_FEED || null,
      windowsPublisher: built.MAIN_VITE_UPDATE_PUBLISHER || null,
      appImage: appImageOf(values, app.executable),
    },
  }
}

function keysOf(list = ''): string[] {
  return list.split(',').filter((key) => key !== '')
}

function requireKey(key: string): string {
  try {
    readPublicKey(key)
    return key
  } catch {
    throw faultWith('MOORING_UPDATE_KEYS', 'is not a list of Ed25519 public keys in base64')
  }
}

function faultOf({ issues: [issue] }: z.ZodError): Error {
  return faultWith(String(issue?.path[0]), issue?.message ?? 'can’t be used')
}

function faultWith(name: string, message: string): Error {
  return new Error(`${name} ${message}: correct it, or remove it, and start Mooring again.`)
}

/** A program started from another AppImage inherits that one's variables. */
function appImageOf({ APPIMAGE, APPDIR }: z.infer<typeof environment>, executable: string) {
  const isInside = APPIMAGE && APPDIR && executable.startsWith(join(APPDIR, sep))
  return isInside ? APPIMAGE : null
}

/** A folder that is not there yet is made at the first start. */
function isFolderOrNew(path: string): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found?.isDirectory() ?? isFolderOrNew(dirname(path))
  } catch {
    return false
  }
}
