import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { seed } from '../../scripts/seed.ts'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'

let dataFolder: string
let app: RunningApp
beforeEach(async () => {
  dataFolder = newDataFolder()
  seed(join(dataFolder, 'data'), 3)
  app = await startApp({ dataFolder, env: { DBUS_SESSION_BUS_ADDRESS: '' } })
  await app.window.getByRole('row').nth(3).waitFor()
  // A box of the system would wait for somebody to press its button.
  await app.electron.evaluate(({ dialog }) => {
    const told: string[] = []
    Reflect.set(globalThis, '__told', told)
    dialog.showErrorBox = (title, content) => void process.stderr.write(`${title}\n${content}\n`)
    dialog.showMessageBox = async (...args: unknown[]) => {
      const { message, defaultId = 0 } = args.at(-1) as { message: string; defaultId?: number }
      told.push(message)
      return { response: defaultId, checkboxChecked: false }
    }
  })
})
afterEach(async () => {
  await app.quit().catch(() => undefined)
  dropFolder(dataFolder)
})

const log = () => {
  const file = join(dataFolder, 'data/logs/mooring.log')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
const told = () => app.electron.evaluate(() => Reflect.get(globalThis, '__told') as string[])

describe(`a crash, on ${host.kind}`, () => {
  test('of the main process is told in a sentence, logged without secrets, and ends the app [EL13]', async () => {
    const ended = once(app.electron.process(), 'exit')
    await app.electron.evaluate(() => {
      setTimeout(() => {
        throw new Error('on purpose, with refresh_token=abcdefgh12345678')
      })
    })
    expect(await ended).toEqual([1, null])
    expect(app.stderr()).toContain('Mooring has to close')
    expect(app.stderr()).not.toMatch(/JavaScript error|abcdefgh12345678/)
    expect(log()).toMatch(/ error main\.failed .*\n.*Error: on purpose, with refresh_token=•••\n {4}at /)
  })

  test('of a promise that nobody awaits is logged without secrets, and the app goes on [EL13]', async () => {
    await app.electron.evaluate(() => {
      void Promise.reject(new Error('on purpose, with refresh_token=abcdefgh12345678'))
    })
    await expect
      .poll(log)
      .toMatch(/ error main\.rejected .*\n.*Error: on purpose, with refresh_token=•••\n {4}at /)
    await app.window.getByRole('row').nth(3).waitFor()
    expect(await told()).toEqual([])
  })

  test('of the page loads it again once, and asks what to do the next time [EL14]', async () => {
    // Playwright gives up a page that crashed; the app is looked at from its main process.
    const main = await app.electron.browserWindow(app.window)
    const rows = () =>
      main.evaluate((window) =>
        window.webContents.executeJavaScript('document.querySelectorAll("tr").length').catch(() => 0),
      )
    await main.evaluate((window) => window.webContents.forcefullyCrashRenderer())
    await expect.poll(rows).toBeGreaterThan(3)
    expect(await told()).toEqual(['Mooring’s window stopped working and was loaded again'])
    expect(log()).toMatch(/ warn page\.gone reason=(crashed|killed) exitCode=\d+ version=\d/)

    await main.evaluate((window) => window.webContents.forcefullyCrashRenderer())
    await expect.poll(told).toHaveLength(2)
    expect((await told())[1]).toBe('Mooring’s window stopped working again')
    await expect.poll(rows).toBeGreaterThan(3)
  })
})
