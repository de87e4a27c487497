import { EventEmitter } from 'node:events'
import type { IpcMain } from 'electron'

type Handler = (event: unknown, ...args: unknown[]) => unknown

type SuppliedIpcMain = Pick<IpcMain, 'handle' | 'handleOnce' | 'removeHandler'>

export interface Ipc {
  ipcMain: SuppliedIpcMain & EventEmitter
  /** @throws Error when nobody handles the channel, as Electron words it */
  invoke(event: unknown, channel: string, args: unknown[]): Promise<unknown>
  send(event: unknown, channel: string, args: unknown[]): void
}

export function makeIpc(): Ipc {
  const handlers = new Map<string, Handler>()
  const events = new EventEmitter().setMaxListeners(0)
  const handle: IpcMain['handle'] = (channel, handler) => {
    if (handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    }
    handlers.set(channel, handler as Handler)
  }
  const supplied = {
    // Read by electron-playwright-helpers.
    _invokeHandlers: handlers,
    handle,
    handleOnce: (channel, handler) =>
      handle(channel, (event, ...args: unknown[]) => {
        handlers.delete(channel)
        return handler(event, ...args)
      }),
    removeHandler: (channel) => void handlers.delete(channel),
  } satisfies SuppliedIpcMain & { _invokeHandlers: unknown }

  return {
    ipcMain: Object.assign(events, supplied),
    invoke: async (event, channel, args) => {
      const handler = handlers.get(channel)
      if (!handler) throw new Error(`No handler registered for '${channel}'`)
      return handler(event, ...args)
    },
    send: (event, channel, args) => void events.emit(channel, event, ...args),
  }
}
