import { createSecureContext, getCACertificates, rootCertificates } from 'node:tls'
import { Agent, request, type Dispatcher } from 'undici'
import { openConnector, type Connector } from './connector.ts'
import { AppError } from '../core/errors.ts'
import type { FindRoutes, Route } from './routes.ts'

export interface SenderOptions {
  /** PEM certificates trusted besides the system's. */
  extraCa?: string[]
  /**
   * The certificate authorities that the system trusts, PEM: an organisation that inspects TLS puts its own there. Those that come
   * with the app serve alone where there are none, and meanwhile where it takes long. Does not reject.
   */
  systemCa?: () => Promise<string[]>
  findRoutes?: FindRoutes
  /** For the headers, and between two pieces of a body. */
  totalMs: number
}

/** The one way out of the app. */
export interface Sender {
  /**
   * One request; the answer's body is still to be read. It goes the next way only where the proxy of the one before could not be
   * reached, which leaves the request unsent.
   *
   * @throws AppError `proxy_refused`, `proxy_unreachable`, `proxy_unsupported`; what undici throws
   */
  send(
    url: string | URL,
    options: Omit<Dispatcher.RequestOptions, 'origin' | 'path' | 'method'> & {
      method?: Dispatcher.HttpMethod
    },
  ): Promise<Dispatcher.ResponseData>
  destroy(): Promise<void>
}

/** How long the first request waits for the system's authorities. */
const systemCaLimitMs = 3000
/** How long a proxy that could not be reached is tried last, as in Chromium. */
const avoidedMs = 5 * 60_000

interface Way {
  connector: Connector
  agent: Agent
}

/** A file of its own, and loaded at the first request: undici is most of what the main process would read before its window. */
export function openSender(options: SenderOptions): Sender {
  const { totalMs, findRoutes = async () => [null] } = options
  const ways = new Map<string, Way>()
  const avoidedUntil = new Map<string, number>()
  let secureContext = contextOf(options, [])

  const systemTrust = (options.systemCa?.() ?? Promise.resolve([])).then((authorities) => {
    if (authorities.length === 0) return
    secureContext = contextOf(options, authorities)
    // What is under way goes on with what was trusted when it began.
    for (const way of ways.values()) void closeWay(way)
    ways.clear()
  })

  /** Shorter than the whole, so that a connection that is not made is known for one, and the next way has time left. */
  function wayOf(route: Route): Way {
    const name = nameOf(route)
    const known = ways.get(name)
    if (known) return known
    const limitMs = Math.min(10_000, totalMs * (route === null ? 2 / 3 : 1 / 3))
    const connector = openConnector(route, { secureContext, limitMs })
    const agent = new Agent({
      connect: connector.connect,
      allowH2: false,
      headersTimeout: totalMs,
      bodyTimeout: totalMs,
    })
    const way = { connector, agent }
    ways.set(name, way)
    return way
  }

  function isAvoided(route: Route): boolean {
    return (avoidedUntil.get(nameOf(route)) ?? 0) > performance.now()
  }

  return {
    send: async (url, how) => {
      await within(systemCaLimitMs, systemTrust)
      const routes = await findRoutes(new URL(url))
      const inOrder = [...routes.filter((route) => !isAvoided(route)), ...routes.filter(isAvoided)]
      for (const [at, route] of inOrder.entries()) {
        try {
          return await request(url, { ...how, dispatcher: wayOf(route).agent })
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
        [...ways.values()].map(({ agent, connector }) => Promise.all([agent.destroy(), connector.destroy()])),
      )
    },
  }
}

async function closeWay({ agent, connector }: Way): Promise<void> {
  await agent.close()
  await connector.destroy()
}

function nameOf(route: Route): string {
  return route?.href ?? 'direct'
}

function contextOf({ extraCa = [] }: SenderOptions, system: string[]) {
  return createSecureContext({
    ca: [...new Set([...rootCertificates, ...nodeExtra(), ...system, ...extraCa])],
  })
}

/** What NODE_EXTRA_CA_CERTS names, where this Node reads it. */
function nodeExtra(): string[] {
  try {
    return getCACertificates('extra')
  } catch {
    return []
  }
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  const limit = Promise.withResolvers<void>()
  const timer = setTimeout(limit.resolve, limitMs)
  await Promise.race([work, limit.promise])
  clearTimeout(timer)
}
