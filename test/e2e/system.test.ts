import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'
import { seed } from '../../scripts/seed.ts'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'

/** What the stand-in does on request, and Electron does by itself on the systems that do. */
const isImitated = host.kind !== 'electron'

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

describe(`the app and its system, on ${host.kind}`, () => {
  test.runIf(isImitated)(
    'shows its window where Wayland withholds ready-to-show (imitated by the stand-in) [EL2]',
    { tags: 'thorough' },
    async () => {
      const { electron, window } = await start({ MOORING_STANDIN_WITHHOLD: 'ready-to-show' })
      const shown = await electron.browserWindow(window)
      await expect.poll(() => shown.evaluate((one) => one.isVisible())).toBe(true)
    },
  )

  test.runIf(isImitated)(
    'shows the connection whose address started it, as macOS sends it before ready (imitated by the stand-in) [EL7]',
    { tags: 'thorough' },
    async () => {
      seed(join(dataFolder, 'data'), 3)
      const { window } = await start({ MOORING_STANDIN_OPEN_URL: 'mooring://connection/seeded-1' })
      await window.getByText('mooring://connection/seeded-1', { exact: true }).waitFor()
    },
  )

  test.runIf(process.platform === 'linux')(
    'a computer whose browser is gone says so, although Electron hears nothing of it (on Linux alone) [EL21]',
    { tags: 'thorough' },
    async () => {
      const { electron, window, opened } = await start({})
      await window.getByRole('button', { name: 'Link Mikomo' }).waitFor()
      await electron.evaluate(({ app: main }) => {
        main.getApplicationNameForProtocol = () => ''
        process.env['PATH'] = '/nonexistent'
      })
      await window.getByRole('button', { name: 'Keep secrets in memory until I quit' }).click()
      await window.getByRole('button', { name: 'Link Mikomo' }).click()
      await window.getByRole('alert').getByText('Mooring couldn’t open a browser').waitFor()
      expect(await opened()).toEqual([])
    },
  )

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

  test.runIf(process.platform === 'linux')(
    'data that can’t be written are said to be so, and nothing is begun (on Linux, where /sys is closed even to root)',
    async () => {
      const { window } = await start({ MOORING_DATA: '/sys/mooring' })
      await window.getByText('Mooring can’t write to its data folder.').first().waitFor()
      expect(await window.getByRole('button', { name: 'Link Mikomo' }).count()).toBe(0)
    },
  )
})
