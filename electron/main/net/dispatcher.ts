import { createSecureContext, type SecureContext } from 'node:tls'
import { Agent, request, type Dispatcher } from 'undici'
import { trustedAuthorities } from './authorities.ts'
import { tlsOptionsOf, type ClientCertificate } from './client-certificate.ts'
import { openConnector, type Connector } from './connector.ts'
import { AppError } from '../core/errors.ts'
import type { FindRoutes, Route } from './routes.ts'

export interface SenderOptions {
  /** PEM certificates trusted in addition to the system's. */
  extraCa?: string[]
  /**
   * The certificate authorities that the system trusts, PEM: an organization that inspects TLS adds its own there. Node's own are used if
   * there are none, or while reading them takes long. Does not reject.
   */
  systemCa?: () => Promise<string[]>
  findRoutes?: FindRoutes
  /** The time limit for the headers, and between two parts of a body. */
  totalMs: number
  /** After how long without a request the connections with a client certificate are closed. */
  idleMs?: number
}

/** Sends every request of the app. */
export interface Sender {
  /**
   * Sends one request; the caller reads the response's body. Tries the next route only if a proxy could not be reached, so the request was
   * not sent.
   *
   * @throws AppError `proxy_refused`, `proxy_unreachable`, `proxy_unsupported`; undici's errors
   */
  send(
    url: string | URL,
    options: Omit<Dispatcher.RequestOptions, 'origin' | 'path' | 'method'> & {
      method?: Dispatcher.HttpMethod
      certificate?: ClientCertificate
    },
  ): Promise<Dispatcher.ResponseData>
  destroy(): Promise<void>
}

/** How long the first request waits for the system's certificate authorities. */
const systemCaLimitMs = 3000
/** How long an unreachable proxy is tried last, as in Chromium. */
const avoidedMs = 5 * 60_000

/** A certificate and its key are not kept in memory for longer than they are used. */
const certificateIdleMs = 5 * 60_000

interface Pool {
  connector: Connector
  agent: Agent
  /** Closes the pool of a client certificate. */
  idle?: NodeJS.Timeout
}

/**
 * Opens the sender. In its own file and loaded at the first request: undici would be most of what the main process reads before its
 * window.
 */
export function openSender(options: SenderOptions): Sender {
  const { totalMs, findRoutes = async () => [null], idleMs = certificateIdleMs } = options
  const pools = new Map<string, Pool>()
  const avoidedUntil = new Map<string, number>()
  let system: string[] = []
  let withoutCertificate: SecureContext | undefined
  const proxyContext = () => (withoutCertificate ??= contextOf(options, system))

  const systemTrust = (options.systemCa?.() ?? Promise.resolve([])).then((authorities) => {
    if (authorities.length === 0) return
    system = authorities
    withoutCertificate = undefined
    // Requests in progress keep the trust they started with.
    for (const pool of pools.values()) void closePool(pool)
    pools.clear()
  })

  /**
   * A certificate has connections of its own. The time limit is shorter than the total limit, so that a failed connection leaves time for
   * the next route.
   */
  function poolFor(route: Route, certificate: ClientCertificate | undefined): Pool {
    const name = `${nameOf(route)} ${certificate?.fingerprint ?? ''}`
    const known = pools.get(name)
    known?.idle?.refresh()
    if (known) return known
    const limitMs = Math.min(10_000, totalMs * (route === null ? 2 / 3 : 1 / 3))
    const own = certificate && contextOf(options, system, certificate)
    const secureContext = own ? () => own : proxyContext
    const connector = openConnector(route, { secureContext, proxyContext, limitMs })
    const agent = new Agent({
      connect: connector.connect,
      allowH2: false,
      headersTimeout: totalMs,
      bodyTimeout: totalMs,
    })
    const pool: Pool = { connector, agent }
    if (certificate) pool.idle = setTimeout(() => closeIdle(name, pool), idleMs).unref()
    pools.set(name, pool)
    return pool
  }

  /** Requests in progress are answered first. */
  function closeIdle(name: string, pool: Pool): void {
    if (pools.get(name) === pool) pools.delete(name)
    void closePool(pool)
  }

  function isAvoided(route: Route): boolean {
    return (avoidedUntil.get(nameOf(route)) ?? 0) > performance.now()
  }

  return {
    send: async (url, { certificate, ...how }) => {
      await within(systemCaLimitMs, systemTrust)
      const routes = await findRoutes(new URL(url))
      const inOrder = [...routes.filter((route) => !isAvoided(route)), ...routes.filter(isAvoided)]
      for (const [at, route] of inOrder.entries()) {
        try {
          return await request(url, { ...how, dispatcher: poolFor(route, certificate).agent })
        } catch (thrown) {
          if (!(thrown instanceof AppError) || thrown.code !== 'proxy_unreachable') throw thrown
          avoidedUntil.set(nameOf(route), performance.now() + avoidedMs)
          if (at === inOrder.length - 1) throw thrown
        }
      }
      throw new Error('no route')
    },
    destroy: async () => {
      await Promise.all(
        [...pools.values()].map(({ agent, connector, idle }) => {
          clearTimeout(idle)
          return Promise.all([agent.destroy(), connector.destroy()])
        }),
      )
    },
  }
}

async function closePool({ agent, connector, idle }: Pool): Promise<void> {
  clearTimeout(idle)
  await agent.close()
  await connector.destroy()
}

function nameOf(route: Route): string {
  return route?.href ?? 'direct'
}

function contextOf({ extraCa = [] }: SenderOptions, system: string[], certificate?: ClientCertificate) {
  return createSecureContext({
    ...(certificate ? tlsOptionsOf(certificate.held) : {}),
    ca: trustedAuthorities(system, extraCa),
  })
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  const limit = Promise.withResolvers<void>()
  const timer = setTimeout(limit.resolve, limitMs)
  await Promise.race([work, limit.promise])
  clearTimeout(timer)
}
