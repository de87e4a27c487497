import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { entryOfNewestGrant } from '../support/keychain-entry.ts'
import { openBrowserUser, type BrowserUser } from '../support/browser-user.ts'
import { limits } from '../support/limits.ts'
import { trueBalance } from '../support/mikomo-ledger.ts'
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

const button = (name: string | RegExp) => app.window.getByRole('button', { name })

/** Presses what opens the browser, and gives the address that it was sent to. */
async function browserAddress(press: () => Promise<void>): Promise<string> {
  const before = (await app.opened()).length
  await press()
  await expect.poll(async () => (await app.opened()).length).toBe(before + 1)
  return (await app.opened())[before] ?? ''
}

async function linkMikomo(user = 'mikomo_7') {
  const url = await browserAddress(() => button('Link Mikomo').click())
  return browserUser.approve(url, { user })
}

const balances = () => app.window.locator('.amount').allInnerTexts()

const inDollars = (amount: string) =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })
    .format(Number(amount))
    .replace('-', '−')

describe(`the app on ${host.kind}`, () => {
  test('links Mikomo, refreshes, revokes, and everything is true after starting again', async () => {
    await app.window.getByRole('heading', { name: 'Link your first institution' }).waitFor()
    const seen = await linkMikomo()
    expect(seen.text).toContain('You can close this tab')

    const pane = app.window.getByRole('complementary', { name: 'Mikomo, details' })
    await pane.getByRole('listitem').filter({ hasText: 'Account names and masked numbers' }).waitFor()
    const startedMs = Date.now()
    await expect.poll(async () => (await balances()).length).toBe(5)
    const shown = await balances()
    const trueAt = (atMs: number) =>
      ['chk5d20f1c083', 'sav5d20f1c084', 'crd5d20f1c086', 'mtg5d20f1c087'].map((id) =>
        inDollars(trueBalance(id, atMs)),
      )
    expect([trueAt(startedMs - limits.waitMs), trueAt(Date.now())]).toContainEqual(
      shown.filter((_, index) => index !== 2),
    )
    expect(await pane.innerText()).toMatch(/mikomo_7[^]*Active[^]*Updated just now[^]*next (today|tomorrow) /)
    expect(await pane.getByRole('listitem').filter({ hasText: 'not granted' }).count()).toBe(1)
    const first = await entryOfNewestGrant(dataFolder, service.env)
    expect(first.state).toBe('ok')

    await pane.getByRole('button', { name: 'Refresh Mikomo' }).click()
    // What its funds are worth changes all the time.
    await expect.poll(async () => (await balances())[2]).not.toBe(shown[2])
    await pane.getByText('Refreshed', { exact: true }).waitFor()
    const second = await entryOfNewestGrant(dataFolder, service.env)
    expect(second).toMatchObject({ state: 'ok', generation: 2 })
    expect(second.secret).not.toBe(first.secret)

    await pane.getByRole('button', { name: 'Revoke Mikomo' }).click()
    await pane.getByText(/Revoking in \d s/).waitFor()
    await pane.getByText(/○ Revoked/).waitFor()
    await pane.getByText('Confirmed by').waitFor()
    expect(await entryOfNewestGrant(dataFolder, service.env)).toEqual({
      state: 'missing',
      secret: null,
      generation: 0,
    })

    await app.quit()
    app = await startApp({ dataFolder, env: service.env })
    const row = app.window.getByRole('row').filter({ hasText: 'Mikomo' })
    await row.getByText(/Revoked \d+ \w+ \d{4}|Revoked \w+ \d+, \d{4}/).waitFor()

    const secrets = [first.secret, second.secret].map(String)
    const files = readdirSync(dataFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    for (const text of [...files, app.stderr(), await app.window.content()]) {
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
    }
  })

  test(
    'after Cancel on the consent page the window says so, and nothing is stored',
    { tags: 'thorough' },
    async () => {
      const url = await browserAddress(() => button('Link Mikomo').click())
      const seen = await browserUser.cancel(url, { user: 'mikomo_7' })
      expect(seen.text).toContain('You can close this tab')
      await app.window.getByRole('alert').getByText('You didn’t give access').waitFor()
      await button('Close').click()
      await app.window.getByRole('heading', { name: 'Link your first institution' }).waitFor()
    },
  )

  test(
    'a user who closes the browser can open it again, or cancel in the window',
    { tags: 'thorough' },
    async () => {
      const url = await browserAddress(() => button('Link Mikomo').click())
      await browserUser.closeAfterOpening(url)
      await app.window.getByText('Waiting for your browser').waitFor()
      expect(await browserAddress(() => button('Open the browser again').click())).toBe(url)
      await button('Cancel').click()
      await app.window.getByRole('dialog').waitFor({ state: 'detached' })
      const redirectUri = new URL(url).searchParams.get('redirect_uri') ?? ''
      await expect(fetch(redirectUri)).rejects.toThrow('fetch failed')
    },
  )

  test(
    'a wrong password stays at the institution, and the link goes on waiting',
    { tags: 'thorough' },
    async () => {
      const url = await browserAddress(() => button('Link Mikomo').click())
      const seen = await browserUser.wrongPassword(url, { user: 'mikomo_4' })
      expect(seen.text).toMatch(/wrong/i)
      await app.window.getByText('Waiting for your browser').waitFor()
      await browserUser.approve(url, { user: 'mikomo_4' })
      await app.window.getByRole('row').filter({ hasText: 'mikomo_4' }).waitFor()
    },
  )

  test('Undo takes a revocation back within the five seconds', async () => {
    await linkMikomo()
    const row = app.window.getByRole('row').filter({ hasText: 'Mikomo' })
    await row.getByRole('button', { name: 'Revoke Mikomo' }).click()
    await row.getByRole('button', { name: 'Undo revoking Mikomo' }).click()
    await row.getByText('Active', { exact: false }).waitFor()
    await row.getByRole('button', { name: 'Refresh Mikomo' }).click()
    await app.window.getByRole('complementary').getByText('Refreshed', { exact: true }).waitFor()
    expect(await entryOfNewestGrant(dataFolder, service.env)).toMatchObject({ state: 'ok', generation: 2 })
  })

  test(
    'quitting while Revoke counts down ends access before the app is gone',
    { tags: 'thorough' },
    async () => {
      await linkMikomo()
      await app.window
        .getByRole('row')
        .filter({ hasText: 'Mikomo' })
        .getByRole('button', { name: 'Revoke Mikomo' })
        .click()
      await app.window
        .getByText(/Revoking in/)
        .first()
        .waitFor()
      await app.quit()
      expect(await entryOfNewestGrant(dataFolder, service.env)).toMatchObject({
        state: 'missing',
        generation: 0,
      })
      app = await startApp({ dataFolder, env: service.env })
      await app.window.getByText(/○ Revoked/).waitFor()
    },
  )

  test('the activity names what happened, of a removed connection too', { tags: 'thorough' }, async () => {
    await linkMikomo()
    const row = app.window.getByRole('row').filter({ hasText: 'Mikomo' })
    await row.getByRole('button', { name: 'Revoke Mikomo' }).click()
    await row.getByRole('button', { name: 'Remove Mikomo' }).click()
    await app.window.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await app.window.getByRole('heading', { name: 'Link your first institution' }).waitFor()
    await button('Activity').click()
    const lines = app.window.locator('.activity-day li')
    await lines.nth(4).waitFor()
    const seen = await lines.evaluateAll((all) =>
      all.map((line) =>
        ['.activity-owner', '.activity-what'].map(
          (part) => line.querySelector<HTMLElement>(part)?.innerText.split('\n')[0],
        ),
      ),
    )
    const owner = 'Mikomo · mikomo_7'
    expect(seen).toEqual(
      [
        'Removed from Mooring',
        'Revoked at the institution',
        'Revoke requested',
        'Read 5 accounts',
        'Linked',
      ].map((what) => [expect.stringContaining(owner), what]),
    )
  })
})
