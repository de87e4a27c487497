import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

/**
 * What a proxy does with a tunnel that is asked for:
 * - `opens` it
 * - `refuses` it with a status
 * - `hangs`: never answers
 * - `breaks`: ends the connection in the place of an answer
 * - `dies`: opens it, and ends the connection at the first byte that comes
 * - `dies later`: opens it, and ends the connection once the request has come
 */
export type ProxyMood =
  | { kind: 'opens' | 'hangs' | 'breaks' | 'dies' | 'dies later' }
  | { kind: 'refuses'; status: number }

export interface ConnectProxy {
  /** `127.0.0.1:port`. */
  host: string
  mood: ProxyMood
  /** `name:password` that it asks for; null for nothing. */
  wants: string | null
  /** Every tunnel that was asked for, in order: `bank.test:443`. */
  asked: string[]
  /** Over TLS: the certificate that each client showed when it was asked for one, or `none`. */
  shown: string[]
  close(): Promise<void>
}

/**
 * An HTTP proxy (RFC 9110 section 9.3.6). Names stand for servers on this computer, as no name can be looked up in a test.
 *
 * @param servers port on this computer by host name
 * @param tls key and certificate of a proxy that is itself spoken to over TLS
 */
export async function startConnectProxy(
  servers: Record<string, number>,
  tls?: { key: string; cert: string },
): Promise<ConnectProxy> {
  const sockets = new Set<Socket>()
  const server: Server = tls
    ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false })
    : createServer()
  const track = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }
  server.on('connection', track)
  server.on('connect', (request: IncomingMessage, socket: Socket) => answer(request, socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  server.on('secureConnection', (socket: TLSSocket) => {
    proxy.shown.push(socket.getPeerX509Certificate()?.subject ?? 'none')
  })

  const proxy: ConnectProxy = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    mood: { kind: 'opens' },
    wants: null,
    asked: [],
    shown: [],
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }

  function answer({ url = '', headers }: IncomingMessage, socket: Socket): void {
    track(socket)
    proxy.asked.push(url)
    const { mood, wants } = proxy
    const sent = headers['proxy-authorization']
    if (wants !== null && sent !== `Basic ${Buffer.from(wants).toString('base64')}`) {
      const wish = 'proxy-authenticate: Basic realm="desk"'
      return void socket.end(
        `HTTP/1.1 407 Proxy Authentication Required\r\n${wish}\r\ncontent-length: 0\r\n\r\n`,
      )
    }
    if (mood.kind === 'hangs') return
    if (mood.kind === 'breaks') return void socket.destroy()
    if (mood.kind === 'refuses')
      return void socket.end(`HTTP/1.1 ${mood.status} No\r\ncontent-length: 0\r\n\r\n`)
    open(url, socket, mood.kind)
  }

  function open(url: string, socket: Socket, kind: 'opens' | 'dies' | 'dies later'): void {
    const { hostname } = new URL(`http://${url}`)
    const port = servers[hostname]
    if (port === undefined) return void socket.end('HTTP/1.1 502 Unknown\r\ncontent-length: 0\r\n\r\n')
    const target = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      if (kind === 'dies') return void socket.once('data', () => socket.destroy())
      if (kind === 'dies later') socket.on('data', dieAtRequest(socket))
      socket.pipe(target).pipe(socket)
    })
    track(target)
  }
  return proxy
}

/** The client's records up to its Finished are the handshake; what follows is the request (RFC 8446 section 2). */
function dieAtRequest(socket: Socket): (chunk: Buffer) => void {
  let applicationRecords = 0
  return (chunk) => {
    for (let at = 0; at + 5 <= chunk.length; at += 5 + chunk.readUInt16BE(at + 3)) {
      if (chunk[at] === 23) applicationRecords += 1
    }
    // The first carries the Finished.
    if (applicationRecords > 1) socket.destroy()
  }
}
