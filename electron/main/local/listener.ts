import { randomBytes } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { localProtocol, preamble } from '../../../shared/local-protocol.ts'
import type { Log } from '../core/log.ts'
import { newAddress, type AddressOptions, type LocalAddress } from './address.ts'
import type { LocalService } from './answer.ts'
import { serveHttp } from './http.ts'
import { openLocalFile } from './local-file.ts'
import { requireProof } from './preamble.ts'

export interface ListenerOptions extends AddressOptions {
  dataFolder: string
  version: string
  service: LocalService
  log: Log
  limits?: Partial<Limits>
}

interface Limits {
  /** Connections that have not proven that they know the key: the oldest is closed for a new one. */
  unproven: number
  /** How long each of them may take. */
  proofMs: number
  /** Connections that are served at once, without those whose call waits for a person. As many more wait. */
  proven: number
}

const usualLimits: Limits = { unproven: 16, proofMs: 5000, proven: 32 }

/** The socket or pipe on which programs of this computer call. */
export interface Listener {
  /** Begins, or ends, to listen. What was begun before a call is finished first. Never rejects: a problem is in the log. */
  turn(isOn: boolean): Promise<void>
  isListening(): boolean
  /** Ends all connections, and deletes socket and file. */
  close(): Promise<void>
}

interface Listening {
  stop(): Promise<void>
}

/** Never listens on TCP. The caller has the lock of the data folder. */
export function openListener(options: ListenerOptions): Listener {
  const file = openLocalFile(options.dataFolder, options.platform)
  let listening: Listening | null = null
  let last = Promise.resolve()
  let isClosed = false

  const about = { protocol: localProtocol, version: options.version, pid: process.pid }

  async function begin(): Promise<void> {
    if (listening !== null) return
    const key = randomBytes(preamble.keyBytes)
    const address = newAddress(options)
    try {
      listening = await listen(options, address, key)
      address.check()
      file.write({ ...about, address: address.path, key: key.toString('base64url') })
    } catch (thrown) {
      await end()
      address.remove()
      throw thrown
    }
    options.log.info('scripts.listening')
  }

  async function end(): Promise<void> {
    await listening?.stop()
    listening = null
  }

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work).catch((thrown: unknown) => options.log.error('scripts.not_listening', thrown))
    return last
  }

  return {
    turn: (isOn) =>
      inTurn(async () => {
        if (isClosed) return
        if (isOn) return begin()
        await end()
        file.write({ ...about, isOff: true })
      }),
    isListening: () => listening !== null,
    close: () => {
      isClosed = true
      return inTurn(async () => {
        file.remove()
        await end()
      })
    },
  }
}

function listen(
  { service, log, limits: given }: ListenerOptions,
  address: LocalAddress,
  key: Buffer,
): Promise<Listening> {
  const limits = { ...usualLimits, ...given }
  const unproven = new Set<Socket>()
  const proven = new Set<Socket>()
  const waiting = new Set<Socket>()
  const asking = new Set<Socket>()
  const http = serveHttp({ service, log, setAsking })

  const server = createServer({ allowHalfOpen: true, pauseOnConnect: false }, (socket) => {
    const [oldest] = unproven
    if (oldest !== undefined && unproven.size >= limits.unproven) {
      // At once: `close` comes later, and the next connection closes another one.
      unproven.delete(oldest)
      oldest.destroy()
    }
    unproven.add(socket)
    const timer = setTimeout(() => socket.destroy(), limits.proofMs)
    // A client that is gone is nobody's fault.
    socket.on('error', () => undefined)
    socket.once('close', () => {
      clearTimeout(timer)
      for (const all of [unproven, waiting, asking]) all.delete(socket)
      if (proven.delete(socket)) admit()
    })
    requireProof(socket, { key, address: address.path }, () => {
      clearTimeout(timer)
      unproven.delete(socket)
      if (waiting.size >= limits.proven) return void socket.destroy()
      waiting.add(socket)
      admit()
    })
  })

  function admit(): void {
    const [next] = waiting
    if (next === undefined || proven.size >= limits.proven) return
    waiting.delete(next)
    proven.add(next)
    http.serve(next)
    admit()
  }

  /** How many ask at once is limited where the questions are. */
  function setAsking(socket: Socket, isAsking: boolean): void {
    const [from, to] = isAsking ? [proven, asking] : [asking, proven]
    if (!from.delete(socket)) return
    to.add(socket)
    admit()
  }

  async function stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
    for (const socket of [...unproven, ...waiting, ...proven, ...asking]) socket.destroy()
    await closed
    address.remove()
  }

  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path: address.path, readableAll: false, writableAll: false }, () => {
      server.off('error', reject)
      server.on('error', (thrown) => log.error('scripts.listener_failed', thrown))
      resolve({ stop })
    })
  })
}
