import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { pasteAnswer, startLink } from '../../../electron/main/connections/link/link-sessions.ts'
import { addInstitution } from '../../../electron/main/registrations/institutions.ts'
import { addRegistration } from '../../../electron/main/registrations/registrations.ts'
import { mikomoIssuer, startMikomo, type Mikomo } from '../../../electron/main/sandbox/mikomo.ts'
import { root } from '../../../scripts/run.ts'
import { eventually, openHarness, type Harness } from '../../support/harness.ts'
import { openBrowserUser, type BrowserUser } from '../../support/browser-user.ts'

const file = readFileSync(join(root, 'docs/relay/index.html'), 'utf8')

let browserUser: BrowserUser
let host: Server
let relayUri: string
let harness: Harness
let bank: Mikomo

beforeAll(async () => {
  browserUser = await openBrowserUser()
  host = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(file))
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  relayUri = `http://127.0.0.1:${(host.address() as AddressInfo).port}/mooring/`
})
afterAll(async () => {
  await browserUser.close()
  host.closeAllConnections()
  host.close()
})
beforeEach(async () => {
  harness = openHarness()
  bank = await startMikomo({ folder: join(harness.folder, 'bank') })
  bank.registerClient({ clientId: 'desk', clientSecret: 's', name: 'Desk', redirectUris: [relayUri] })
})
afterEach(async () => {
  await harness.close()
  await bank.close()
})

/** Begins a link whose answer comes back to the relay page. */
async function begin(mode: 'relay' | 'paste'): Promise<{ id: string; url: string }> {
  const registration = await addRegistration(harness.deps, {
    name: 'Desk',
    environment: {
      kind: 'akoya-hosts',
      authorizationBase: bank.baseUrl,
      dataBase: bank.baseUrl,
      issuer: mikomoIssuer,
    },
    clientId: 'desk',
    clientSecret: 's',
    scopes: ['openid', 'profile', 'offline_access'],
    redirect: { mode, uri: relayUri },
  })
  const institution = addInstitution(harness.deps, {
    registrationId: registration.id,
    connector: 'mikomo',
    name: 'Mikomo',
  })
  const { id } = await startLink(harness.deps, { institutionId: institution.id })
  return { id, url: await eventually('the browser is opened', () => harness.opened[0]) }
}

/** Signs in and approves on a page that stays open, whatever it leads to. */
async function approveOn(page: Page): Promise<void> {
  await browserUser.signIn(page, 'mikomo_7')
  await page.getByRole('button', { name: 'Approve' }).click({ noWaitAfter: true })
}

test('the relay page forwards the response, and none of it is left in the browser', async () => {
  const { id, url } = await begin('relay')
  expect(new URL(url).searchParams.get('redirect_uri')).toBe(relayUri)
  expect(new URL(url).searchParams.get('state')).toMatch(/^[\w-]{43}\.\d{4,5}$/)

  const page = await browserUser.open(url)
  await approveOn(page)
  await page.getByRole('link', { name: 'Go on in Mooring' }).waitFor()
  expect(page.url()).toBe(relayUri)
  await page.getByRole('link', { name: 'Go on in Mooring' }).click()
  await page.getByText('You can close this tab').waitFor()
  expect(await harness.ended(id)).toMatchObject({ step: 'done', redirectUri: relayUri })
})

test('if the app can’t be reached, the page shows the address, and pasting it continues the link', async () => {
  const { id, url } = await begin('relay')
  const page = await browserUser.open(url)
  await page.route('http://127.0.0.1:*/callback?*', (route) => route.abort('connectionrefused'))
  await approveOn(page)
  await page.getByRole('link', { name: 'Go on in Mooring' }).click({ noWaitAfter: true })
  await expect.poll(() => page.url()).toMatch(/^chrome-error:/)
  await page.goBack()
  await page.getByText('Does Mooring not answer?').waitFor()
  expect(page.url()).toBe(relayUri)

  const address = await page.getByLabel('Address to paste into Mooring').inputValue()
  expect(() => pasteAnswer(harness.deps, id, address.replace('state=', 'state=x'))).toThrow(
    expect.objectContaining({ code: 'paste_invalid', detail: { cause: 'state' } }),
  )
  pasteAnswer(harness.deps, id, address)
  expect(await harness.ended(id)).toMatchObject({ step: 'done' })
})

test('without a listener, only a pasted address continues the link', async () => {
  const { id, url } = await begin('paste')
  const page = await browserUser.open(url)
  await approveOn(page)
  await page.waitForURL(`${relayUri}*`)
  const answer = new URL(relayUri)
  answer.search = new URLSearchParams({ code: 'c', state: 'somebody else’s' }).toString()
  expect(() => pasteAnswer(harness.deps, id, answer.href)).toThrow(
    expect.objectContaining({ detail: { cause: 'state' } }),
  )
  expect(() => pasteAnswer(harness.deps, id, relayUri)).toThrow(
    expect.objectContaining({ detail: { cause: 'answer' } }),
  )
  expect(() => pasteAnswer(harness.deps, id, 'https://elsewhere.example/?code=1')).toThrow(
    expect.objectContaining({ detail: { cause: 'address' } }),
  )
  expect(() => pasteAnswer(harness.deps, id, 'no address at all')).toThrow(
    expect.objectContaining({ detail: { cause: 'address' } }),
  )

  // The state has no port here, so the page keeps the address as it is.
  pasteAnswer(harness.deps, id, page.url())
  expect(await harness.ended(id)).toMatchObject({ step: 'done' })
})

test.each([
  ['no answer', ''],
  ['no state', '?code=c'],
  ['a state without a port', '?code=c&state=abc'],
  ['a port of the system', '?code=c&state=abc.22'],
  ['a port that is none', '?code=c&state=abc.99999'],
  ['another host in the place of the port', '?code=c&state=abc.evil.example'],
])('with %s the page does not forward', async (_what, query) => {
  const page = await browserUser.open(`${relayUri}${query}`)
  await page.getByText('Nothing here').waitFor()
  expect(page.url()).toBe(`${relayUri}${query}`)
})

test('only parameters of a response are forwarded, with unchanged values', async () => {
  const page = await browserUser.open('about:blank')
  const asked: string[] = []
  await page.route('http://127.0.0.1:4567/**', (route) => {
    asked.push(route.request().url())
    return route.fulfill({ body: 'taken' })
  })
  await page.goto(
    `${relayUri}?code=a%26b&state=s.4567&iss=https%3A%2F%2Fi&utm_source=x&javascript:alert(1)=1`,
  )
  await page.getByRole('link', { name: 'Go on in Mooring' }).click()
  await page.getByText('taken').waitFor()
  expect(asked).toEqual(['http://127.0.0.1:4567/callback?code=a%26b&state=s.4567&iss=https%3A%2F%2Fi'])
})

test('the page may load only its own script and style', () => {
  const hashOf = (name: string) => {
    const text = new RegExp(`<${name}>([^]*?)</${name}>`).exec(file)?.[1] ?? ''
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  }
  const policy = /content="(default-src[^"]+)"/.exec(file)?.[1]
  expect(policy).toBe(
    `default-src 'none'; script-src ${hashOf('script')}; style-src ${hashOf('style')}; base-uri 'none'; form-action 'none'`,
  )
  expect(file).toContain('<meta name="referrer" content="no-referrer" />')
  expect(file.match(/https?:\/\//g)).toHaveLength(1)
})
