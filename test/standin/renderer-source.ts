/** The function that Chromium calls us by. */
export const bindingName = '__mooringStandIn'

/**
 * The half that lives in the page: `require('electron')` for the preload, on top of one binding out and one function in. The preload
 * is wrapped in a function of its own, so that its names do not meet these.
 */
export function rendererSource(preload: string): string {
  return `(() => {
  const out = globalThis.${bindingName}
  delete globalThis.${bindingName}
  if (!out) return
  const waiting = new Map(), listeners = new Map()
  let nextId = 1
  globalThis.${bindingName}Answer = (message) => {
    if (message.kind === 'event') {
      for (const listener of listeners.get(message.channel) ?? []) listener({ sender: null }, ...message.args)
      return
    }
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.ok) call?.resolve(message.value)
    else call?.reject(new Error(message.error))
  }
  Object.defineProperty(globalThis, '${bindingName}Answer', { enumerable: false })
  const ipcRenderer = {
    invoke: (channel, ...args) => new Promise((resolve, reject) => {
      const id = nextId++
      waiting.set(id, { resolve, reject })
      out(JSON.stringify({ kind: 'invoke', id, channel, args }))
    }),
    send: (channel, ...args) => out(JSON.stringify({ kind: 'send', channel, args })),
    on: (channel, listener) => { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]); return ipcRenderer },
    off: (channel, listener) => { listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== listener)); return ipcRenderer },
    removeListener: (channel, listener) => ipcRenderer.off(channel, listener),
  }
  const contextBridge = {
    exposeInMainWorld: (name, api) => Object.defineProperty(globalThis, name, { value: Object.freeze(api), enumerable: true }),
  }
  const guard = (what, supplied) => new Proxy(supplied, { get: (target, name) => {
    if (name in target || typeof name === 'symbol') return target[name]
    throw new Error('electron stand-in: ' + what + '.' + name + ' is not supplied')
  } })
  const electron = guard('electron', { contextBridge: guard('contextBridge', contextBridge), ipcRenderer: guard('ipcRenderer', ipcRenderer) })
  const require = (name) => {
    if (name === 'electron') return electron
    throw new Error('a sandboxed preload can load electron only, not ' + name)
  }
  const process = { contextIsolated: true, sandboxed: true, platform: ${JSON.stringify(process.platform)}, versions: {} }
  ;((require, process, module, exports) => {
${preload}
  })(require, process, { exports: {} }, {})
})()`
}
