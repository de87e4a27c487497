/** The proxies of the environment variables. An address may contain a name and a password: show only its host. */
export interface EnvironmentProxies {
  /** For https addresses. */
  https: URL | null
  /** For http addresses. */
  http: URL | null
  /** The hosts to reach directly, as in NO_PROXY. */
  noProxy: string
}

const https = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy', 'HTTP_PROXY']
const http = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']
const longestList = 32_000

/**
 * Reads the proxies. The first variable that is set applies, lower case before upper case, as in curl. Every address of an institution is
 * https, so a proxy for http alone applies there too, as in undici's `EnvHttpProxyAgent`.
 *
 * @param env without empty variables
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

/** A password may contain any character, percent-encoded. */
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
 * Whether a NO_PROXY list contains an address's host. An entry covers subdomains too; a leading `*.` excludes the name itself, `*` covers
 * all hosts, and a trailing `:port` limits the entry to that port. The rules are those of undici's `EnvHttpProxyAgent`, which does not
 * export them.
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
