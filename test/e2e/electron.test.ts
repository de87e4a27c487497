import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MenuItem } from 'electron'
import { stubDialog } from 'electron-playwright-helpers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'
import { seed } from '../../scripts/seed.ts'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { copyRepository } from '../support/copy-repository.ts'
import { limits } from '../support/limits.ts'

// What only Electron itself shows. docs/release.md lists these tests, and a test compares the two.

const skips = host.kind !== 'electron'
const why = skips ? `: skipped, because the stand-in has none of it` : ''
const isLinux = process.platform === 'linux'
const isMac = process.platform === 'darwin'
const isWindows = process.platform === 'win32'

let dataFolder: string
let app: RunningApp | null
beforeEach(() => {
  dataFolder = newDataFolder()
  app = null
})
afterEach(async () => {
  await app?.quit()
  dropFolder(dataFolder)
})

async function start(): Promise<RunningApp> {
  app = await startApp({ dataFolder, env: { DBUS_SESSION_BUS_ADDRESS: '' } })
  await app.window.locator('nav').waitFor()
  return app
}

/** Every file below the profile of Chromium. */
const profileFiles = () =>
  globSync('**/*', { cwd: join(dataFolder, 'profile'), withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

describe.skipIf(skips)(`the app on Electron alone${why}`, () => {
  test('its window is shown [EL2]', async () => {
    const { electron, window } = await start()
    const main = await electron.browserWindow(window)
    await expect.poll(() => main.evaluate((one) => one.isVisible())).toBe(true)
  })

  // The hosted Linux has no window manager, which would do it.
  test.skipIf(isLinux)('a window that was left maximized is maximized when it is shown [EL19]', async () => {
    mkdirSync(join(dataFolder, 'data'), { recursive: true })
    const bounds = { x: 0, y: 0, width: 900, height: 600 }
    writeFileSync(join(dataFolder, 'data/window.json'), JSON.stringify({ bounds, isMaximized: true }))
    const { electron, window } = await start()
    const main = await electron.browserWindow(window)
    await expect.poll(() => main.evaluate((one) => one.isVisible() && one.isMaximized())).toBe(true)
  })

  test('a process of its own reads the system’s certificate authorities [EL3]', async () => {
    const { electron } = await start()
    const count = await electron.evaluate(
      ({ utilityProcess }, file) =>
        new Promise<number>((resolve, reject) => {
          const worker = utilityProcess.fork(file, [], { stdio: 'ignore' })
          worker.once('message', (authorities: string[]) => {
            worker.kill()
            resolve(authorities.length)
          })
          worker.once('exit', () => reject(new Error('it ended without an answer')))
        }),
      join(root, 'out/main/trust-worker.js'),
    )
    expect(count).toBeGreaterThan(0)
  })

  test('Chromium answers which proxy an address takes, as the app reads it [EL4]', async () => {
    const { electron } = await start()
    const answers = await electron.evaluate(async ({ session }) => {
      const asked = session.fromPartition('proxy-test')
      const pacScript = `function FindProxyForURL(url, host) {
        return host === 'bank.example' ? 'PROXY proxy.example:8080; DIRECT' : 'DIRECT'
      }`
      await asked.setProxy({
        mode: 'pac_script',
        pacScript: `data:application/x-ns-proxy-autoconfig;base64,${Buffer.from(pacScript).toString('base64')}`,
      })
      return Promise.all(
        ['https://bank.example/', 'https://other.example/'].map((url) => asked.resolveProxy(url)),
      )
    })
    expect(answers).toEqual(['PROXY proxy.example:8080;DIRECT', 'DIRECT'])
  })

  test('a renderer and a worker that crash leave no dump of their memory [EL13]', async () => {
    const { electron, window } = await start()
    await electron.evaluate(({ dialog }) => {
      dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
    })
    const main = await electron.browserWindow(window)
    await main.evaluate((one) => {
      const loaded = new Promise<void>((resolve) => one.webContents.once('did-finish-load', () => resolve()))
      one.webContents.forcefullyCrashRenderer()
      return loaded
    })
    const workers = () =>
      electron.evaluate(({ app: electronApp }) => electronApp.getAppMetrics().map(({ name }) => name))
    await expect.poll(workers).toContain('Mooring keychain')
    await electron.evaluate(({ app: electronApp }) => {
      const running = electronApp.getAppMetrics().filter(({ name }) => name === 'Mooring keychain')
      for (const { pid } of running) process.kill(pid, 'SIGKILL')
    })
    await expect
      .poll(() => readFileSync(join(dataFolder, 'data/logs/mooring.log'), 'utf8'))
      .toContain('child.gone')
    expect(profileFiles().filter((file) => file.endsWith('.dmp'))).toEqual([])
  })

  test('a page whose process ends while it loads is known to have ended once its load fails [EL14]', async () => {
    const { electron, window } = await start()
    await electron.evaluate(({ dialog }) => {
      dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
    })
    const main = await electron.browserWindow(window)
    const seen = await main.evaluate(async (one) => {
      const { webContents } = one
      let isGone = false
      webContents.once('render-process-gone', () => (isGone = true))
      webContents.once('did-navigate', () => webContents.forcefullyCrashRenderer())
      const failed = await one.loadURL(webContents.getURL()).then(
        () => false,
        () => true,
      )
      await new Promise(setImmediate)
      return { failed, isKnown: isGone || webContents.isCrashed() }
    })
    expect(seen).toEqual({ failed: true, isKnown: true })
  })

  test('no compiled code of its page is kept on the disk [S16]', async () => {
    const { quit } = await start()
    await quit()
    app = null
    const files = profileFiles().filter((file) => /Code Cache/.test(file))
    expect(files.filter((file) => readFileSync(file, 'latin1').includes('app://bundle'))).toEqual([])
  })

  test('its menus have the system’s own names and keys [EL17] [EL18]', async () => {
    const { electron } = await start()
    const items = await electron.evaluate(({ Menu }) => {
      const all = (item: MenuItem): MenuItem[] => [item, ...(item.submenu?.items ?? []).flatMap(all)]
      return (Menu.getApplicationMenu()?.items ?? []).flatMap(all).map(({ role, label, accelerator }) => ({
        role: String(role ?? '').toLowerCase(),
        label,
        accelerator: String(accelerator ?? ''),
      }))
    })
    const labels = items.map(({ label }) => label)
    expect(labels).toEqual(expect.arrayContaining(['Settings…', 'Check Health']))
    expect(labels.join(' ')).not.toMatch(/mooring|Electron/)
    expect(items.filter(({ role }) => role === 'close')).toHaveLength(1)
    expect(items.filter(({ role }) => role === 'about')).toHaveLength(1)
  })

  test.runIf(isMac)('its menu on macOS is named after the app [EL17]', async () => {
    const { electron } = await start()
    const labels = await electron.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items[0]?.submenu?.items ?? []).map(({ label }) => label),
    )
    expect(labels).toEqual(expect.arrayContaining(['About Mooring', 'Hide Mooring', 'Quit Mooring']))
  })

  test.runIf(isMac)('a closed window is hidden, and the Dock shows it again [EL18]', async () => {
    const { electron, window } = await start()
    const main = await electron.browserWindow(window)
    await expect.poll(() => main.evaluate((one) => one.isVisible())).toBe(true)
    // What closing does is explained once, in a dialog.
    await stubDialog(electron, 'showMessageBox', { response: 0, checkboxChecked: false })
    await main.evaluate((one) => one.close())
    const countVisible = () =>
      electron.evaluate(
        ({ BrowserWindow }) => BrowserWindow.getAllWindows().filter((one) => one.isVisible()).length,
      )
    await expect.poll(countVisible).toBe(0)
    await electron.evaluate(({ app: electronApp }) => electronApp.emit('activate', {}, false))
    await expect.poll(countVisible).toBe(1)
  })

  test('notifications can be shown [EL10] [EL29]', async () => {
    const { electron } = await start()
    expect(await electron.evaluate(({ Notification }) => Notification.isSupported())).toBe(true)
  })

  test.runIf(isWindows)('a shortcut is completed in place with both of the app’s names [EL16]', async () => {
    const { electron } = await start()
    const file = join(dataFolder, 'Mooring.lnk')
    const seen = await electron.evaluate(({ shell }, path) => {
      const target = process.execPath
      const appUserModelId = 'app.mooring.desktop'
      const toastActivatorClsid = '{3CCA1E67-D2D3-44D7-AC53-B6FA3B6A664F}'
      shell.writeShortcutLink(path, 'create', { target, appUserModelId, description: 'kept' })
      shell.writeShortcutLink(path, 'update', { target, appUserModelId, toastActivatorClsid })
      return shell.readShortcutLink(path)
    }, file)
    expect(seen).toMatchObject({
      description: 'kept',
      appUserModelId: 'app.mooring.desktop',
      toastActivatorClsid: '{3CCA1E67-D2D3-44D7-AC53-B6FA3B6A664F}',
    })
  })

  test('what was copied is in the system’s clipboard, and can be cleared', async () => {
    const { electron } = await start()
    const [written, cleared] = await electron.evaluate(async ({ clipboard }) => {
      await clipboard.writeText('mooring test')
      const first = await clipboard.readText()
      clipboard.clear()
      return [first, await clipboard.readText()]
    })
    expect([written, cleared]).toEqual(['mooring test', ''])
  })

  test.skipIf(isWindows)('Ctrl+C under npm start closes it, and ends well [EL22]', async () => {
    const copy = join(dataFolder, 'copy')
    copyRepository(copy)
    seed(join(dataFolder, 'data'), 1)
    const child = spawn(process.execPath, [join(copy, 'scripts/start.ts')], {
      cwd: copy,
      detached: true,
      stdio: 'ignore',
      env: {
        ...process.env,
        MOORING_HOST: 'electron',
        MOORING_DATA: join(dataFolder, 'data'),
        XDG_CONFIG_HOME: join(dataFolder, 'config'),
        DBUS_SESSION_BUS_ADDRESS: '',
      },
    })
    const log = join(dataFolder, 'data/logs/mooring.log')
    // It builds the app first.
    await expect
      .poll(() => existsSync(log) && readFileSync(log, 'utf8'), { timeout: limits.hookMs })
      .toContain('start.done')
    const ended = once(child, 'exit')
    // As a terminal sends it: to every process of the group.
    process.kill(-(child.pid ?? 0), 'SIGINT')
    expect(await ended).toEqual([0, null])
    expect(readFileSync(log, 'utf8')).not.toMatch(/quit\.(late|failed)/)
  })
})
