import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { startCertifiedIssuer, type CertifiedIssuer } from '../support/certified-issuer.ts'
import { entryOfNewestGrant } from '../support/keychain-entry.ts'
import { openBrowserUser, type BrowserUser } from '../support/browser-user.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'

let service: SecretService
let browserUser: BrowserUser
let issuer: CertifiedIssuer
let dataFolder: string
let app: RunningApp

beforeAll(async () => {
  service = await startSecretService()
  browserUser = await openBrowserUser()
  dataFolder = newDataFolder()
  app = await startApp({ dataFolder, env: service.env })
})
afterAll(async () => {
  await app.quit()
  await issuer.close()
  await browserUser.close()
  service.stop()
  dropFolder(dataFolder)
})

/** Signs in and consents on the certified server's own pages. */
async function consent(url: string, login: string): Promise<string> {
  const page = await browserUser.open(url)
  await page.getByPlaceholder('Enter any login').fill(login)
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('You can close this tab').waitFor()
  const text = await page.locator('body').innerText()
  await page.context().close()
  return text
}

describe(`the app on ${host.kind}, at a certified OpenID server`, () => {
  test(
    'registers, links, refreshes with rotation, revokes, and keeps nothing',
    { tags: 'thorough' },
    async () => {
      const { window } = app
      await window.getByRole('button', { name: 'Add registration' }).click()
      await window.getByLabel('Name', { exact: true }).fill('Research desk')
      await window.getByText('OpenID server', { exact: true }).click()
      const copy = await window
        .getByRole('button', { name: /^Copy http:\/\/127\.0\.0\.1\/callback\// })
        .getAttribute('aria-label')
      issuer = await startCertifiedIssuer(
        { kind: 'confidential', id: 'desk app', secret: 's%cret of+the desk' },
        copy?.replace('Copy ', ''),
      )
      await window.getByLabel('Issuer').fill(issuer.issuer)
      await window.getByLabel('Client ID').fill('desk app')
      await window.getByLabel('Client secret', { exact: true }).fill('s%cret of+the desk')
      await window.getByRole('button', { name: 'Save registration' }).click()
      await window.getByLabel('Display name').fill('Harbor Savings')
      await window.getByRole('button', { name: 'Add institution' }).click()
      await window.getByRole('button', { name: 'Remove institution Harbor Savings' }).waitFor()

      await window.getByRole('button', { name: 'Connections' }).click()
      await window.getByRole('button', { name: 'Link institution' }).click()
      await window.getByRole('button', { name: 'Harbor Savings', exact: true }).click()
      await window.getByRole('button', { name: 'Continue in the browser' }).click()
      await expect.poll(async () => (await app.opened()).length).toBe(1)
      const url = new URL((await app.opened())[0] ?? '')
      expect(Object.fromEntries(url.searchParams)).toMatchObject({
        response_type: 'code',
        code_challenge_method: 'S256',
        state: expect.stringMatching(/^[\w-]{43}$/),
        nonce: expect.stringMatching(/^[\w-]{43}$/),
        redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback\/[\da-f]{8}$/),
      })
      expect(await consent(url.href, 'ortega')).toContain('Linked')

      const pane = window.getByRole('complementary', { name: 'Harbor Savings, details' })
      await pane.getByText('Name and profile').first().waitFor()
      expect(await pane.innerText()).toMatch(/ortega of the desk[^]*Active/)
      const first = await entryOfNewestGrant(dataFolder, service.env)
      expect(first.state).toBe('ok')

      await pane.getByRole('button', { name: 'Refresh Harbor Savings' }).click()
      await pane.getByText('Refreshed', { exact: true }).waitFor()
      const second = await entryOfNewestGrant(dataFolder, service.env)
      expect(second).toMatchObject({ state: 'ok', generation: 2 })
      expect(second.secret).not.toBe(first.secret)

      await pane.getByRole('button', { name: 'Revoke Harbor Savings' }).click()
      await pane.getByText('Confirmed by').waitFor()
      expect(await entryOfNewestGrant(dataFolder, service.env)).toMatchObject({
        state: 'missing',
        generation: 0,
      })
      expect(await refreshAt(issuer.issuer, second.secret ?? '')).toBe('invalid_grant')
    },
  )
})

/** What the server itself says of a refresh token. */
async function refreshAt(at: string, refreshToken: string): Promise<string> {
  const basic = ['desk app', 's%cret of+the desk']
    .map((text) => new URLSearchParams({ x: text }).toString().slice(2))
    .join(':')
  const response = await fetch(`${at}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  })
  return ((await response.json()) as { error: string }).error
}
