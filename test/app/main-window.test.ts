import { EventEmitter } from 'node:events'
import type { App, BrowserWindow } from 'electron'
import { beforeEach, expect, test } from 'vitest'
import { createMainWindow, type MainWindow } from '../../electron/main/app/main-window.ts'

const page = 'app://bundle/index.html'

class FakeWindow extends EventEmitter {
  readonly sent: string[] = []
  url = ''
  isGone = false
  isShown = false
  hasCrashed = false
  webContents = Object.assign(new EventEmitter(), {
    getURL: () => this.url,
    isCrashed: () => this.hasCrashed,
    isDestroyed: () => this.isGone,
    send: (_channel: string, name: string) => void this.sent.push(name),
  })
  isDestroyed = () => this.isGone
  isMinimized = () => false
  focus = () => undefined
  loadURL = async (url: string) => {
    this.url = url
  }
  show = () => {
    this.isShown = true
    this.emit('show')
  }
  hide = () => {
    this.isShown = false
  }
  destroy = () => {
    this.isGone = true
    this.emit('closed')
  }
}

let made: FakeWindow[]
let events: string[]
let main: MainWindow
beforeEach(() => {
  made = []
  events = []
  main = createMainWindow({
    app: new EventEmitter() as unknown as App,
    page,
    make: () => {
      const window = new FakeWindow()
      made.push(window)
      return window as unknown as BrowserWindow
    },
    onShownAgain: () => void events.push('shown again'),
    onGone: () => void events.push('gone'),
    onFailed: (thrown) => void events.push(String(thrown)),
    tellAgainMs: 20,
  })
})

async function start(): Promise<FakeWindow> {
  main.make()
  await main.load()
  const [window] = made
  window?.show()
  return window ?? new FakeWindow()
}

test('a hidden window tells its page, ends it when the page says so, and comes back where it was', async () => {
  const window = await start()
  window.url = `${page}#connections/c1`
  main.hide()
  expect([window.isShown, window.sent, main.isHidden()]).toEqual([false, ['window.hidden'], true])
  expect(main.endHidden()).toBe(true)
  expect([main.current(), events]).toEqual([null, ['gone']])
  main.send('window.hidden', {})

  main.show()
  await expect.poll(() => made[1]?.url).toBe(`${page}#connections/c1`)
  expect([events, main.isHidden()]).toEqual([['gone', 'shown again'], false])
})

test('a page that does not end is told again, and keeps its window', async () => {
  const window = await start()
  main.hide()
  await expect.poll(() => window.sent.length).toBeGreaterThan(2)
  main.show()
  const { length } = window.sent
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect([made.length, window.isShown, window.sent.length]).toEqual([1, true, length])
})

test('a page that answers when its window is shown again does not end', async () => {
  const window = await start()
  main.hide()
  main.show()
  expect([main.endHidden(), window.isGone]).toEqual([false, false])
})

test('a page that has crashed ends at once, and its window is made anew at the page itself', async () => {
  const window = await start()
  window.url = 'chrome-error://chromewebdata/'
  window.hasCrashed = true
  main.hide()
  expect([window.isGone, window.sent]).toEqual([true, []])
  main.show()
  await expect.poll(() => made[1]?.url).toBe(page)
})

test('the first window is not shown again, and one that another part of the app shows is', async () => {
  const window = await start()
  expect(events).toEqual([])
  main.hide()
  window.show()
  expect([events, main.isHidden()]).toEqual([['shown again'], false])
})

test('a hidden start has no window until it is shown', () => {
  main.startHidden()
  expect([main.isHidden(), main.endHidden(), made]).toEqual([true, false, []])
  main.show()
  expect([made.length, events]).toEqual([1, ['shown again']])
})
