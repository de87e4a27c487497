import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'
import { dropFolder, host, newDataFolder, startApp } from '../support/app.ts'

let dataFolder: string
beforeEach(() => {
  dataFolder = newDataFolder()
})
afterEach(() => dropFolder(dataFolder))

describe(`the window, on ${host.kind}`, () => {
  test('has the colour of its page before that is drawn, by day and by night [EL19]', async () => {
    const { electron, window, quit } = await startApp({ dataFolder, env: { DBUS_SESSION_BUS_ADDRESS: '' } })
    try {
      await window.getByRole('heading').first().waitFor()
      const main = await electron.browserWindow(window)
      const isDark = await electron.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)
      await window.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' })
      const ground = await window.evaluate(() =>
        getComputedStyle(document.documentElement).getPropertyValue('--ground').trim(),
      )
      expect(await main.evaluate((one) => one.getBackgroundColor())).toBe(ground.toUpperCase())
      expect(existsSync(join(root, 'out/main/icon.png'))).toBe(true)
    } finally {
      await quit()
    }
  })

  test('has the theme that was chosen, also after a restart', { tags: 'thorough' }, async () => {
    const options = { dataFolder, env: { DBUS_SESSION_BUS_ADDRESS: '' } }
    const first = await startApp(options)
    const isDark = () => matchMedia('(prefers-color-scheme: dark)').matches
    try {
      await first.window.getByRole('button', { name: 'Settings' }).click()
      await first.window.getByRole('radio', { name: 'Dark' }).check({ force: true })
      await expect.poll(() => first.window.evaluate(isDark)).toBe(true)
    } finally {
      await first.quit()
    }
    const second = await startApp(options)
    try {
      await second.window.getByRole('heading').first().waitFor()
      await expect.poll(() => second.window.evaluate(isDark)).toBe(true)
    } finally {
      await second.quit()
    }
  })

  test.skipIf(process.platform === 'win32')(
    'that is closed before its page has loaded ends the app well (Windows has no such signal)',
    { tags: 'thorough' },
    async () => {
      const server: Server = createServer(() => undefined).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const asked = once(server, 'request')
      const isRoot = process.getuid?.() === 0
      const child = spawn(
        host.path,
        [...(isRoot ? ['--no-sandbox'] : []), root, `--user-data-dir=${join(dataFolder, 'profile')}`],
        {
          env: {
            ...process.env,
            DBUS_SESSION_BUS_ADDRESS: '',
            MOORING_HEADLESS: '1',
            MOORING_DATA: join(dataFolder, 'data'),
            MOORING_DEV_PAGE: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
          },
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      )
      let said = ''
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
      const ended = once(child, 'exit')
      await asked
      child.kill('SIGTERM')
      expect(await ended).toEqual([0, null])
      expect(said).not.toContain('Mooring')
      server.close().closeAllConnections()
    },
  )
})
