/** The proxies that the environment names. An address may carry a name and a password: only its host is ever shown. */
export interface EnvironmentProxies {
  /** For https: addresses. */
  https: URL | null
  /** For http: addresses. */
  http: URL | null
  /** The hosts that are reached without one, as in NO_PROXY. */
  noProxy: string
}

const https = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy', 'HTTP_PROXY']
const http = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']
const longestList = 32_000

/**
 * The first variable that is set decides, the lower case one before the upper case one, as in curl. Every address of an institution
 * is https, so a proxy that is named for http alone serves there too, as in undici's `EnvHttpProxyAgent`.
 *
 * @param env without variables that are set to nothing
 * @throws Error with one sentence that names the variable
 */
export function readProxies(env: NodeJS.ProcessEnv): EnvironmentProxies {
  const first = (names: string[]): URL | null => {
    const name = names.find((one) => env[one] !== undefined)
    return name === undefined ? null : readProxy(name, env[name] ?? '')
  }
  return { https: first(https), http: first(http), noProxy: readNoProxy(env) }
}

/** A value without a scheme is the host of an HTTP proxy, as in curl. */
function readProxy(name: string, value: string): URL {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value)?.[1]?.toLowerCase()
  if (scheme?.startsWith('socks')) {
    throw new Error(`${name} names a SOCKS proxy, which Mooring can’t use: ${remedy}`)
  }
  const text = scheme === undefined ? `http://${value}` : value
  const isProxy = value.length <= 2000 && /^https?$/.test(scheme ?? 'http') && isAddress(text)
  if (!isProxy) throw new Error(`${name} is not the address of a proxy: ${remedy}`)
  return new URL(text)
}

const remedy =
  'set it to an address such as http://proxy.example:8080, or remove it, and start Mooring again.'

/** A password may hold any character, but as %XX. */
function isAddress(text: string): boolean {
  try {
    const { username, password } = new URL(text)
    decodeURIComponent(username + password)
    return true
  } catch {
    return false
  }
}

function readNoProxy(env: NodeJS.ProcessEnv): string {
  const name = env['no_proxy'] === undefined ? 'NO_PROXY' : 'no_proxy'
  const list = env[name] ?? ''
  if (list.length <= longestList) return list
  throw new Error(
    `${name} is longer than ${longestList} characters: shorten it, or remove it, and start Mooring again.`,
  )
}

/**
 * Whether a list of hosts, as in NO_PROXY, has the host of an address. An entry covers the names below it too; `*.` at its beginning
 * leaves out the name itself, `*` covers all, and `:port` at its end only that port. The rules are those of undici's
 * `EnvHttpProxyAgent`, which keeps its own to itself.
 */
export function isExempt(noProxy: string, { hostname, port, protocol }: URL): boolean {
  const host = bareName(hostname)
  const usedPort = port || (protocol === 'https:' ? '443' : '80')
  return noProxy
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, name = entry, onlyPort] = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry) ?? []
      if (onlyPort !== undefined && Number(onlyPort) !== Number(usedPort)) return false
      if (name === '*') return true
      const suffix = bareName(name.replace(/^\*?\./, ''))
      return host.endsWith(`.${suffix}`) || (host === suffix && !name.startsWith('*'))
    })
}

function bareName(name: string): string {
  return name
    .replace(/^\[(.+)\]$/, '$1')
    .replace(/(.)\.$/, '$1')
    .toLowerCase()
}
