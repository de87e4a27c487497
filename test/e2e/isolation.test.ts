import AxeBuilder from '@axe-core/playwright'
import { ipcMainInvokeHandler } from 'electron-playwright-helpers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { openBrowserUser } from '../support/browser-user.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'

let service: SecretService
let dataFolder: string
let app: RunningApp
const complaints: string[] = []

beforeAll(async () => {
  service = await startSecretService()
  dataFolder = newDataFolder()
  app = await startApp({ dataFolder, env: service.env })
  app.window.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  app.window.on('pageerror', (error) => complaints.push(error.message))
  await app.window.getByRole('button', { name: 'Link Mikomo' }).waitFor()
})
afterAll(async () => {
  await app.quit()
  service.stop()
  dropFolder(dataFolder)
})

/** What axe finds against WCAG 2.2 A and AA, in light and in dark. */
async function faults(): Promise<unknown[]> {
  const found: unknown[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.window.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page: app.window })
      .options({ resultTypes: ['violations'] })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      // React Aria's announcer may still point at a field that is gone: it empties itself after seven seconds.
      .exclude('[data-live-announcer]')
      .setLegacyMode(true)
      .analyze()
    found.push(
      ...violations.map(({ id, nodes }) => [
        colorScheme,
        id,
        nodes.map(({ html, failureSummary }) => [html, failureSummary]),
      ]),
    )
  }
  await app.window.emulateMedia({ colorScheme: 'light' })
  return found
}

describe(`the window on ${host.kind}`, () => {
  test('the page has nothing of Node or Electron but two functions', async () => {
    const seen = await app.window.evaluate(() => ({
      node: ['require', 'process', 'Buffer', 'module', '__dirname'].filter((name) => name in globalThis),
      api: Object.keys(Reflect.get(globalThis, 'mooring') as object),
      isFrozen: Object.isFrozen(Reflect.get(globalThis, 'mooring')),
      origin: location.pathname,
    }))
    expect(seen).toEqual({ node: [], api: ['call', 'on'], isFrozen: true, origin: '/index.html' })
  })

  test('the policy stops scripts in the page, HTML from text, and every request elsewhere', async () => {
    const seen = await app.window.evaluate(async () => {
      const script = document.createElement('script')
      let hasRun = false
      try {
        script.text = 'globalThis.__ran = true'
        document.head.append(script)
      } catch {
        hasRun = false
      }
      hasRun = '__ran' in globalThis
      let html = 'taken'
      try {
        document.createElement('div').innerHTML = '<b>x</b>'
      } catch (thrown) {
        html = thrown instanceof TypeError ? 'refused' : 'odd'
      }
      const request = await fetch('https://example.com').then(
        () => 'sent',
        () => 'refused',
      )
      return { hasRun, html, request }
    })
    expect(seen).toEqual({ hasRun: false, html: 'refused', request: 'refused' })
    complaints.length = 0
  })

  test('a frame inside the page can’t call: it has nothing to call with, or is refused', async () => {
    const answer = await app.window.evaluate(async () => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      await new Promise((resolve) => setTimeout(resolve, 200))
      const api = Reflect.get(frame.contentWindow ?? {}, 'mooring') as
        | { call(method: string, input: unknown): Promise<{ ok: boolean; error?: { code: string } }> }
        | undefined
      const { ok, error } = (await api?.call('connections.list', {})) ?? { ok: false }
      frame.remove()
      return ok ? 'answered' : (error?.code ?? 'nothing to call with')
    })
    expect(['nothing to call with', 'sender_refused']).toContain(answer)
  })

  test('a method that is not in the contract is refused', async () => {
    const answer = await app.window.evaluate(() =>
      (Reflect.get(globalThis, 'mooring') as { call(method: string, input: unknown): Promise<unknown> }).call(
        'keychain.read',
        {},
      ),
    )
    expect(answer).toEqual({ ok: false, error: { code: 'invalid_input', detail: { field: 'method' } } })
  })

  test('a call that comes from no window is refused', async () => {
    const answer = await ipcMainInvokeHandler(app.electron, 'mooring:call', 'connections.list', {})
    expect(answer).toEqual({ ok: false, error: { code: 'sender_refused', detail: {} } })
  })

  test('axe finds nothing on any view, and the console stays quiet', { tags: 'thorough' }, async () => {
    const { window } = app
    const button = (name: string) => window.getByRole('button', { name, exact: true })
    expect(['first run', await faults()]).toEqual(['first run', []])

    const browserUser = await openBrowserUser()
    await button('Link Mikomo').click()
    await expect.poll(async () => (await app.opened()).length).toBe(1)
    await window.getByText('Waiting for your browser').waitFor()
    expect(['waiting', await faults()]).toEqual(['waiting', []])
    await browserUser.approve((await app.opened())[0] ?? '', { user: 'mikomo_7' })
    await browserUser.close()
    await window.getByText('Home loan').waitFor()
    expect(['connections', await faults()]).toEqual(['connections', []])

    await button('Link institution').click()
    expect(['choose', await faults()]).toEqual(['choose', []])
    await button('Cancel').click()
    await window.getByRole('button', { name: /^Registrations/ }).click()
    expect(['registrations', await faults()]).toEqual(['registrations', []])
    await button('Add registration').click()
    await button('Save registration').click()
    await window.getByText('Enter a name.').waitFor()
    expect(['form', await faults()]).toEqual(['form', []])
    await button('Cancel').click()
    await button('Activity').click()
    expect(['activity', await faults()]).toEqual(['activity', []])
    expect(complaints).toEqual([])
  })
})
