import { EventEmitter } from 'node:events'

type Parameters = Record<string, unknown>

/** A session with one target, or with the browser itself: commands out, events in. */
export interface Session {
  send<T = Parameters>(method: string, parameters?: Parameters): Promise<T>
  on(event: string, listener: (parameters: never) => void): void
}

export interface Connection extends Session {
  attach(targetId: string): Promise<Session>
  onClose(listener: () => void): void
  close(): void
}

interface Message {
  id?: number
  sessionId?: string
  method?: string
  params?: Parameters
  result?: unknown
  error?: { message: string }
}

/** The Chrome DevTools Protocol over a WebSocket, one connection for all sessions ("flat" mode). */
export async function connect(url: string): Promise<Connection> {
  const socket = new WebSocket(url)
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', () => reject(new Error('the browser does not answer')), { once: true })
  })

  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  const emitters = new Map<string, EventEmitter>()
  let nextId = 1

  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    if (message.id === undefined) {
      emitters.get(message.sessionId ?? '')?.emit(message.method ?? '', message.params)
      return
    }
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error) call?.reject(new Error(message.error.message))
    else call?.resolve(message.result)
  })
  socket.addEventListener('close', () => {
    for (const call of waiting.values()) call.reject(new Error('the browser is gone'))
  })

  function session(sessionId: string): Session {
    const emitter = new EventEmitter().setMaxListeners(0)
    emitters.set(sessionId, emitter)
    return {
      send: <T>(method: string, params: Parameters = {}) =>
        new Promise<T>((resolve, reject) => {
          const id = nextId++
          waiting.set(id, { resolve: (result) => resolve(result as T), reject })
          socket.send(JSON.stringify({ id, method, params, ...(sessionId === '' ? {} : { sessionId }) }))
        }),
      on: (event, listener) => void emitter.on(event, listener as (parameters: unknown) => void),
    }
  }

  const browser = session('')
  return {
    ...browser,
    attach: async (targetId) => {
      const { sessionId } = await browser.send<{ sessionId: string }>('Target.attachToTarget', {
        targetId,
        flatten: true,
      })
      return session(sessionId)
    },
    onClose: (listener) => socket.addEventListener('close', listener),
    close: () => socket.close(),
  }
}
