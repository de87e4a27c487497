import { EventEmitter } from 'node:events'
import type { App, BrowserWindow } from 'electron'
import { beforeEach, expect, test } from 'vitest'
import { stayOpen } from '../../electron/main/system/stay-open.ts'
import { emitPreventable } from '../standin/emit.ts'

/** A window whose events the test sends, and that notes what it was told to do. */
class FakeWindow extends EventEmitter {
  readonly calls: string[] = []
  isFull = false
  isFullScreen = () => this.isFull
  hide = () => void this.calls.push('hide')
  setFullScreen = (isFull: boolean) => void this.calls.push(`full screen ${isFull}`)
}

let app: EventEmitter
let window: FakeWindow
let isClosing: boolean
beforeEach(() => {
  isClosing = false
  app = new EventEmitter()
  window = new FakeWindow()
})

/** @returns whether closing was prevented */
const close = () => emitPreventable(window, 'close')

function open(platform: NodeJS.Platform): void {
  stayOpen(app as unknown as App, window as unknown as BrowserWindow, {
    platform,
    show: () => void window.calls.push('show'),
    isClosing: () => isClosing,
  })
}

test('on macOS the app goes on when its window is closed, and its icon in the Dock shows it again', () => {
  open('darwin')
  expect([close(), window.calls]).toEqual([true, ['hide']])
  app.emit('activate', {}, false)
  expect(window.calls).toEqual(['hide', 'show'])
})

test('on macOS a window that fills the screen leaves it before it is hidden', () => {
  open('darwin')
  window.isFull = true
  expect([close(), window.calls]).toEqual([true, ['full screen false']])
  window.emit('leave-full-screen')
  expect(window.calls).toEqual(['full screen false', 'hide'])
})

test.each([
  ['its icon in the Dock is clicked', () => app.emit('activate', {}, true)],
  ['an address is opened', () => app.emit('open-url', {}, 'mooring://connection/c1')],
  ['the user has it fill the screen again', () => window.emit('enter-full-screen')],
  ['the app quits', () => emitPreventable(app, 'before-quit')],
])('on macOS a window that leaves the whole screen is not hidden when meanwhile %s', (_what, happen) => {
  open('darwin')
  window.isFull = true
  close()
  happen()
  window.emit('leave-full-screen')
  expect(window.calls).not.toContain('hide')
})

test('on macOS a window that leaves the whole screen later, without being closed, is not hidden', () => {
  open('darwin')
  window.isFull = true
  close()
  window.emit('leave-full-screen')
  window.emit('enter-full-screen')
  window.emit('leave-full-screen')
  expect(window.calls).toEqual(['full screen false', 'hide'])
})

test('on macOS quitting closes the window', () => {
  open('darwin')
  emitPreventable(app, 'before-quit')
  expect([close(), window.calls]).toEqual([false, []])
})

test('on macOS the window of an app that the user keeps from quitting is hidden as before [R4]', () => {
  open('darwin')
  app.on('before-quit', (event: Event) => event.preventDefault())
  emitPreventable(app, 'before-quit')
  expect([close(), window.calls]).toEqual([true, ['hide']])
})

// An update closes the windows itself, with no further `before-quit`.
test('on macOS an app that has closed everything lets its window close', () => {
  open('darwin')
  app.on('before-quit', (event: Event) => event.preventDefault())
  emitPreventable(app, 'before-quit')
  isClosing = true
  expect([close(), window.calls]).toEqual([false, []])
})

test.each(['linux', 'win32'] as const)('on %s closing the window closes it', (platform) => {
  open(platform)
  expect([close(), window.calls]).toEqual([false, []])
})
