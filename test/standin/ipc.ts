import { EventEmitter } from 'node:events'
import type { IpcMain } from 'electron'

type Handler = (event: unknown, ...args: unknown[]) => unknown

export type SuppliedIpcMain = Pick<IpcMain, 'handle' | 'removeHandler'> &
  EventEmitter & {
    /** Read by electron-playwright-helpers. */
    _invokeHandlers: Map<string, Handler>
  }

export function makeIpcMain(): SuppliedIpcMain {
  const handlers = new Map<string, Handler>()
  const supplied = {
    _invokeHandlers: handlers,
    handle: (channel: string, handler: Handler) => {
      if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
      handlers.set(channel, handler)
    },
    removeHandler: (channel: string) => void handlers.delete(channel),
  }
  return Object.assign(new EventEmitter(), supplied) as unknown as SuppliedIpcMain
}
