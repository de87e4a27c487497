import { join } from 'node:path'
import { z } from 'zod'

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
  proxy: string | null
  /** The keychain's service name: development and tests keep theirs apart from the installed app's. */
  keychainService: string
}

const environment = z.object({
  MOORING_DATA: z.string().min(1).optional(),
  MOORING_LINK_LIMIT_MS: z.coerce.number().int().min(1000).max(300_000).default(300_000),
  MOORING_EXTRA_CA: z.string().min(1).optional(),
  HTTPS_PROXY: z.url().optional().catch(undefined),
  https_proxy: z.url().optional().catch(undefined),
})

/** @throws Error that names the variable, when one is set to something it can't be */
export function readConfig(
  env: NodeJS.ProcessEnv,
  app: { isPackaged: boolean; userDataFolder: string },
): Config {
  const parsed = environment.safeParse(env)
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
  const values = parsed.data
  return {
    dataFolder: values.MOORING_DATA ?? join(app.userDataFolder, 'data'),
    linkLimitMs: values.MOORING_LINK_LIMIT_MS,
    undoMs: 5000,
    requestsPerSecond: 5,
    allowLoopbackIssuer: !app.isPackaged,
    extraCaFile: values.MOORING_EXTRA_CA ?? null,
    proxy: values.HTTPS_PROXY ?? values.https_proxy ?? null,
    keychainService: app.isPackaged ? 'app.mooring' : 'app.mooring.development',
  }
}
