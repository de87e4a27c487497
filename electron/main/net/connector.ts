import type { Socket } from 'node:net'
import type { SecureContext, TLSSocket } from 'node:tls'
import { callbackify } from 'node:util'
import { buildConnector, Pool } from 'undici'
import { AppError } from '../core/errors.ts'
import type { Route } from './routes.ts'
import { skipContinue } from './skip-continue.ts'
import { connectionError, tunnelError } from './network-errors.ts'

type Options = buildConnector.Options

export interface ConnectorOptions {
  /** Called once, before the first connection with TLS: reading all authorities takes 25 ms. */
  secureContext: () => SecureContext
  /** For a proxy with TLS: it is never shown the certificate that is for a server. */
  proxyContext: () => SecureContext
  /** The time limit of one connection, or of one tunnel through a proxy. */
  limitMs: number
}

/** Opens connections to servers, directly or in a tunnel through a proxy. */
export interface Connector {
  /** Fails with an AppError that has `wasSent: false`. */
  connect: buildConnector.connector
  destroy(): Promise<void>
}

/** @see RFC 9110 section 9.3.6 (CONNECT) */
export function openConnector(
  route: Route,
  { secureContext, proxyContext, limitMs }: ConnectorOptions,
): Connector {
  // Set explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment has no effect.
  const common = { rejectUnauthorized: true, allowH2: false, timeout: limitMs }
  const openPlain = buildConnector(common)
  let openSecure: buildConnector.connector | undefined
  const open: buildConnector.connector = (options, callback) => {
    if (options.protocol !== 'https:') return openPlain(options, callback)
    openSecure ??= buildConnector({ ...common, secureContext: secureContext() })
    return openSecure(options, callback)
  }
  if (route === null) {
    return { connect: toConnector((options) => connect(open, options)), destroy: async () => {} }
  }
  const proxy = new Pool(route.origin, {
    connect: { ...common, ...(route.protocol === 'https:' ? { secureContext: proxyContext() } : {}) },
    headersTimeout: limitMs,
  })
  return {
    connect: toConnector(async (options) => {
      const httpSocket = await openTunnel(proxy, route, options, limitMs)
      return connect(open, { ...options, httpSocket })
    }),
    destroy: () => proxy.destroy(),
  }
}

/** undici requires a function with a callback. */
function toConnector(connectTo: (options: Options) => Promise<Socket>): buildConnector.connector {
  const connect = callbackify(connectTo)
  return (options, callback) =>
    connect(options, (error, socket) => (error ? callback(error, null) : callback(null, socket)))
}

/** @throws AppError with `wasSent: false` */
function connect(open: buildConnector.connector, options: Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let expiresAtMs: number | undefined
    // The connector returns the connecting socket, which its type omits.
    const socket = open(options, (error, connected) => {
      if (error) reject(connectionError(error, options.host ?? options.hostname, expiresAtMs))
      else resolve(skipContinue(connected))
    }) as unknown as Socket | undefined
    // A refused certificate can't be read afterwards.
    socket?.prependOnceListener('secure', () => {
      expiresAtMs = Date.parse(String((socket as TLSSocket).getPeerCertificate()?.valid_to))
    })
  })
}

/** @throws AppError `proxy_refused`, `proxy_unreachable`, `tls_failed` */
async function openTunnel(
  proxy: Pool,
  { host, username, password }: URL,
  target: Options,
  limitMs: number,
): Promise<Socket> {
  const { host: targetHost = target.hostname } = target
  const about = { host: targetHost, proxy: host }
  const path = target.port ? targetHost : `${targetHost}:${target.protocol === 'https:' ? 443 : 80}`
  const answer = await proxy
    .connect({
      path,
      headers: { host: path, ...credentialsOf(username, password) },
      signal: AbortSignal.timeout(limitMs),
    })
    .catch((thrown: unknown) => {
      throw tunnelError(thrown, about)
    })
  const socket = answer.socket as Socket
  if (answer.statusCode >= 200 && answer.statusCode <= 299) return socket
  socket.on('error', () => {}).destroy()
  throw new AppError('proxy_refused', { ...about, status: answer.statusCode })
}

/** @see RFC 7617 */
function credentialsOf(username: string, password: string): Record<string, string> {
  if (username === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}
