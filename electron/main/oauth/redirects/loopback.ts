import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseFixedRedirect } from '../../../../shared/fixed-redirect.ts'
import { AppError } from '../../core/errors.ts'
import type { Callback } from './answer.ts'
import { openCallbackGate } from './callback-gate.ts'

export interface Loopback {
  /** The listening address, exactly as registered and sent. */
  redirectUri: string
  /** Resolves with the one callback that carries this state, rejects with the signal's reason. */
  callback(state: string, signal: AbortSignal): Promise<Callback>
  /** Stops listening and closes every socket at once. */
  close(): Promise<void>
}

/** A `loopback` without a path gets a random one; with one, that is the registered path, on any port. */
export type LoopbackMode = { mode: 'loopback'; path?: string | undefined } | { mode: 'fixed'; uri: string }

/**
 * Listens for the callback on this computer only: on any free port, or on the registered host, port and path. Accepts only a navigation
 * to the exact path with the state of the request, by GET, or with a form by POST if `takesForms`; refuses every other request.
 *
 * @throws AppError `port_in_use`, `port_reserved`, `invalid_input` for a URI that is not a loopback address
 * @see RFC 8252 sections 7.3 and 8.3
 */
export async function openLoopback(
  mode: LoopbackMode,
  { takesForms = false }: { takesForms?: boolean } = {},
): Promise<Loopback> {
  const binding = bindingOf(mode)
  const callbackGate = openCallbackGate()
  const servers = await listenAll(binding, callbackGate.handle)
  const redirectUri = mode.mode === 'fixed' ? mode.uri : `http://127.0.0.1:${portOf(servers)}${binding.path}`
  callbackGate.open({ redirectUri, takesForms })

  return {
    redirectUri,
    callback: callbackGate.waitFor,
    close: async () => {
      callbackGate.close()
      await Promise.all(servers.map(closeServer))
    },
  }
}

interface Binding {
  /** More than one for `localhost`: a browser may try either family first. */
  addresses: string[]
  /** 0 for any free port. */
  port: number
  path: string
}

function bindingOf(mode: LoopbackMode): Binding {
  if (mode.mode === 'loopback') {
    const path = mode.path ?? `/r/${randomBytes(16).toString('base64url')}`
    return { addresses: ['127.0.0.1'], port: 0, path }
  }
  const fixed = parseFixedRedirect(mode.uri)
  if (!fixed) throw new AppError('invalid_input', { field: 'redirect' })
  const { host, port, path } = fixed
  const addresses = { localhost: ['127.0.0.1', '::1'], '[::1]': ['::1'] }[host] ?? [host]
  return { addresses, port: port ?? 80, path }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

async function listenAll(binding: Binding, handler: Handler): Promise<Server[]> {
  const servers: Server[] = []
  try {
    for (const address of binding.addresses) {
      servers.push(...(await listen(address, binding.port, handler)))
    }
    if (servers.length === 0) throw new AppError('invalid_input', { field: 'redirect' })
    return servers
  } catch (thrown) {
    await Promise.all(servers.map(closeServer))
    throw thrown
  }
}

/** @returns no server if the computer has no such address family */
function listen(address: string, port: number, handler: Handler): Promise<Server[]> {
  const server = createServer(
    {
      headersTimeout: 3000,
      requestTimeout: 4000,
      connectionsCheckingInterval: 500,
      maxHeaderSize: 16_384,
      keepAlive: false,
      // Answer a missing Host like a wrong one.
      requireHostHeader: false,
    },
    handler,
  )
  server.on('connect', (_request, socket) => socket.destroy())
  server.on('upgrade', (_request, socket) => socket.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'
      if (address === '::1' && isMissing) resolve([])
      else reject(listenError(error, port))
    })
    server.listen({ host: address, port, exclusive: true }, () => resolve([server]))
  })
}

/** Windows returns EACCES for a port in a range that it reserves, Unix for one below 1024. */
function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') return new AppError('port_in_use', { port })
  if (error.code === 'EACCES') return new AppError('port_reserved', { port })
  return error
}

function portOf(servers: Server[]): number {
  const address: AddressInfo | string | null | undefined = servers[0]?.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
