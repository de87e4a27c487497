import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { openBrowserUser } from '../support/browser-user.ts'
import { callLocal, newKey, whereIn, type As } from '../support/local-client.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'

declare global {
  /** What a test that stops the app's clock calls to let it run again. */
  var startClock: () => void
}

let service: SecretService
let dataFolder: string
let app: RunningApp

beforeAll(async () => {
  service = await startSecretService()
  dataFolder = newDataFolder()
  app = await startApp({ dataFolder, env: service.env })
})
afterAll(async () => {
  await app.quit()
  service.stop()
  dropFolder(dataFolder)
})

const script = (name: string): As => ({ key: newKey(), name, folder: '~/reports/close', waitMs: 60_000 })
const call = (method: string, as: As) => callLocal(whereIn(join(dataFolder, 'data')), method, {}, as)

/** Calls, and gives the prompt that appears, with the answer to the call. */
async function askedBy(as: As, method = 'connections.list') {
  const opened = app.electron.waitForEvent('window')
  const answer = call(method, as)
  const prompt = await opened
  await prompt.getByRole('alertdialog').waitFor()
  const window = await app.electron.browserWindow(prompt)
  await expect.poll(() => window.evaluate((one) => one.isVisible())).toBe(true)
  return { answer, prompt }
}

/** With the mouse alone: `click` waits for the navigation, which the app prevents. */
async function press(prompt: Page, name: string): Promise<void> {
  const box = await prompt.getByRole('button', { name, exact: true }).boundingBox()
  if (box) await prompt.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
}

/** Presses Allow until it counts: not in the first second. */
const allow = async (prompt: Page) => {
  await expect
    .poll(async () => {
      if (!prompt.isClosed()) await press(prompt, 'Allow').catch(() => undefined)
      return prompt.isClosed()
    })
    .toBe(true)
}

describe.skipIf(process.platform === 'win32')(`the consent prompt, on ${host.kind}`, () => {
  test('the window switches it on', async () => {
    const browserUser = await openBrowserUser()
    onTestFinished(() => browserUser.close())
    await app.window.getByRole('button', { name: 'Link Mikomo' }).click()
    await expect.poll(async () => (await app.opened()).length).toBe(1)
    await browserUser.approve((await app.opened())[0] ?? '', { user: 'mikomo_7' })
    await app.window.getByRole('complementary', { name: 'Mikomo, details' }).waitFor()
    const file = () => whereIn(join(dataFolder, 'data'))
    await expect.poll(file).toMatchObject({ isOff: true })
    await app.window.getByRole('button', { name: /^Scripts & tools/ }).click()
    await app.window.getByRole('button', { name: 'Switch on' }).click()
    await expect.poll(file).toMatchObject({ address: expect.any(String) as string })
  })

  test('Allow in the first second does nothing, and after it lets the script in', async () => {
    await app.electron.evaluate(() => {
      const { now } = performance
      const stoppedMs = now.call(performance)
      performance.now = () => stoppedMs
      globalThis.startClock = () => {
        performance.now = now
      }
    })
    const as = script('month-end.ipynb')
    const { answer, prompt } = await askedBy(as)
    expect(await prompt.getByRole('heading').innerText()).toBe(
      'Allow “month-end.ipynb” to see your connections?',
    )
    expect(await prompt.getByRole('alertdialog').innerText()).toMatch(
      /It claims to be month-end\.ipynb and to run in ~\/reports\/close\. Mooring can’t check that\./,
    )
    // It is a page without the window's functions.
    expect(await prompt.evaluate(() => ['mooring' in window, document.scripts.length])).toEqual([false, 0])
    await press(prompt, 'Allow')
    await press(prompt, 'Allow')
    expect(prompt.isClosed()).toBe(false)

    await app.electron.evaluate(() => globalThis.startClock())
    await allow(prompt)
    const { status, body } = await answer
    expect([status, body.connections.length]).toEqual([200, 1])
    // The next call is not asked about, and the window shows both.
    expect((await call('connections.list', as)).status).toBe(200)
    const row = app.window.locator('.scripts-table tbody tr').filter({ hasText: 'month-end.ipynb' })
    await row.getByText('Mikomo, mikomo_7').waitFor()
  })

  test('Enter refuses, and the script gets nothing', async () => {
    const { answer, prompt } = await askedBy(script('greedy.py'), 'accounts.read')
    expect(await prompt.getByRole('heading').innerText()).toBe('Allow “greedy.py” to read account data?')
    await prompt.getByLabel(/^Mikomo/).focus()
    // The prompt is closed before the key comes up.
    await prompt.keyboard.press('Enter').catch(() => undefined)
    expect((await answer).error?.code).toBe('consent_refused')
    await expect.poll(() => prompt.isClosed()).toBe(true)
  })

  test('closed without an answer it waits in the window, which can only show it again', async () => {
    const as = script('later.R')
    const { answer, prompt } = await askedBy(as, 'accounts.read')
    const window = await app.electron.browserWindow(prompt)
    await window.evaluate((one) => one.close())
    expect((await answer).error?.code).toBe('consent_unanswered')

    const opened = app.electron.waitForEvent('window')
    await app.window.getByRole('button', { name: 'Show the question of later.R' }).click()
    const again = await opened
    await again.getByRole('combobox', { name: 'Until' }).selectOption({ index: 0 })
    await again.getByLabel(/^Mikomo/).uncheck()
    // Once, after the first second: a second press would replace the page that the first one loads.
    const uptimeMs = () => app.electron.evaluate(() => performance.now())
    await again.getByRole('alertdialog').waitFor()
    const shown = await app.electron.browserWindow(again)
    await expect.poll(() => shown.evaluate((one) => one.isVisible())).toBe(true)
    const shownMs = await uptimeMs()
    await expect.poll(uptimeMs).toBeGreaterThan(shownMs + 1000)
    await press(again, 'Allow')
    await again.getByRole('alert').waitFor()
    expect(await again.getByRole('alert').innerText()).toContain('Choose at least one connection')
    await again.getByLabel(/^Mikomo/).check()
    await allow(again)
    const { status, text } = await call('accounts.read', as)
    expect(status).toBe(200)
    expect(text).toContain('mooring.accounts/1')
    await app.window.getByRole('region', { name: 'Waiting for you' }).waitFor({ state: 'detached' })
  })

  test('End in the window ends it at once', async () => {
    const as = script('ended.sh')
    const { answer, prompt } = await askedBy(as)
    await allow(prompt)
    expect((await answer).status).toBe(200)
    await app.window.getByRole('button', { name: 'End: ended.sh' }).click()
    await app.window
      .locator('.scripts-table tr')
      .filter({ hasText: 'ended.sh' })
      .waitFor({ state: 'detached' })
    expect((await call('connections.list', as)).error?.code).toBe('consent_refused')
  })
})
