import { AppError } from '../core/errors.ts'
import { isExempt, type EnvironmentProxies } from './proxies.ts'

/** How an address is reached: through an HTTP proxy, or, when null, directly. */
export type Route = URL | null

/**
 * The ways to an address, best first; never none. The next is for when the proxy before it can't be reached.
 *
 * @throws AppError `proxy_unsupported`
 */
export type FindRoutes = (url: URL) => Promise<Route[]>

export interface RouteOptions {
  environment: EnvironmentProxies
  /**
   * What the system says of an address, in the words of a PAC file's `FindProxyForURL`, such as `PROXY a:8080; DIRECT`: from its
   * settings, a PAC file or WPAD.
   */
  resolveSystemProxy: (url: string) => Promise<string>
  /** The system gave no answer, so that the address is tried directly. */
  onUnresolved: () => void
  /** How long the system may take: a PAC file may have to be fetched first. */
  limitMs?: number
}

const thisComputer = 'localhost,127.0.0.1,::1'

/** The environment decides where it names a proxy, the system's settings elsewhere. NO_PROXY counts for both. */
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

/** `PROXY host:port; HTTPS host:port; SOCKS5 host:port; DIRECT`, best first. What Mooring can't use is passed over. */
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
