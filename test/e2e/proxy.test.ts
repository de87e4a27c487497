import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { makeAuthority } from '../support/certificate-authority.ts'
import { startConnectProxy, type ConnectProxy } from '../support/connect-proxy.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'

let service: SecretService
let dataFolder: string
let app: RunningApp
let proxy: ConnectProxy
let stopServer: () => void
const asked: string[] = []

beforeAll(async () => {
  service = await startSecretService()
  dataFolder = newDataFolder()
  const authority = makeAuthority(dataFolder, 'DNS:bank.test')
  const server = createServer(authority, (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stopServer = () => {
    server.close()
    server.closeAllConnections()
  }
  proxy = await startConnectProxy({ 'bank.test': (server.address() as AddressInfo).port })
  app = await startApp({
    dataFolder,
    // The system's authorities of this app are one file: what is in it is trusted only if the app has read them.
    env: { ...service.env, ...noProxies, SSL_CERT_FILE: authority.file, SSL_CERT_DIR: dataFolder },
  })
  await app.electron.evaluate(
    ({ session }, proxyRules) => session.defaultSession.setProxy({ proxyRules }),
    proxy.host,
  )
})
afterAll(async () => {
  await app.quit()
  await proxy.close()
  stopServer()
  service.stop()
  dropFolder(dataFolder)
})

/** The machine of this test may have its own. */
const noProxies = Object.fromEntries(
  ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [
    [name, ''],
    [name.toLowerCase(), ''],
  ]),
)

async function tryToLink(): Promise<void> {
  const { window } = app
  await window.getByRole('button', { name: 'Connections' }).click()
  await window.getByRole('button', { name: 'Link institution' }).click()
  await window.getByRole('button', { name: 'Proxied Bank', exact: true }).click()
  await window.getByRole('button', { name: 'Continue in the browser' }).click()
}

// Elsewhere the system's authorities are no file that a test could replace.
describe.skipIf(process.platform !== 'linux')(`the app on ${host.kind}, behind the system’s proxy`, () => {
  test(
    'names the proxy that refuses, goes through it once it allows, and shows it under Health [EL4] [EL3]',
    { tags: 'thorough' },
    async () => {
      const { window } = app
      await window.getByRole('button', { name: 'Add registration' }).click()
      await window.getByLabel('Name', { exact: true }).fill('Desk')
      await window.getByText('OpenID server', { exact: true }).click()
      await window.getByLabel('Issuer').fill('https://bank.test')
      await window.getByLabel('Client ID').fill('desk')
      await window.getByLabel('Client secret', { exact: true }).fill('secret')
      await window.getByRole('button', { name: 'Save registration' }).click()
      await window.getByLabel('Display name').fill('Proxied Bank')
      await window.getByRole('button', { name: 'Add institution' }).click()
      await window.getByRole('button', { name: 'Remove institution Proxied Bank' }).waitFor()

      proxy.mood = { kind: 'refuses', status: 403 }
      await tryToLink()
      await window
        .getByText(`The proxy ${proxy.host} doesn’t allow connections to bank.test (HTTP 403).`)
        .first()
        .waitFor()
      expect([proxy.asked.at(-1), asked]).toEqual(['bank.test:443', []])

      proxy.mood = { kind: 'opens' }
      await window.keyboard.press('Escape')
      await tryToLink()
      await window.getByText('publishes no OpenID or OAuth metadata').first().waitFor()
      expect(asked).toContain('GET /.well-known/openid-configuration')

      await window.keyboard.press('Escape')
      await window.getByRole('button', { name: 'Health' }).click()
      await window.getByText(`Using the proxy ${proxy.host}.`).waitFor()
      // The process that read the authorities was stopped by the app itself, which is no failure.
      const log = readFileSync(join(dataFolder, 'data', 'logs', 'mooring.log'), 'utf8')
      expect(log).not.toMatch(/unread|child\.gone/)
    },
  )
})
