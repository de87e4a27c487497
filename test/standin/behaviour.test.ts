import { mkdtempSync, rmSync } from 'node:fs'
import { readdirSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ipcMainInvokeHandler } from 'electron-playwright-helpers'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { userFolder } from './user-folder.ts'

interface Fixture {
  invoke(channel: string, value?: unknown): Promise<unknown>
  note(text: string): Promise<unknown>
  missing(): void
  facts: unknown
}
declare global {
  // What fixture-app/preload.cjs and fixture-app/main.ts leave for the tests.
  var standInFixture: Fixture
  var seen: { events: string[]; refuseNavigation: boolean }
  var openSecond: () => Promise<void>
  var openForm: () => Promise<void>
}

const executablePath = join(import.meta.dirname, 'electron')
const fixtureFolder = join(import.meta.dirname, 'fixture-app')
const env = { ...(process.env as Record<string, string>), MOORING_HEADLESS: '1' }

let userData: string
let app: ElectronApplication
let page: Page
let stderr: string

// A shell script starts the stand-in; Windows has the real binary.
describe.skipIf(process.platform === 'win32')('the stand-in', { tags: 'thorough' }, () => {
  beforeEach(async () => {
    userData = mkdtempSync(join(tmpdir(), 'standin-test-'))
    app = await _electron.launch({
      executablePath,
      args: [fixtureFolder, `--user-data-dir=${userData}`],
      env,
    })
    stderr = ''
    app.process().stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    page = await app.firstWindow()
    await page.getByRole('heading', { name: 'First' }).waitFor()
  })
  afterEach(async () => {
    await app.close()
    rmSync(userData, { recursive: true, force: true })
  })

  test('opens the window of an app in its size, and says what it is', async () => {
    expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([900, 640])
    expect(
      await app.evaluate(({ app }) => ({
        name: app.getName(),
        version: app.getVersion(),
        isPackaged: app.isPackaged,
        userData: app.getPath('userData'),
        host: process.versions.electron,
      })),
    ).toEqual({ name: 'Fixture', version: '1.2.3', isPackaged: false, userData, host: undefined })
    const window = await app.browserWindow(page)
    await expect.poll(() => window.evaluate((one) => one.isVisible())).toBe(true)
    expect(await window.evaluate((one) => one.webContents.getURL())).toBe('app://bundle/index.html')
  })

  test('a window takes a new size', async () => {
    const window = await app.browserWindow(page)
    await window.evaluate((one) => one.setSize(720, 520))
    await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([720, 520])
    const picture = await page.screenshot()
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([720, 520])
  })

  test('carries calls, their errors and events between the page and the app', async () => {
    const sent = { text: 'ä', none: null, list: [1, -2.5], when: '2026-11-23' }
    expect(await page.evaluate((value) => standInFixture.invoke('echo', value), sent)).toEqual(sent)
    expect(
      await page.evaluate(async () => (await standInFixture.invoke('echo', undefined)) === undefined),
    ).toBe(true)
    expect(await page.evaluate(() => standInFixture.note('hello'))).toBe('hello')
    await expect(page.evaluate(() => standInFixture.invoke('fail'))).rejects.toThrow(
      "Error invoking remote method 'fail': Error: on purpose",
    )
    await expect(page.evaluate(() => standInFixture.invoke('nobody'))).rejects.toThrow(
      "No handler registered for 'nobody'",
    )
    expect(await ipcMainInvokeHandler(app, 'echo', 'helper')).toBe('helper')
  })

  test('gives the app the calling frame, with the address that the app chose', async () => {
    expect(await page.evaluate(() => standInFixture.invoke('who'))).toEqual({
      url: 'app://bundle/index.html',
      origin: 'app://bundle',
      isTop: true,
      isMainFrame: true,
      isOwnWindow: true,
    })
  })

  test('a page has what the preload exposes, frozen, and nothing else of the host', async () => {
    expect(
      await page.evaluate(() => ({
        facts: standInFixture.facts,
        isFrozen: Object.isFrozen(standInFixture) && Object.isFrozen(standInFixture.facts),
        leaked: ['require', 'process', 'module', 'electron', '__standInCall'].filter(
          (name) => name in globalThis,
        ),
      })),
    ).toEqual({
      facts: { isolated: true, sandboxed: true, platform: process.platform },
      isFrozen: true,
      leaked: [],
    })
  })

  test("the app's scheme is a secure context, and its Content-Security-Policy acts", async () => {
    await expect.poll(() => page.evaluate(() => document.body.dataset['module'])).toBe('ran')
    expect(await page.title()).toBe('First')
    expect(await page.evaluate(() => isSecureContext)).toBe(true)
    await expect(page.evaluate(() => (document.body.innerHTML = '<b>x</b>'))).rejects.toThrow('TrustedHTML')
    await expect(page.evaluate(() => fetch('http://127.0.0.1:9/').then(String))).rejects.toThrow(
      'Failed to fetch',
    )
  })

  test('a page that navigates away or opens a window is reported to the app, which refuses', async () => {
    await page.evaluate(() => {
      location.href = 'http://127.0.0.1:9/away'
    })
    await expect
      .poll(() => app.evaluate(() => seen.events))
      .toEqual(['will-navigate http://127.0.0.1:9/away'])
    await page.evaluate(() => void open('http://127.0.0.1:9/pop'))
    await expect.poll(() => app.evaluate(() => seen.events.at(-1))).toBe('open http://127.0.0.1:9/pop')
    await expect.poll(() => app.windows().length).toBe(1)
    expect(await page.evaluate(() => standInFixture.invoke('who'))).toMatchObject({
      url: 'app://bundle/index.html',
    })
    await page.reload()
    await page.getByRole('heading', { name: 'First' }).waitFor()
  })

  test('says which proxy leads to an address, as the settings have it, and none to this computer [EL4]', async () => {
    const addresses = [
      'https://bank.example/',
      'http://bank.example/',
      'http://127.0.0.1:9/',
      'https://localhost/',
    ]
    const answers = (proxyRules: string) =>
      app.evaluate(
        async ({ session }, { addresses, proxyRules }) => {
          await session.defaultSession.setProxy({ proxyRules })
          return Promise.all(addresses.map((address) => session.defaultSession.resolveProxy(address)))
        },
        { addresses, proxyRules },
      )
    expect(
      await app.evaluate(({ session }) => session.defaultSession.resolveProxy('https://bank.example/')),
    ).toBe('DIRECT')
    expect(await answers('proxy.example:8080')).toEqual([
      'PROXY proxy.example:8080',
      'PROXY proxy.example:8080',
      'DIRECT',
      'DIRECT',
    ])
    expect(
      await answers('http=a.example;https=https://b.example:443,socks5://c.example:1080,direct://'),
    ).toEqual(['HTTPS b.example:443;SOCKS5 c.example:1080;DIRECT', 'PROXY a.example:80', 'DIRECT', 'DIRECT'])
  })

  test('a permission that a page requests is denied', async () => {
    expect(
      await page.evaluate(async () => (await navigator.permissions.query({ name: 'geolocation' })).state),
    ).toBe('denied')
  })

  test('an API that it lacks throws by name', async () => {
    for (const [ask, words] of [
      [() => app.evaluate(({ app }) => app.dock), 'electron stand-in: app.dock is not supplied'],
      [
        () => app.evaluate(({ desktopCapturer }) => desktopCapturer),
        'electron stand-in: electron.desktopCapturer is not supplied',
      ],
      [
        async () => (await app.browserWindow(page)).evaluate((one) => one.setProgressBar(1)),
        'electron stand-in: BrowserWindow.setProgressBar is not supplied',
      ],
      [
        () => page.evaluate(() => standInFixture.missing()),
        'electron stand-in: ipcRenderer.sendSync is not supplied',
      ],
    ] as const) {
      await expect(ask()).rejects.toThrow(words)
    }
  })

  test('a replacement that a test installs for an API is what the app calls', async () => {
    await app.evaluate(({ shell }) => {
      shell.openExternal = async (url) => void seen.events.push(`browser ${url}`)
    })
    await app.evaluate(({ shell }) => shell.openExternal('https://example.com'))
    expect(await app.evaluate(() => seen.events)).toEqual(['browser https://example.com'])
  })

  test('a utility process hears, answers and ends', async () => {
    expect(await page.evaluate(() => standInFixture.invoke('work'))).toEqual({
      answer: { heard: { text: 'hello', when: new Date(0) }, argv: ['one'] },
      code: 3,
    })
  })

  test('a theme that the app sets is the theme of the page', async () => {
    const isDark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
    await page.emulateMedia({ colorScheme: null })
    expect(await isDark()).toBe(false)
    await app.evaluate(({ nativeTheme }) => {
      nativeTheme.themeSource = 'dark'
    })
    await expect.poll(isDark).toBe(true)
    expect(await app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)).toBe(true)
  })

  test('a second window opens and closes by itself; the app goes on with the first', async () => {
    const [second] = await Promise.all([app.waitForEvent('window'), app.evaluate(() => openSecond())])
    await second.getByRole('heading', { name: 'Second' }).waitFor()
    await second.close()
    await expect.poll(() => app.evaluate(() => seen.events)).toEqual(['closed app://bundle/second.html'])
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  test('a second start on the same folder notifies the first, and ends', async () => {
    const second = spawn(executablePath, [fixtureFolder, `--user-data-dir=${userData}`, '--hello'], { env })
    let said = ''
    second.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    expect(await once(second, 'exit')).toEqual([0, null])
    expect(said).toContain('second: the first has been notified')
    await expect.poll(() => app.evaluate(() => seen.events)).toEqual(['second --hello'])
  })

  test('a folder whose owner was killed is free, and its Chromium and profile are gone', async () => {
    const pid = await app.evaluate(() => process.pid)
    const profiles = () => readdirSync(userFolder()).filter((name) => name.startsWith(`profile-${pid}-`))
    expect(profiles().length).toBe(1)
    process.kill(pid, 'SIGKILL')
    await new Promise((resolve) => app.process().once('exit', resolve))

    app = await _electron.launch({
      executablePath,
      args: [fixtureFolder, `--user-data-dir=${userData}`],
      env,
    })
    await (await app.firstWindow()).getByRole('heading', { name: 'First' }).waitFor()
    expect(profiles()).toEqual([])
  })

  test('the user closes the last window: the app closes in order, and leaves nothing behind', async () => {
    const pid = await app.evaluate(() => process.pid)
    const ended = new Promise((resolve) => app.process().once('exit', resolve))
    await page.close()
    expect(await ended).toBe(0)
    expect(stderr).toContain('closed app://bundle/index.html\nbefore-quit\nwill-quit')
    expect(readdirSync(userFolder()).filter((name) => name.startsWith(`profile-${pid}-`))).toEqual([])
  })

  test('a second window without scripts: its form is a navigation, which the app may prevent', async () => {
    const opened = app.waitForEvent('window')
    await app.evaluate(() => openForm())
    const form = await opened
    await form.getByRole('heading', { name: 'Form' }).waitFor()
    await form.getByRole('button').click()
    await expect
      .poll(() => app.evaluate(() => seen.events))
      .toEqual(['will-navigate app://bundle/answer?word=a+b&press=yes'])
    expect(await form.locator('body').getAttribute('data-module')).toBeNull()
    expect(await form.getByRole('heading').innerText()).toBe('Form')
    const window = await app.browserWindow(form)
    expect(await window.evaluate((one) => one.webContents.getURL())).toBe('app://bundle/form.html')
  })

  test('a signal makes the app quit', async () => {
    const ended = new Promise((resolve) => app.process().once('exit', resolve))
    app.process().kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(stderr).toContain('before-quit\nclosed app://bundle/index.html\nwill-quit')
  })
})
