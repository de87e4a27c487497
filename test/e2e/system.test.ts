import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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

  test('shows the connection whose address started it, as macOS tells it before ready [EL7]', async () => {
    seed(join(dataFolder, 'data'), 3)
    const { window } = await start({ MOORING_STANDIN_OPEN_URL: 'mooring://connection/seeded-1' })
    await window.getByText('mooring://connection/seeded-1', { exact: true }).waitFor()
  })
})
