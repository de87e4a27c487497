import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stubDialog } from 'electron-playwright-helpers'
import { strFromU8, unzipSync } from 'fflate'
import type { Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { openBrowserUser, type BrowserUser } from '../support/browser-user.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'

let service: SecretService
let browserUser: BrowserUser
let dataFolder: string
let app: RunningApp

beforeAll(async () => {
  service = await startSecretService()
  browserUser = await openBrowserUser()
})
afterAll(async () => {
  await browserUser.close()
  service.stop()
})
beforeEach(async () => {
  dataFolder = newDataFolder()
  app = await startApp({ dataFolder, env: service.env })
})
afterEach(async () => {
  await app.quit()
  dropFolder(dataFolder)
})

/** A small machine that is busy with other things. */

const button = (name: string | RegExp) => app.window.getByRole('button', { name })
const row = () => app.window.getByRole('row').filter({ hasText: 'mikomo_7' })

async function link(press: () => Promise<void>): Promise<void> {
  await press()
  await expect.poll(async () => (await app.opened()).length).toBe(1)
  await browserUser.approve((await app.opened())[0] ?? '', { user: 'mikomo_7' })
  await row().waitFor()
}

/** Tabs until something has the focus, as a user without a mouse does. */
async function tabTo(wanted: Locator): Promise<void> {
  await wanted.waitFor()
  for (let count = 0; count < 40; count++) {
    if (await wanted.evaluate((it) => it === document.activeElement)) return
    await app.window.keyboard.press('Tab')
  }
  throw new Error('Tab does not lead there')
}

async function pressByKey(name: string): Promise<void> {
  await tabTo(button(name).first())
  await app.window.keyboard.press('Enter')
}

describe(`the window, on ${host.kind}`, () => {
  test('a keyboard alone links, refreshes, and revokes', { tags: 'thorough' }, async () => {
    await link(() => pressByKey('Link Mikomo'))
    await tabTo(row().getByRole('button', { name: /^Mikomo, / }))
    await pressByKey('Refresh Mikomo')
    await app.window.getByText('Refreshed', { exact: true }).waitFor()
    await tabTo(row().getByRole('button', { name: 'Revoke Mikomo' }))
    await app.window.keyboard.press('Enter')
    await row()
      .getByText(/○ Revoked/)
      .waitFor()
  })

  test(
    'transactions are read and written into a file, and a label finds the connection again',
    { tags: 'thorough' },
    async () => {
      await link(() => button('Link Mikomo').click())
      await button('Transactions of Everyday checking').click()
      const dialog = app.window.getByRole('dialog', { name: 'Transactions of Everyday checking' })
      await dialog.getByText('Showing 50 transactions.').waitFor()
      await dialog
        .getByRole('region', { name: 'Transactions' })
        .evaluate((it) => it.scrollTo(0, it.scrollHeight))
      await dialog.getByText('Showing 100 transactions.').waitFor()

      const chosen = join(dataFolder, 'transactions.csv')
      await stubDialog(app.electron, 'showSaveDialog', { canceled: false, filePath: chosen })
      await dialog.getByRole('button', { name: 'Export as CSV' }).click()
      await expect
        .poll(() => existsSync(chosen) && readFileSync(chosen, 'utf8').split('\r\n').length)
        .toBeGreaterThan(150)
      await dialog.getByRole('button', { name: 'Close' }).click()

      await button('Labels of Mikomo').click()
      await app.window.getByRole('dialog').getByLabel('Add a label').fill('Quarter end')
      await app.window.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click()
      await app.window.getByRole('searchbox').fill('quarter')
      await row().getByText('Quarter end').waitFor()
      await app.window.getByRole('searchbox').fill('nothing like it')
      await app.window.getByText('No connections match.').waitFor()
    },
  )

  test(
    'the app looks at itself, tries the browser, and writes what support needs',
    { tags: 'thorough' },
    async () => {
      await link(() => button('Link Mikomo').click())
      await button('Health').click()
      await app.window.getByText('Mooring wrote, read and deleted a test entry.').waitFor()
      await app.window.getByText('No damage found').waitFor()

      await button('Open a test page').click()
      await expect.poll(async () => (await app.opened()).length).toBe(2)
      const page = await fetch((await app.opened())[1] ?? '')
      expect(await page.text()).toContain('Your browser works')
      await app.window.getByText('The browser opened the page and reached Mooring.').waitFor()

      const chosen = join(dataFolder, 'diagnostics.zip')
      await stubDialog(app.electron, 'showSaveDialog', { canceled: false, filePath: chosen })
      await button('Save diagnostics…').click()
      await app.window.getByText('Saved.', { exact: true }).waitFor()
      const files = unzipSync(readFileSync(chosen))
      expect(Object.keys(files)).toContain('mooring.log')
      expect(JSON.parse(strFromU8(files['connections.json'] ?? new Uint8Array()))).toEqual({
        'sandbox / active': 1,
      })
    },
  )

  test.skipIf(process.platform === 'win32')(
    'links open in the program that the user chose',
    { tags: 'thorough' },
    async () => {
      const program = join(dataFolder, 'browser')
      const seen = join(dataFolder, 'seen')
      writeFileSync(program, `#!/bin/sh\nprintf '%s' "$1" > ${seen}.part && mv ${seen}.part ${seen}\n`, {
        mode: 0o755,
      })
      await stubDialog(app.electron, 'showOpenDialog', { canceled: false, filePaths: [program] })
      await button('Settings').click()
      await button('Choose a program…').click()
      await app.window.getByText(program, { exact: true }).waitFor()

      await button('Connections').click()
      await button('Link Mikomo').click()
      await expect.poll(() => existsSync(seen)).toBe(true)
      await browserUser.approve(readFileSync(seen, 'utf8'), { user: 'mikomo_7' })
      await row().waitFor()
      expect(await app.opened()).toEqual([])
    },
  )

  test(
    'an address shows its connection, and the window opens where it was left',
    { tags: 'thorough' },
    async () => {
      await link(() => button('Link Mikomo').click())
      // Inside the closed details: hidden text has no innerText.
      const address = await app.window.getByText(/^mooring:\/\/connection\//).textContent()
      await button('Activity').click()
      await app.electron.evaluate(
        ({ app: main }, url) => void main.emit('second-instance', {}, ['mooring', url], ''),
        address,
      )
      await app.window.getByRole('complementary', { name: 'Mikomo, details' }).waitFor()

      await app.electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1100, height: 700 })
      })
      await app.quit()
      app = await startApp({ dataFolder, env: service.env })
      await row().waitFor()
      expect(
        await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds()),
      ).toEqual({ x: 40, y: 30, width: 1100, height: 700 })
    },
  )
})
