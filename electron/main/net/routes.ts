import { AppError } from '../core/errors.ts'
import { isExempt, type EnvironmentProxies } from './proxies.ts'

/** The HTTP proxy for an address; null for a direct connection. */
export type Route = URL | null

/**
 * Finds the routes to an address, best first, at least one. The next is for when the proxy before it is unreachable.
 *
 * @throws AppError `proxy_unsupported`
 */
export type FindRoutes = (url: URL) => Promise<Route[]>

export interface RouteOptions {
  environment: EnvironmentProxies
  /**
   * The system's proxies for an address, in the format of a PAC file's `FindProxyForURL`, such as `PROXY a:8080; DIRECT`: from its
   * settings, a PAC file or WPAD.
   */
  resolveSystemProxy: (url: string) => Promise<string>
  /** Called when the system gave no answer, so that the address is tried directly. */
  onUnresolved: () => void
  /** The time limit for the system: it may have to fetch a PAC file first. */
  limitMs?: number
}

const thisComputer = 'localhost,127.0.0.1,::1'

/** Uses the environment's proxy if there is one, otherwise the system's settings. NO_PROXY applies to both. */
export function openRoutes(options: RouteOptions): FindRoutes {
  const { environment, resolveSystemProxy, onUnresolved, limitMs = 5000 } = options
  const noProxy = `${thisComputer},${environment.noProxy}`

  async function askSystem({ origin }: URL): Promise<string> {
    const silence = Promise.withResolvers<never>()
    const timer = setTimeout(() => silence.reject(new Error('no answer')), limitMs)
    try {
      return await Promise.race([resolveSystemProxy(`${origin}/`), silence.promise])
    } catch {
      onUnresolved()
      return 'DIRECT'
    } finally {
      clearTimeout(timer)
    }
  }

  return async (url) => {
    if (isExempt(noProxy, url)) return [null]
    if (environment.https ?? environment.http) {
      return [url.protocol === 'https:' ? environment.https : environment.http]
    }
    return readRoutes(await askSystem(url), url.host)
  }
}

/** `PROXY host:port; HTTPS host:port; SOCKS5 host:port; DIRECT`, best first. Skips proxies that Mooring does not support. */
function readRoutes(text: string, host: string): Route[] {
  const entries = text.split(';').map((entry) => /^\s*([A-Z0-9]+)(?:\s+(\S+))?\s*$/i.exec(entry) ?? [])
  const routes = entries.flatMap(([, kind, proxy]) => routeOf(kind?.toUpperCase(), proxy))
  const socks = entries.find(([, kind]) => kind?.toUpperCase().startsWith('SOCKS'))
  if (routes.length === 0 && socks) {
    throw new AppError('proxy_unsupported', { host, ...(socks[2] ? { proxy: socks[2] } : {}) })
  }
  return routes.length > 0 ? routes : [null]
}

function routeOf(kind: string | undefined, proxy: string | undefined): Route[] {
  if (kind === 'DIRECT') return [null]
  const scheme = kind === 'HTTPS' ? 'https' : kind === 'PROXY' || kind === 'HTTP' ? 'http' : null
  if (scheme === null || proxy === undefined) return []
  const address = URL.parse(`${scheme}://${proxy}`)
  return address ? [address] : []
}
