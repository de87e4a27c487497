import { EventEmitter } from 'node:events'
import { dialog, type App, type BrowserWindow } from 'electron'
import { beforeEach, expect, test, vi } from 'vitest'
import { quitCleanly } from '../../electron/main/system/quit.ts'
import { askToQuit, quitQuestion } from '../../electron/main/system/quit-question.ts'
import { emitPreventable } from '../standin/emit.ts'
import { quietLog } from '../support/quiet-log.ts'

vi.mock('electron', () => ({ dialog: {} }))

/** As Electron: `quit` asks, and quits unless a listener prevents it. */
class FakeApp extends EventEmitter {
  ended = 0
  quit(): void {
    const event = { isPrevented: false, preventDefault: () => void (event.isPrevented = true) }
    this.emit('before-quit', event)
    if (!event.isPrevented) this.ended += 1
  }
  relaunch(): void {}
  releaseSingleInstanceLock(): void {}
}

let app: FakeApp
let window: EventEmitter & { isDestroyed(): boolean }
let unsaved: number
let asked: number[]
let answer: boolean
let closed: number
let save: () => Promise<number>

beforeEach(() => {
  app = new FakeApp()
  window = Object.assign(new EventEmitter(), { isDestroyed: () => false })
  unsaved = 0
  asked = []
  answer = false
  closed = 0
  save = async () => unsaved
})

function open() {
  const asApp = app as unknown as App
  const question = quitQuestion({
    app: asApp,
    countUnsaved: () => unsaved,
    save: () => save(),
    ask: async (count) => {
      asked.push(count)
      return answer
    },
  })
  question.guard(window as unknown as BrowserWindow)
  return quitCleanly({
    app: asApp,
    log: quietLog(),
    close: async () => void (closed += 1),
    refuse: async () => undefined,
    mayQuit: question.mayQuit,
  })
}

/** @returns whether the window stays open */
function closeWindow(): boolean {
  return emitPreventable(window, 'close')
}

test('without such a token quitting asks nothing', async () => {
  open()
  expect(closeWindow()).toBe(false)
  app.quit()
  await expect.poll(() => app.ended).toBe(1)
  expect([asked, closed]).toEqual([[], 1])
})

test('the last try that works asks nothing either [R4]', async () => {
  open()
  unsaved = 1
  save = async () => (unsaved = 0)
  app.quit()
  await expect.poll(() => app.ended).toBe(1)
  expect(asked).toEqual([])
})

test('the user keeps the app open, and may quit later [R4]', async () => {
  open()
  unsaved = 2
  app.quit()
  app.quit()
  await expect.poll(() => asked).toEqual([2])
  expect([app.ended, closed]).toEqual([0, 0])
  answer = true
  app.quit()
  await expect.poll(() => app.ended).toBe(1)
  expect([asked, closed]).toEqual([[2, 2], 1])
  expect(closeWindow()).toBe(false)
})

test('a window that is closed, and would end the app, stays open for the question [R4]', async () => {
  open()
  unsaved = 1
  expect(closeWindow()).toBe(true)
  await expect.poll(() => asked).toEqual([1])
})

test('a window that is hidden when it is closed leaves the app running, and nothing is asked [R4]', async () => {
  window.on('close', (event: Event) => event.preventDefault())
  open()
  unsaved = 1
  closeWindow()
  await new Promise((resolve) => setImmediate(resolve))
  expect([asked, app.ended]).toEqual([[], 0])
})

test('without a window the question is asked by itself', async () => {
  const boxes: unknown[][] = []
  dialog.showMessageBox = async (...args: unknown[]) => {
    boxes.push(args)
    return { response: 1, checkboxChecked: false }
  }
  expect(await askToQuit(null, 1)).toBe(true)
  expect(boxes.map((args) => args.length)).toEqual([1])
})

test('an update that was called off by the answer is not installed by the next quit [R4]', async () => {
  const quitThen = open()
  unsaved = 1
  let installed = 0
  quitThen('update', async () => void (installed += 1))
  await expect.poll(() => asked).toEqual([1])
  unsaved = 0
  app.quit()
  await expect.poll(() => app.ended).toBe(1)
  expect(installed).toBe(0)
})

test('a last try that fails keeps nobody from quitting', async () => {
  open()
  save = () => Promise.reject(new Error('bug'))
  app.quit()
  await expect.poll(() => app.ended).toBe(1)
})

test.each([
  ['is loaded again when the user keeps the app open', 0, ['show', 'focus', 'reload']],
  ['is left when the app quits', 1, ['show', 'focus']],
])('a page that ended before the question %s', async (_what, response, expected) => {
  dialog.showMessageBox = async () => ({ response, checkboxChecked: false })
  const calls: string[] = []
  const note = (call: string) => () => void calls.push(call)
  const asked = {
    isDestroyed: () => false,
    isMinimized: () => false,
    show: note('show'),
    focus: note('focus'),
    webContents: { isCrashed: () => true, reload: note('reload') },
  }
  expect(await askToQuit(asked as unknown as BrowserWindow, 1)).toBe(response === 1)
  expect(calls).toEqual(expected)
})
