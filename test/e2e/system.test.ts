import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'
import { seed } from '../../scripts/seed.ts'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'

const why = 'Electron does it by itself, on the systems that do'
const skips = host.kind === 'electron'

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

async function start(env: Record<string, string>): Promise<RunningApp> {
  app = await startApp({ dataFolder, env: { DBUS_SESSION_BUS_ADDRESS: '', ...env } })
  return app
}

describe.skipIf(skips)(`the app on a system that ${host.kind} imitates${skips ? `: ${why}` : ''}`, () => {
  test('shows its window where Wayland withholds ready-to-show [EL2]', async () => {
    const { electron, window } = await start({ MOORING_STANDIN_WITHHOLD: 'ready-to-show' })
    const shown = await electron.browserWindow(window)
    await expect.poll(() => shown.evaluate((one) => one.isVisible())).toBe(true)
  })

  test('shows the connection whose address started it, as macOS sends it before ready [EL7]', async () => {
    seed(join(dataFolder, 'data'), 3)
    const { window } = await start({ MOORING_STANDIN_OPEN_URL: 'mooring://connection/seeded-1' })
    await window.getByText('mooring://connection/seeded-1', { exact: true }).waitFor()
  })

  const log = () => readFileSync(join(dataFolder, 'data/logs/mooring.log'), 'utf8')

  test('an error that nobody catches is logged without secrets and shown once, and the app closes [EL13]', async () => {
    const { electron, stderr } = await start({})
    const ended = new Promise((resolve) => electron.process().once('exit', resolve))
    await electron
      .evaluate(() => {
        setTimeout(() => {
          throw new Error('on purpose, with Bearer abcdefghijklmnop')
        })
      })
      .catch(() => undefined)
    expect(await ended).toBe(0)
    expect(stderr()).toContain('Mooring has to close\nAn error inside Mooring left it in a state')
    expect(stderr()).not.toContain('on purpose')
    expect(log()).toMatch(/error main\.failed\nError: on purpose/)
    expect(log()).not.toContain('abcdefghijklmnop')
  })

  test('a rejection that nobody handles is logged, and the app goes on [EL13]', async () => {
    const { electron, window } = await start({})
    await electron.evaluate(() => void Promise.reject(new Error('rejected on purpose')))
    await expect.poll(log).toMatch(/error main\.rejected\nError: rejected on purpose/)
    await window.getByRole('heading', { name: 'Link your first institution' }).waitFor()
  })

  test('a page whose process is gone comes back, and the log says why it went [EL14]', async () => {
    const { electron, window } = await start({})
    await window.getByRole('heading', { name: 'Link your first institution' }).waitFor()
    const session = await window.context().newCDPSession(window)
    await session.send('Page.crash').catch(() => undefined)
    await expect.poll(log).toContain('warn page.gone reason=crashed')
    await expect
      .poll(() =>
        electron.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.body.innerText'),
        ),
      )
      .toContain('Link your first institution')
  })

  test.runIf(process.platform === 'linux')(
    'a development start takes its earlier data into a folder of its own (on Linux, where a variable moves all folders) [EL12] [EL17]',
    async () => {
      seed(join(dataFolder, 'mooring/data'), 3)
      const { MOORING_DATA: _data, ...env } = process.env as Record<string, string>
      const electron = await _electron.launch({
        executablePath: host.path,
        args: [root],
        env: { ...env, MOORING_HEADLESS: '1', DBUS_SESSION_BUS_ADDRESS: '', XDG_CONFIG_HOME: dataFolder },
      })
      try {
        const window = await electron.firstWindow()
        await window.getByRole('row').nth(3).waitFor()
        expect(
          await electron.evaluate(({ app: main }) => [main.getName(), main.getPath('userData')]),
        ).toEqual(['Mooring', join(dataFolder, 'Mooring Development')])
        expect(existsSync(join(dataFolder, 'Mooring Development/data/mooring.db'))).toBe(true)
        expect(existsSync(join(dataFolder, 'mooring/data'))).toBe(false)
      } finally {
        await electron.close()
      }
    },
  )
})
