import { dialog, type BrowserWindow } from 'electron'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openBackground, type BackgroundLife } from '../../electron/main/app/background.ts'
import type { MainWindow } from '../../electron/main/app/main-window.ts'
import { viewConnection } from '../../electron/main/connections/model/view.ts'
import { readPreferences, writePreferences } from '../../electron/main/store/preferences.ts'
import { root } from '../../scripts/run.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { linkMikomo } from '../support/linked.ts'
import { openSimulatedClock, type SimulatedClock } from '../support/simulated-clock.ts'
import type { SeenTray } from '../standin/tray.ts'

vi.mock('electron', async () => {
  const { StandInTray } = await import('../standin/tray.ts')
  const { makeMenu } = await import('../standin/system.ts')
  return { Tray: StandInTray, Menu: makeMenu(), dialog: {} }
})

const trays = () => Reflect.get(globalThis, '__standInTrays') as SeenTray[]

let clock: SimulatedClock
let harness: Harness
let background: BackgroundLife
let hasTray: boolean
let calls: string[]
let answers: number[]

beforeEach(() => {
  clock = openSimulatedClock(Date.now())
  harness = openHarness({ clock })
  hasTray = true
  calls = []
  answers = []
  dialog.showMessageBox = async (...args: unknown[]) => {
    calls.push(String(Reflect.get(Object(args.at(-1)), 'message')))
    return { response: answers.shift() ?? 0, checkboxChecked: false }
  }
  background = openBackground({
    app: { quit: () => void calls.push('quit') },
    deps: harness.deps,
    mainWindow: {
      current: () => ({}) as BrowserWindow,
      show: () => void calls.push('show'),
    } as MainWindow,
    platform: 'linux',
    iconFolder: `${root}/build/tray`,
    hasTray: async () => hasTray,
    login: { read: () => 'off', change: () => 'on' },
    openInFront: (request) => void calls.push(JSON.stringify(request)),
  })
})
afterEach(async () => {
  background.close()
  await harness.close()
})

const prefer = (keepsRunning: boolean) => {
  writePreferences(harness.deps.store, { ...readPreferences(harness.deps.store), keepsRunning })
  background.preferencesChanged()
}

test('the icon counts what needs the user, and its menu opens, refreshes and quits', async () => {
  const { id } = await linkMikomo(harness)
  await background.start(false)
  const [tray] = trays()
  expect([tray?.toolTip, tray?.image.endsWith('tray.png')]).toEqual(['Mooring', true])
  expect(tray?.labels()).toEqual([
    'Open Mooring',
    'Refresh All',
    'Settings…',
    'Quit Mooring and Stop Refreshing',
  ])

  const connection = viewConnection(harness.deps, id)
  background.hear('connection.changed', { ...connection, status: 'needs-consent' })
  background.hear('connection.changed', { ...connection, id: 'c2', status: 'needs-consent' })
  expect([tray?.toolTip, tray?.image.endsWith('tray-needs.png')]).toEqual([
    'Mooring: 2 connections need attention',
    true,
  ])
  background.hear('connection.removed', { id: 'c2' })
  tray?.choose('1 connection needs attention…')
  tray?.choose('Settings…')
  tray?.click()
  tray?.choose('Quit Mooring and Stop Refreshing')
  expect(calls).toEqual([
    '{"kind":"view","view":"needs-attention"}',
    '{"kind":"view","view":"settings"}',
    'show',
    'quit',
  ])
  tray?.choose('Refresh All')
  expect(harness.deps.refresher.bulk?.progress.total).toBe(1)
  background.hear('connection.changed', connection)
  expect(tray?.toolTip).toBe('Mooring')
})

test('closing hides the window and says so once; who chooses Quit quits, and is not told again', async () => {
  answers = [1]
  expect(await background.decideClosing()).toBe('quit')
  expect(await background.decideClosing()).toBe('hide')
  expect(calls).toEqual(['Mooring keeps running without its window'])
})

test('where no icon is shown closing quits and says so once, unless the user wants the window to stay', async () => {
  hasTray = false
  answers = [1, 0]
  expect(await background.decideClosing()).toBe('stay')
  expect(await background.decideClosing()).toBe('quit')
  expect(await background.decideClosing()).toBe('quit')
  expect(calls).toEqual(['Closing the window quits Mooring', 'Closing the window quits Mooring'])
  hasTray = true
  expect(await background.decideClosing()).toBe('hide')
  expect(calls.at(-1)).toBe('Mooring keeps running without its window')
})

test('closing quits, and the log says why, where what it does can’t be decided', async () => {
  dialog.showMessageBox = () => Promise.reject(new Error('no dialog'))
  expect(await background.decideClosing()).toBe('quit')
  harness.deps.store.exec('ALTER TABLE preferences RENAME TO lost')
  expect(await background.decideClosing()).toBe('quit')
  harness.deps.store.exec('ALTER TABLE lost RENAME TO preferences')
  expect(harness.log.lines.filter((line) => line.includes('closing.undecided'))).toHaveLength(2)
})

test('a user who turns it off ends the app with its window, and sees no icon', async () => {
  await background.start(false)
  prefer(false)
  await expect.poll(() => trays().length).toBe(0)
  expect(background.decideClosing()).toBeNull()
  prefer(true)
  await expect.poll(() => trays().length).toBe(1)
})

test('a hidden start waits for a desktop that is slower, and shows the window where no icon comes', async () => {
  hasTray = false
  let isOver = false
  const started = background.start(true).then(() => {
    isOver = true
  })
  await clock.run(clock.now() + 6000, () => false)
  expect([isOver, calls]).toEqual([false, []])
  hasTray = true
  await clock.run(clock.now() + 2000, () => false)
  await started
  expect([trays().length, calls]).toEqual([1, []])

  hasTray = false
  const again = background.start(true)
  await clock.run(clock.now() + 60_000, () => false)
  await again
  expect(calls).toEqual(['show'])
})

test('a hidden start of a user who has turned it off shows the window', async () => {
  prefer(false)
  await background.start(true)
  expect(calls).toEqual(['show'])
})

test('what the system says of the start at login is read each time', async () => {
  expect(await background.read()).toEqual({ hasTray: true, login: 'off' })
  hasTray = false
  expect(await background.startAtLogin(true)).toEqual({ hasTray: false, login: 'off' })
})
