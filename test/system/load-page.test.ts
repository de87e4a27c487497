import { EventEmitter } from 'node:events'
import type { App, WebContents } from 'electron'
import { expect, test } from 'vitest'
import { loadPage } from '../../electron/main/system/load-page.ts'

/** A window whose page fails to load after `before`, as Electron's `loadURL` does when loading stops. */
function load(before: (parts: { app: EventEmitter; contents: EventEmitter }) => void, isCrashed = false) {
  const app = new EventEmitter()
  const contents = Object.assign(new EventEmitter(), { isCrashed: () => isCrashed })
  const window = {
    isDestroyed: () => false,
    webContents: contents as unknown as WebContents,
    loadURL: async () => {
      before({ app, contents })
      throw new Error('ERR_FAILED (-2) loading the page')
    },
  }
  const listeners = () => app.listenerCount('before-quit') + contents.listenerCount('render-process-gone')
  return { loaded: loadPage(app as unknown as App, window, 'app://bundle/index.html'), listeners }
}

test('a page that can’t be loaded fails with the reason, and leaves no listener', async () => {
  const { loaded, listeners } = load(() => undefined)
  await expect(loaded).rejects.toThrow('ERR_FAILED')
  expect(listeners()).toBe(0)
})

test('quitting while the page loads is no failure', async () => {
  const { loaded } = load(({ app }) => app.emit('before-quit'))
  expect(await loaded).toBe(false)
})

test('a page whose process ends while it loads is no failed start: it is loaded again [EL14]', async () => {
  // Electron reports the end of the load first.
  const { loaded } = load(({ contents }) => setImmediate(() => contents.emit('render-process-gone')))
  expect(await loaded).toBe(false)
  expect(await load(() => undefined, true).loaded).toBe(false)
})
