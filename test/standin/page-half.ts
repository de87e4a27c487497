import { decode, encode } from './clone.ts'

/** The function of the page's that calls us, and ours that calls the page. Both are out of its reach by the time its own code runs. */
export const bindingName = '__standInCall'
export const answerName = '__standInAnswer'

/** From the page to the main process. */
export interface Call {
  kind: 'invoke' | 'send'
  id: number
  channel: string
  args: unknown[]
}

/** From the main process to the page. */
export type Told =
  | { kind: 'event'; channel: string; args: unknown[] }
  | { kind: 'answer'; id: number; ok: true; value: unknown }
  | { kind: 'answer'; id: number; ok: false; error: string }

type Preload = (require: unknown, process: unknown, module: unknown, exports: unknown) => void

interface Facts {
  bindingName: string
  answerName: string
  platform: string
}

/**
 * The script for every new document: `pageHalf` from its own source, then the preload, wrapped in a function of its own so that its
 * names meet none of ours.
 */
export function pageScript(preload: string): string {
  const facts: Facts = { bindingName, answerName, platform: process.platform }
  const wrapped = `(require, process, module, exports) => {\n${preload}\n}`
  return `(${String(pageHalf)})(${JSON.stringify(facts)}, ${String(encode)}, ${String(decode)}, ${wrapped})`
}

/** Runs in the page, from its own source: it may use nothing from outside itself. */
function pageHalf(
  facts: Facts,
  encode: (value: unknown) => string,
  decode: (text: string) => unknown,
  preload: Preload,
): void {
  const call = Reflect.get(globalThis, facts.bindingName) as ((text: string) => void) | undefined
  Reflect.deleteProperty(globalThis, facts.bindingName)
  // As in Electron, a frame inside the page gets no preload.
  if (call === undefined || window.top !== window) return

  type Listener = (event: unknown, ...args: unknown[]) => void
  const waiting = new Map<
    number,
    { channel: string; resolve(value: unknown): void; reject(error: Error): void }
  >()
  const listeners = new Map<string, Listener[]>()
  let nextId = 1

  const told = (text: string): void => {
    const message = decode(text) as Told
    if (message.kind === 'event') {
      for (const listener of listeners.get(message.channel) ?? [])
        listener({ sender: ipcRenderer }, ...message.args)
      return
    }
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.ok) asked?.resolve(message.value)
    else asked?.reject(new Error(`Error invoking remote method '${asked.channel}': ${message.error}`))
  }
  Object.defineProperty(globalThis, facts.answerName, { value: told, enumerable: false })

  const guard = <T extends object>(what: string, supplied: T): T =>
    new Proxy(supplied, {
      get: (target, name) => {
        if (name in target || typeof name === 'symbol') return Reflect.get(target, name) as unknown
        throw new Error(`electron stand-in: ${what}.${name} is not supplied`)
      },
    })

  const remove = (channel: string, listener: Listener): unknown => {
    listeners.set(
      channel,
      (listeners.get(channel) ?? []).filter((one) => one !== listener),
    )
    return ipcRenderer
  }
  const ipcRenderer = guard('ipcRenderer', {
    invoke: async (channel: string, ...args: unknown[]): Promise<unknown> => {
      const id = nextId++
      const text = encode({ kind: 'invoke', id, channel, args })
      return new Promise((resolve, reject) => {
        waiting.set(id, { channel, resolve, reject })
        call(text)
      })
    },
    send: (channel: string, ...args: unknown[]): void => {
      call(encode({ kind: 'send', id: 0, channel, args }))
    },
    on: (channel: string, listener: Listener): unknown => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
    once: (channel: string, listener: Listener): unknown => {
      const first: Listener = (...args) => {
        remove(channel, first)
        listener(...args)
      }
      return ipcRenderer.on(channel, first)
    },
    off: remove,
    removeListener: remove,
  })

  const freezeAll = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
    for (const member of Object.values(value)) freezeAll(member)
    return Object.freeze(value)
  }
  const contextBridge = guard('contextBridge', {
    exposeInMainWorld: (name: string, api: unknown): void => {
      if (name in globalThis) {
        throw new Error('Cannot bind an API on top of an existing property on the window object')
      }
      Object.defineProperty(globalThis, name, { value: freezeAll(api), enumerable: true })
    },
  })

  const electron = guard('electron', { contextBridge, ipcRenderer })
  const require = (name: string): unknown => {
    if (name === 'electron') return electron
    throw new Error(`a sandboxed preload can require electron only, not ${name}`)
  }
  const process = guard('process', {
    contextIsolated: true,
    sandboxed: true,
    type: 'renderer',
    platform: facts.platform,
    env: {},
    versions: {},
  })
  const module = { exports: {} }
  preload(require, process, module, module.exports)
}
