import { EventEmitter } from 'node:events'
import type { App, BrowserWindow } from 'electron'
import { beforeEach, expect, test } from 'vitest'
import { stayOpen, type Closing } from '../../electron/main/system/stay-open.ts'
import { emitPreventable } from '../standin/emit.ts'

/** A window whose events the test sends, and that notes what it was told to do. */
class FakeWindow extends EventEmitter {
  readonly calls: string[] = []
  isFull = false
  isDestroyed = () => false
  isFullScreen = () => this.isFull
  setFullScreen = (isFull: boolean) => void this.calls.push(`full screen ${isFull}`)
}

let app: EventEmitter & { quit?: () => void }
let window: FakeWindow
let isClosing: boolean
let decision: Closing | null
let decided: number
beforeEach(() => {
  isClosing = false
  decision = 'hide'
  decided = 0
  app = new EventEmitter()
  app.quit = () => void window.calls.push('quit')
  window = new FakeWindow()
  const stay = stayOpen(app as unknown as App, {
    show: () => void window.calls.push('show'),
    hide: () => void window.calls.push('hide'),
    decide: () => {
      decided += 1
      return decision && Promise.resolve(decision)
    },
    isClosing: () => isClosing,
  })
  stay(window as unknown as BrowserWindow)
})

/** @returns whether closing was prevented */
async function close(): Promise<boolean> {
  const isPrevented = emitPreventable(window, 'close')
  await new Promise((resolve) => setImmediate(resolve))
  return isPrevented
}

test('the app goes on when its window is closed, and its icon in the Dock shows it again', async () => {
  expect([await close(), window.calls]).toEqual([true, ['hide']])
  app.emit('activate', {}, false)
  expect(window.calls).toEqual(['hide', 'show'])
})

test.each<[what: string, decision: Closing | null, isPrevented: boolean, calls: string[]]>([
  ['ends with its window', null, false, []],
  ['can’t go on without its window', 'quit', true, ['quit']],
  ['keeps a window that the user wants to keep', 'stay', true, []],
])('an app that %s', async (_what, chosen, isPrevented, calls) => {
  decision = chosen
  expect([await close(), window.calls]).toEqual([isPrevented, calls])
})

test('a window that is closed twice is decided about once', async () => {
  emitPreventable(window, 'close')
  expect([await close(), decided, window.calls]).toEqual([true, 1, ['hide']])
})

test('a window that another listener keeps open is not hidden', async () => {
  const kept = new FakeWindow()
  kept.on('close', (event: Event) => event.preventDefault())
  stayOpen(app as unknown as App, {
    show: () => undefined,
    hide: () => void kept.calls.push('hide'),
    decide: () => Promise.resolve('hide'),
    isClosing: () => false,
  })(kept as unknown as BrowserWindow)
  emitPreventable(kept, 'close')
  await new Promise((resolve) => setImmediate(resolve))
  expect(kept.calls).toEqual([])
})

test('a window that fills the screen leaves it before it is hidden', async () => {
  window.isFull = true
  expect([await close(), window.calls]).toEqual([true, ['full screen false']])
  window.emit('leave-full-screen')
  expect(window.calls).toEqual(['full screen false', 'hide'])
})

test.each([
  ['its icon in the Dock is clicked', () => app.emit('activate', {}, true)],
  ['an address is opened', () => app.emit('open-url', {}, 'mooring://connection/c1')],
  ['the user has it fill the screen again', () => window.emit('enter-full-screen')],
  ['the app quits', () => emitPreventable(app, 'before-quit')],
])('a window that leaves the whole screen is not hidden when meanwhile %s', async (_what, happen) => {
  window.isFull = true
  await close()
  happen()
  window.emit('leave-full-screen')
  expect(window.calls).not.toContain('hide')
})

test('a window that leaves the whole screen later, without being closed, is not hidden', async () => {
  window.isFull = true
  await close()
  window.emit('leave-full-screen')
  window.emit('enter-full-screen')
  window.emit('leave-full-screen')
  expect(window.calls).toEqual(['full screen false', 'hide'])
})

test('quitting closes the window', async () => {
  emitPreventable(app, 'before-quit')
  expect([await close(), window.calls]).toEqual([false, []])
})

test('the window of an app that the user keeps from quitting is hidden as before [R4]', async () => {
  app.on('before-quit', (event: Event) => event.preventDefault())
  emitPreventable(app, 'before-quit')
  expect([await close(), window.calls]).toEqual([true, ['hide']])
})

// An update closes the windows itself, with no further `before-quit`.
test('an app that has closed everything lets its window close', async () => {
  app.on('before-quit', (event: Event) => event.preventDefault())
  emitPreventable(app, 'before-quit')
  isClosing = true
  expect([await close(), window.calls]).toEqual([false, []])
})
