import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MessageBoxOptions, MessageBoxReturnValue } from 'electron'
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
    dialog.showMessageBox = (...args: unknown[]) => {
      const { message, buttons = [], signal } = args.at(-1) as MessageBoxOptions
      told.push(message)
      process.stderr.write(`asked: ${message}\n`)
      const { promise, resolve } = Promise.withResolvers<MessageBoxReturnValue>()
      const answer = (response: number) => resolve({ response, checkboxChecked: false })
      signal?.addEventListener('abort', () => {
        told.push(`taken away: ${message}`)
        answer(0)
      })
      Reflect.set(globalThis, '__press', (button: string) => answer(buttons.indexOf(button)))
      return promise
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
const press = (button: string) =>
  app.electron.evaluate((_electron, name) => Reflect.get(globalThis, '__press')(name) as void, button)
const told = () => app.electron.evaluate(() => Reflect.get(globalThis, '__told') as string[])

describe(`a crash, on ${host.kind}`, () => {
  test(
    'of the main process is shown in a sentence, logged without secrets, and ends the app [EL13]',
    { tags: 'thorough' },
    async () => {
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
    },
  )

  test(
    'of a promise that nobody awaits is logged without secrets, and the app goes on [EL13]',
    { tags: 'thorough' },
    async () => {
      await app.electron.evaluate(() => {
        void Promise.reject(new Error('on purpose, with refresh_token=abcdefgh12345678'))
      })
      await expect
        .poll(log)
        .toMatch(/ error main\.rejected .*\n.*Error: on purpose, with refresh_token=•••\n {4}at /)
      await app.window.getByRole('row').nth(3).waitFor()
      expect(await told()).toEqual([])
    },
  )

  test('of the main process is shown once, however many faults follow', { tags: 'thorough' }, async () => {
    const ended = once(app.electron.process(), 'exit')
    await app.electron.evaluate(() => {
      // The second comes while the box of the first is open.
      setTimeout(() => {
        for (const what of ['first', 'second']) process.emit('uncaughtException', new Error(what))
      })
    })
    expect(await ended).toEqual([1, null])
    expect(app.stderr().match(/Mooring has to close: /g)).toHaveLength(1)
    expect(log()).toMatch(/Error: first[^]*Error: second/)
  })

  test(
    'of a worker is logged, and a worker that the app itself ends is not',
    { tags: 'thorough' },
    async () => {
      await app.electron.evaluate(({ app: main }) => {
        const gone = { type: 'Utility', name: 'Mooring keychain', reason: 'killed', exitCode: 9 }
        main.emit('child-process-gone', {}, gone)
      })
      await app.quit()
      const lines = log().match(/child\.gone .*/g)
      expect(lines).toEqual([expect.stringContaining('name=Mooring keychain reason=killed exitCode=9')])
    },
  )

  test(
    'of the page loads it again once, and asks what to do the next time [EL14]',
    { tags: 'thorough' },
    async () => {
      // Playwright gives up a page that crashed; the app is looked at from its main process.
      const main = await app.electron.browserWindow(app.window)
      await main.evaluate(({ webContents }) => {
        Reflect.set(globalThis, '__loads', 0)
        webContents.on('did-finish-load', () =>
          Reflect.set(globalThis, '__loads', Reflect.get(globalThis, '__loads') + 1),
        )
      })
      const loads = () => app.electron.evaluate(() => Reflect.get(globalThis, '__loads') as number)
      const crash = () => main.evaluate((window) => window.webContents.forcefullyCrashRenderer())
      const first = 'Mooring’s window stopped working and was loaded again'
      const again = 'Mooring’s window stopped working again'
      await crash()
      // Asked together: a failure shows which of the two is missing.
      await expect.poll(async () => [await loads(), ...(await told())]).toEqual([1, first])
      expect(log()).toMatch(/ warn page\.gone reason=(crashed|killed) exitCode=\d+ version=\d/)

      // The first box is still open: the second takes its place.
      await crash()
      await expect.poll(told).toEqual([first, `taken away: ${first}`, again])
      expect(await loads()).toBe(1)
      await press('Load Again')
      await expect.poll(loads).toBe(2)

      // Loading it again counts: nothing is loaded without being asked.
      await crash()
      await expect.poll(async () => (await told()).slice(3)).toEqual([again])
      expect(await loads()).toBe(2)
    },
  )

  test(
    'of a page that does not respond is offered to be loaded again, and the offer goes when it responds',
    { tags: 'thorough' },
    async () => {
      const main = await app.electron.browserWindow(app.window)
      const emit = (event: string) => main.evaluate((window, name) => window.webContents.emit(name), event)
      const stuck = 'Mooring’s window isn’t responding'
      await emit('unresponsive')
      await emit('responsive')
      expect(await told()).toEqual([stuck, `taken away: ${stuck}`])
      await emit('unresponsive')
      await press('Wait')
      await app.window.getByRole('row').nth(3).waitFor()

      await emit('unresponsive')
      await press('Load Again')
      const isLoadedAgain = () =>
        main.evaluate((window) =>
          window.webContents
            .executeJavaScript('document.querySelectorAll("tr").length > 3')
            .catch(() => false),
        )
      await expect.poll(log).toContain('page.gone')
      await expect.poll(isLoadedAgain).toBe(true)
      expect((await told()).slice(2)).toEqual([stuck, stuck])
      expect(log()).toContain('page.unresponsive')
    },
  )

  test('of the page while the app closes loads nothing and asks nothing', { tags: 'thorough' }, async () => {
    const ended = once(app.electron.process(), 'exit')
    await app.electron.evaluate(({ app: main, webContents }) => {
      main.quit()
      const [page] = webContents.getAllWebContents()
      main.emit('render-process-gone', {}, page, { reason: 'killed', exitCode: 9 })
    })
    expect(await ended).toEqual([0, null])
    expect(app.stderr()).not.toContain('asked: ')
  })
})
