import { EventEmitter } from 'node:events'
import type { BrowserWindow } from 'electron'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { showWhenDrawn } from '../../electron/main/system/show-window.ts'

/** A window whose events the test sends, and that records the calls to it. */
class FakeWindow extends EventEmitter {
  readonly webContents = new EventEmitter()
  readonly calls: string[] = []
  isGone = false
  isDestroyed = () => this.isGone
  show = () => void this.calls.push('show')
  maximize = () => void this.calls.push('maximize')
}

let window: FakeWindow
beforeEach(() => {
  vi.useFakeTimers()
  window = new FakeWindow()
})
afterEach(() => {
  vi.useRealTimers()
})

function open(platform: NodeJS.Platform, isMaximized = false): void {
  showWhenDrawn(window as unknown as BrowserWindow, { platform, isMaximized })
}

test.each(['linux', 'darwin', 'win32'] as const)(
  'on %s ready-to-show shows the window, once [EL2]',
  (platform) => {
    open(platform)
    window.emit('ready-to-show')
    window.webContents.emit('did-finish-load')
    vi.advanceTimersByTime(60_000)
    expect(window.calls).toEqual(['show'])
  },
)

test('a page that has loaded is shown on Linux alone, where ready-to-show may never come [EL2]', () => {
  open('darwin')
  window.webContents.emit('did-finish-load')
  expect(window.calls).toEqual([])

  window = new FakeWindow()
  open('linux')
  window.webContents.emit('did-finish-load')
  window.emit('ready-to-show')
  expect(window.calls).toEqual(['show'])
})

test('a window without any event is shown after three seconds [EL2]', () => {
  open('win32')
  vi.advanceTimersByTime(2999)
  expect(window.calls).toEqual([])
  vi.advanceTimersByTime(1)
  expect(window.calls).toEqual(['show'])
})

test('a window that is gone is not shown [EL2]', () => {
  open('linux')
  window.isGone = true
  window.emit('closed')
  expect(vi.getTimerCount()).toBe(0)
  window.emit('ready-to-show')
  window.webContents.emit('did-finish-load')
  expect(window.calls).toEqual([])
})

test('a window that was maximized is not shown before its page is drawn [EL19]', () => {
  open('linux', true)
  expect(window.calls).toEqual([])
  window.emit('ready-to-show')
  expect(window.calls).toEqual(['maximize', 'show'])
})
