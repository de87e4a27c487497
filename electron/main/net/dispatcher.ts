import { createSecureContext, getCACertificates, rootCertificates } from 'node:tls'
import { EnvHttpProxyAgent, request, type Dispatcher } from 'undici'
import type { EnvironmentProxies } from './proxies.ts'

export interface SenderOptions {
  /** PEM certificates trusted besides the system's. */
  extraCa?: string[]
  /** For everything but loopback addresses. */
  proxies?: EnvironmentProxies
  /** For the headers, and between two pieces of a body. */
  totalMs: number
}

/** The one way out of the app. */
export interface Sender {
  /** One request; the answer's body is still to be read. @throws what undici throws */
  send(
    url: string | URL,
    options: Omit<Dispatcher.RequestOptions, 'origin' | 'path' | 'method'> & {
      method?: Dispatcher.HttpMethod
    },
  ): Promise<Dispatcher.ResponseData>
  destroy(): Promise<void>
}

/** A file of its own, and loaded at the first request: undici is most of what the main process would read before its window. */
export function openSender(options: SenderOptions): Sender {
  const dispatcher = openDispatcher(options)
  return {
    send: (url, how) => request(url, { ...how, dispatcher }),
    destroy: () => dispatcher.destroy(),
  }
}

function openDispatcher(options: SenderOptions): Dispatcher {
  const { totalMs } = options
  // Set explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in someone's environment changes nothing.
  const tls = { rejectUnauthorized: true, secureContext: createSecureContext({ ca: trusted(options) }) }
  return new EnvHttpProxyAgent({
    httpProxy: options.proxies?.http?.href ?? '',
    httpsProxy: options.proxies?.https?.href ?? '',
    noProxy: `localhost,127.0.0.1,::1,${options.proxies?.noProxy ?? ''}`,
    connect: { ...tls, timeout: Math.min(10_000, totalMs) },
    requestTls: tls,
    proxyTls: tls,
    allowH2: false,
    headersTimeout: totalMs,
    bodyTimeout: totalMs,
  })
}

/** Networks that inspect TLS put their authority into the system's trust, which Node alone does not read. */
function trusted(options: SenderOptions): string[] {
  const extra = options.extraCa ?? []
  try {
    return [...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...extra])]
  } catch {
    // A TLS library without access to the system's trust: the authorities that come with the app.
    return [...rootCertificates, ...extra]
  }
}
