import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowserUser, type BrowserUser } from '../support/browser-user.ts'
import { makeAuthority, type TestAuthority } from '../support/certificate-authority.ts'
import { makeClientCertificate } from '../support/client-certificates.ts'
import { consentAtCertified } from '../support/consent-at-certified.ts'
import { startMtlsIssuer } from '../support/mtls-issuer.ts'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { entryOfNewestGrant } from '../support/keychain-entry.ts'
import { startPlainServer, type PlainServer } from '../support/plain-server.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'

const client = { clientId: 'x7Qapp9', clientSecret: 's3crt' }

let service: SecretService
let browserUser: BrowserUser
let plain: PlainServer
let dataFolder: string
let app: RunningApp
let certificates: string
let authority: TestAuthority

beforeAll(async () => {
  service = await startSecretService()
  browserUser = await openBrowserUser()
  plain = await startPlainServer({ ...client, redirectUris: ['https://127.0.0.1'] })
  dataFolder = newDataFolder()
  certificates = mkdtempSync(join(tmpdir(), 'mooring-authority-'))
  authority = makeAuthority(certificates)
  app = await startApp({ dataFolder, env: { ...service.env, MOORING_EXTRA_CA: authority.file } })
})
afterAll(async () => {
  await app.quit()
  await browserUser.close()
  await plain.close()
  service.stop()
  dropFolder(dataFolder)
  rmSync(certificates, { recursive: true, force: true })
})

/** Approves in a real browser, which ends at its own error page: nothing answers at the redirect URI. */
async function addressOfErrorPage(url: string): Promise<string> {
  const page = await browserUser.open('about:blank')
  const failed = page.waitForEvent('requestfailed')
  await page.goto(url).catch(() => undefined)
  return (await failed).url()
}

test(
  `the app on ${host.kind} links a broker as Schwab is, from its preset, by pasting an error page’s address`,
  { tags: 'thorough' },
  async () => {
    const { window } = app
    await window.getByRole('button', { name: 'Add registration' }).click()
    await window.getByLabel('Name', { exact: true }).fill('Trading desk')
    await window.getByRole('button', { name: 'Charles Schwab, Trader API for individuals' }).click()
    await window.getByText(/last checked on/).waitFor()
    await expect.poll(() => window.getByLabel('Redirect URI').inputValue()).toBe('https://127.0.0.1')
    await window.getByLabel('Authorization endpoint').fill(`${plain.base}/v1/oauth/authorize`)
    await window.getByLabel('Token endpoint').fill(`${plain.base}/v1/oauth/token`)
    await window.getByLabel('Client ID').fill(client.clientId)
    await window.getByLabel('Client secret', { exact: true }).fill(client.clientSecret)
    await window.getByRole('button', { name: 'Save registration' }).click()
    await window.getByText('Confirm the entries that the preset filled in').waitFor()
    await window.getByLabel('I have compared these entries').check()
    await window.getByRole('button', { name: 'Save registration' }).click()
    await window.getByLabel('Display name').fill('Harbor Brokerage')
    await window.getByRole('button', { name: 'Add institution' }).click()
    await window.getByRole('button', { name: 'Link Harbor Brokerage' }).click()

    const dialog = window.getByRole('dialog')
    await dialog.getByText('the browser shows an error page').waitFor()
    await dialog.getByText('works for 30 seconds').waitFor()
    await dialog.getByRole('button', { name: 'Continue in the browser' }).click()
    await dialog.getByText('Enter a name for the login.').waitFor()
    expect(await app.opened()).toEqual([])
    await dialog.getByLabel('Name of this login').fill('Ortega')
    await dialog.getByRole('button', { name: 'Continue in the browser' }).click()
    await expect.poll(async () => (await app.opened()).length).toBe(1)

    const address = await addressOfErrorPage((await app.opened())[0] ?? '')
    expect(address).toMatch(/^https:\/\/127\.0\.0\.1\/\?code=/)
    await dialog.getByLabel('Address in the browser').fill(address)
    await dialog.getByRole('button', { name: 'Continue', exact: true }).click()

    await window.getByRole('button', { name: 'Connections' }).click()
    const pane = window.getByRole('complementary', { name: 'Harbor Brokerage, details' })
    await pane.getByText('Linked. No reader for this institution’s data').waitFor()
    await pane.getByRole('heading', { name: 'Refresh token' }).waitFor()
    expect(await entryOfNewestGrant(dataFolder, service.env)).toMatchObject({ state: 'ok', generation: 1 })

    await pane.getByRole('button', { name: 'Refresh Harbor Brokerage' }).click()
    await pane.getByText('Refreshed', { exact: true }).waitFor()
    expect(await entryOfNewestGrant(dataFolder, service.env)).toMatchObject({ state: 'ok', generation: 2 })
  },
)

test(
  `the app on ${host.kind} links a server that wants a certificate, a resource and authorization details`,
  { tags: 'thorough' },
  async () => {
    const { window } = app
    const { cert, key } = makeClientCertificate(certificates, 'desk')
    await window.getByRole('button', { name: 'Registrations' }).click()
    await window.getByRole('button', { name: 'Add registration' }).click()
    await window.getByLabel('Name', { exact: true }).fill('Direct desk')
    await window.getByText('OAuth 2 server without OpenID', { exact: true }).click()
    const copy = await window
      .getByRole('button', { name: /^Copy http:\/\/127\.0\.0\.1\/callback\// })
      .getAttribute('aria-label')
    const resource = 'https://data.bank.example'
    const issuer = await startMtlsIssuer(authority, {
      id: 'desk',
      certificate: cert,
      resource,
      redirectUri: copy?.replace('Copy ', '') ?? '',
    })
    try {
      await window.getByLabel('Metadata address (issuer)').fill(issuer.issuer)
      await window.getByText('Server found.').waitFor()
      await window.getByLabel('Client ID').fill('desk')
      await window.getByText(/^A client certificate \(tls_client_auth/).click()
      await window.getByRole('button', { name: 'Paste PEM' }).click()
      await window.getByLabel('Certificate and private key, as PEM').fill(`${key}${cert}`)
      await window.getByRole('button', { name: 'Read the certificate' }).click()
      await window.getByText(/CN=desk/).waitFor()
      await window.getByLabel('Resource').fill(resource)
      await window.getByLabel('Authorization details').fill('{ "type": "account_information" }')
      await window.getByRole('button', { name: 'Save registration' }).click()
      const card = window.getByRole('region', { name: 'Direct desk', exact: true })
      await card.getByText('Key for signed requests').waitFor()
      await card.getByLabel('Display name').fill('Harbor Direct')
      await card.getByRole('button', { name: 'Add institution' }).click()
      await card.getByRole('button', { name: 'Link Harbor Direct' }).click()
      const dialog = window.getByRole('dialog')
      await dialog.getByLabel('Name of this login').fill('Ortega')
      const before = (await app.opened()).length
      await dialog.getByRole('button', { name: 'Continue in the browser' }).click()
      await expect.poll(async () => (await app.opened()).length).toBe(before + 1)
      const ca = readFileSync(authority.file, 'utf8')
      await consentAtCertified((await app.opened()).at(-1) ?? '', 'ortega', ca)

      await window.getByRole('button', { name: 'Connections' }).click()
      const pane = window.getByRole('complementary', { name: 'Harbor Direct, details' })
      await pane.locator('summary', { hasText: /^Details$/ }).click()
      await pane.getByText('The client certificate (mTLS)').waitFor()
      await pane.getByText(/"actions":\["list_accounts"\]/).waitFor()
    } finally {
      await issuer.close()
    }
  },
)
