import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SeenTray } from '../standin/tray.ts'
import {
  dropFolder,
  host,
  launchApp,
  newDataFolder,
  startApp,
  type LaunchedApp,
  type RunningApp,
} from '../support/app.ts'
import { openBrowserUser, type BrowserUser } from '../support/browser-user.ts'
import { pagesBelow, programsBelow } from '../support/programs.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'
import { startTrayWatcher, type TrayWatcher } from '../support/tray-watcher.ts'

declare global {
  // What the stand-in leaves for tests.
  var __standInTrays: SeenTray[]
}

let service: SecretService
let watcher: TrayWatcher | null
let browserUser: BrowserUser
let dataFolder: string
let app: LaunchedApp

beforeAll(async () => {
  service = await startSecretService()
  browserUser = await openBrowserUser()
})
afterAll(async () => {
  await browserUser.close()
  service.stop()
})
beforeEach(() => {
  dataFolder = newDataFolder()
})
afterEach(async () => {
  await app.quit()
  watcher?.stop()
  dropFolder(dataFolder)
})

const env = () => ({ ...service.env, MOORING_UNDO_MS: '500' })

async function startWithTray(): Promise<RunningApp> {
  watcher = await startTrayWatcher(service.env)
  const started = await startApp({ dataFolder, env: env() })
  app = started
  await trayShown()
  return started
}

async function trayShown(): Promise<void> {
  await expect.poll(() => app.electron.evaluate(() => __standInTrays.length)).toBe(1)
}
const countWindows = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
const closeWindow = () =>
  app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
const pages = () => pagesBelow(app.electron.process().pid ?? 0).map(({ pid }) => pid)

/** Opens the window from its icon. @returns the page that it makes anew */
async function openFromTray(): Promise<Page> {
  const opened = app.electron.waitForEvent('window')
  await app.electron.evaluate(() => __standInTrays[0]?.click())
  return opened
}

async function link(window: Page): Promise<void> {
  const before = (await app.opened()).length
  await window.getByRole('button', { name: 'Link Mikomo' }).click()
  await expect.poll(async () => (await app.opened()).length).toBe(before + 1)
  await browserUser.approve((await app.opened())[before] ?? '', { user: 'mikomo_7' })
  await window.getByRole('complementary', { name: 'Mikomo, details' }).waitFor()
}

// Nobody can click an icon that the system draws; the stand-in notes it instead.
describe.skipIf(host.kind !== 'stand-in')('the app without its window', () => {
  test(
    'a closed window is hidden, its page’s process ends, and the icon brings back what was shown',
    { tags: 'thorough' },
    async () => {
      const { window } = await startWithTray()
      await link(window)
      await window.getByRole('searchbox').fill('mikomo')
      await app.electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1100, height: 700 })
      })
      const before = pages()
      expect(before.length).toBeGreaterThan(0)

      await closeWindow()
      await expect.poll(countWindows).toBe(0)
      await expect.poll(() => pages().filter((pid) => before.includes(pid))).toEqual([])
      expect(app.stderr().split('Mooring keeps running without its window')).toHaveLength(2)

      const again = await openFromTray()
      await again.getByRole('complementary', { name: 'Mikomo, details' }).waitFor()
      expect(await again.getByRole('searchbox').inputValue()).toBe('mikomo')
      expect(
        await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds()),
      ).toEqual({ x: 40, y: 30, width: 1100, height: 700 })

      await again.getByRole('button', { name: 'Refresh Mikomo' }).first().click()
      await again.getByText('Refreshed', { exact: true }).waitFor()
      await closeWindow()
      await expect.poll(countWindows).toBe(0)
      expect(app.stderr().split('Mooring keeps running without its window')).toHaveLength(2)
    },
  )

  test(
    'a form that is half filled in, and a link that waits, keep the page',
    { tags: 'thorough' },
    async () => {
      const { window } = await startWithTray()
      await window.getByRole('button', { name: 'Link Mikomo' }).click()
      await expect.poll(async () => (await app.opened()).length).toBe(1)
      await closeWindow()
      await expect
        .poll(() =>
          app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()),
        )
        .toBe(false)
      await browserUser.approve((await app.opened())[0] ?? '', { user: 'mikomo_7' })
      // The link brings its window to the front, with the same page.
      await window.getByRole('complementary', { name: 'Mikomo, details' }).waitFor()
      await expect
        .poll(() =>
          app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()),
        )
        .toBe(true)

      await window.getByRole('button', { name: 'Labels of Mikomo' }).click()
      await window.getByRole('dialog').getByLabel('Add a label').fill('Quarter')
      await closeWindow()
      // Longer than a page with nothing open in it takes to end.
      await window.waitForTimeout(1500)
      await app.electron.evaluate(() => __standInTrays[0]?.choose('Open Mooring'))
      expect(await window.getByRole('dialog').getByLabel('Add a label').inputValue()).toBe('Quarter')
    },
  )

  test(
    'a revocation ends at the institution, and Refresh All runs, with no window',
    { tags: 'thorough' },
    async () => {
      const { window } = await startWithTray()
      await link(window)
      await closeWindow()
      await expect.poll(countWindows).toBe(0)
      const kinds = () => activity().map(({ kind }) => kind)
      const refreshed = kinds().filter((kind) => kind === 'refreshed').length
      await app.electron.evaluate(() => __standInTrays[0]?.choose('Refresh All'))
      await expect.poll(() => kinds().filter((kind) => kind === 'refreshed').length).toBe(refreshed + 1)

      const again = await openFromTray()
      await again.getByText('1 of 1 connection refreshed.').waitFor()
      await again.getByRole('button', { name: 'Revoke Mikomo' }).first().click()
      await again
        .getByText(/Revoking|Undo/)
        .first()
        .waitFor()
      await closeWindow()
      await expect.poll(countWindows).toBe(0)
      await expect.poll(kinds).toContain('revoked')
    },
  )

  test('an address opens a window for its connection where there is none', { tags: 'thorough' }, async () => {
    const { window } = await startWithTray()
    await link(window)
    const address = await window.getByText(/^mooring:\/\/connection\//).textContent()
    await window.getByRole('button', { name: 'Close details' }).click()
    await closeWindow()
    await expect.poll(countWindows).toBe(0)
    const opened = app.electron.waitForEvent('window')
    await app.electron.evaluate(
      ({ app: main }, url) => void main.emit('second-instance', {}, ['mooring', url], ''),
      address,
    )
    await (await opened).getByRole('complementary', { name: 'Mikomo, details' }).waitFor()
  })

  test(
    'a hidden start makes no window and leaves the keychain alone until it is opened',
    { tags: 'thorough' },
    async () => {
      watcher = await startTrayWatcher(service.env)
      app = await launchApp({ dataFolder, env: env(), args: ['--hidden'] })
      await trayShown()
      const workers = () =>
        programsBelow(app.electron.process().pid ?? 0).filter(({ words }) =>
          words.includes('keychain-worker'),
        )
      expect([await countWindows(), workers()]).toEqual([0, []])
      const opened = await openFromTray()
      await opened.getByRole('button', { name: 'Link Mikomo' }).waitFor()
      await expect.poll(() => workers().length).toBe(1)
    },
  )

  test('where the desktop shows no icons, closing quits and says so', { tags: 'thorough' }, async () => {
    watcher = null
    app = await startApp({ dataFolder, env: env() })
    const ended = new Promise((resolve) => app.electron.process().once('exit', resolve))
    await closeWindow()
    await ended
    expect(app.stderr()).toContain('Closing the window quits Mooring')
  })

  test('Quit in the icon’s menu ends the app', { tags: 'thorough' }, async () => {
    await startWithTray()
    const ended = new Promise((resolve) => app.electron.process().once('exit', resolve))
    await app.electron.evaluate(() => __standInTrays[0]?.choose('Quit Mooring and Stop Refreshing'))
    await ended
  })
})

/** What the database has of the activity, the oldest first. */
function activity(): { kind: string }[] {
  const store = new Database(join(dataFolder, 'data/mooring.db'), { readonly: true })
  try {
    return store.prepare<[], { kind: string }>('SELECT kind FROM activity ORDER BY id').all()
  } finally {
    store.close()
  }
}
