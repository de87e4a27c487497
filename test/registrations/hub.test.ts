import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { prepareSandbox } from '../../electron/main/connections/link/prepare-sandbox.ts'
import { viewConnection, viewDetails } from '../../electron/main/connections/model/view.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { readConnectors } from '../../electron/main/institutions/akoya/hub.ts'
import { importConnectors, saveHub } from '../../electron/main/registrations/hub.ts'
import { changeRegistration } from '../../electron/main/registrations/registrations.ts'
import { addRegistration } from '../../electron/main/registrations/registrations.ts'
import { listInstitutions } from '../../electron/main/store/institutions.ts'
import { findRegistration } from '../../electron/main/store/registrations.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { linkMikomo } from '../support/linked.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

const dayMs = 24 * 60 * 60_000
const nothing = { clientId: 'any', clientSecret: '', appId: '' }

test('the sandbox answers as a hub: its connector is imported, and is there already', async () => {
  const { registrationId } = await prepareSandbox(harness.deps)
  await saveHub(harness.deps, { id: registrationId, ...nothing })
  expect(await importConnectors(harness.deps, registrationId)).toEqual({ added: 0, known: 1 })
  harness.deps.store.prepare("UPDATE institutions SET connector = 'earlier', name = 'Earlier'").run()
  expect(await importConnectors(harness.deps, registrationId)).toEqual({ added: 1, known: 0 })
  expect(listInstitutions(harness.deps.store).map(({ name }) => name)).toEqual(['Earlier', 'Mikomo'])
})

test('a consent that the hub lists as revoked is a hint, and ends nothing', async () => {
  const { id, registrationId } = await linkMikomo(harness)
  await saveHub(harness.deps, { id: registrationId, ...nothing })
  await refresh(harness.deps, id)
  expect(viewDetails(harness.deps, id).hubConsent).toMatchObject({ status: 'ACTIVE' })

  // The hub knows before the bank does.
  const answers = harness.deps.http.fetch
  harness.deps.http.fetch = async (url, init) =>
    url.includes('/consents/v1/') ? Response.json({ status: 'REVOKED' }) : answers(url, init)
  await refresh(harness.deps, id)
  expect(viewDetails(harness.deps, id).hubConsent).toMatchObject({ status: 'ACTIVE' })
  harness.pass(dayMs)
  await refresh(harness.deps, id)
  expect(viewDetails(harness.deps, id)).toMatchObject({
    hubConsent: { status: 'REVOKED' },
    status: 'active',
    problem: null,
  })
})

test('a hub that does not answer, or not know the consent, changes nothing', async () => {
  const { id, registrationId } = await linkMikomo(harness)
  await saveHub(harness.deps, { id: registrationId, ...nothing })
  const answers = harness.deps.http.fetch
  const say = (answer: () => Response) => {
    harness.deps.http.fetch = async (url, init) =>
      /\/(consents\/v1|oauth2)\//.test(url) ? answer() : answers(url, init)
  }
  for (const status of [401, 404, 429, 500, 200]) {
    let asked = 0
    say(() => {
      asked += 1
      return new Response('<html>', { status })
    })
    expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
    expect(asked).toBe(1)
    // Not at each refresh.
    await refresh(harness.deps, id)
    expect(asked).toBe(1)
    harness.pass(dayMs / 2)
  }
  expect(viewConnection(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
  expect(viewDetails(harness.deps, id).hubConsent).toBeNull()
})

test('a service token that the hub no longer takes is replaced at once', async () => {
  const { registrationId } = await prepareSandbox(harness.deps)
  await saveHub(harness.deps, { id: registrationId, ...nothing })
  await importConnectors(harness.deps, registrationId)
  const answers = harness.deps.http.fetch
  const asked: string[] = []
  harness.deps.http.fetch = async (url, init) => {
    const { pathname } = new URL(url)
    asked.push(pathname)
    const isSpent = asked.filter((one) => one === pathname).length === 1 && pathname.startsWith('/manage/')
    return isSpent ? new Response('{}', { status: 401 }) : answers(url, init)
  }
  expect(await importConnectors(harness.deps, registrationId)).toEqual({ added: 0, known: 1 })
  expect(asked.filter((path) => path === '/oauth2/token')).toHaveLength(1)
  expect(asked.filter((path) => path.startsWith('/manage/'))).toHaveLength(2)
})

test('the secret at the hub is in the registration’s entry of the keychain only, beside the client secret', async () => {
  const { id } = await addRegistration(harness.deps, {
    name: 'Desk',
    environment: { kind: 'akoya-sandbox' },
    clientId: 'desk',
    clientSecret: 'the first secret',
    scopes: ['openid'],
    redirect: { mode: 'fixed', uri: 'http://localhost:8080/callback' },
  })
  await saveHub(harness.deps, { id, clientId: 'service', clientSecret: 'the second secret', appId: 'app' })
  const held = async () => JSON.stringify(await harness.deps.keychain.get(`registration/${id}`))
  expect(await held()).toMatch(/the first secret.*the second secret/)
  expect(JSON.stringify(findRegistration(harness.deps.store, id))).not.toMatch(/second secret/)

  const {
    hub: _hub,
    publicKey: _key,
    hasSecret: _has,
    ...input
  } = findRegistration(harness.deps.store, id) ?? never()
  await changeRegistration(harness.deps, { ...input, clientSecret: 'the third secret' })
  expect(await held()).toMatch(/the third secret.*the second secret/)
  expect(findRegistration(harness.deps.store, id)?.hub).toEqual({ clientId: 'service', appId: 'app' })

  await saveHub(harness.deps, { id, clientId: '', clientSecret: '', appId: '' })
  expect(await held()).not.toMatch(/second secret/)
  expect(findRegistration(harness.deps.store, id)?.hub).toBeUndefined()
  await expect(
    saveHub(harness.deps, { id, clientId: 'service', clientSecret: '', appId: 'app' }),
  ).rejects.toMatchObject({ code: 'invalid_input', detail: { field: 'clientSecret' } })
})

test('the credentials at a hub end with the kind of server, and are kept until the client secret is typed in', async () => {
  const input = {
    name: 'Desk',
    environment: { kind: 'akoya-sandbox' as const },
    clientId: 'desk',
    clientSecret: 'the first secret',
    scopes: ['openid'],
    redirect: { mode: 'fixed' as const, uri: 'http://localhost:8080/callback' },
  }
  const { id } = await addRegistration(harness.deps, input)
  // As from a setup file.
  harness.deps.store.prepare('UPDATE registrations SET has_secret = 0').run()
  await harness.deps.keychain.delete(`registration/${id}`)
  await saveHub(harness.deps, { id, clientId: 'service', clientSecret: 'the second secret', appId: 'app' })
  const held = async () => JSON.stringify(await harness.deps.keychain.get(`registration/${id}`))
  await saveHub(harness.deps, { id, clientId: '', clientSecret: '', appId: '' })
  expect(await held()).toBe('{"state":"missing"}')
  await saveHub(harness.deps, { id, clientId: 'service', clientSecret: 'the second secret', appId: 'app' })
  const publicClient = { environment: { kind: 'openid' as const, issuer: 'https://bank.example' } }
  await changeRegistration(harness.deps, { ...input, ...publicClient, id, clientSecret: '' })
  expect(await held()).toBe('{"state":"missing"}')
  await changeRegistration(harness.deps, { ...input, id, clientSecret: 'the zeroth secret' })
  await saveHub(harness.deps, { id, clientId: 'service', clientSecret: 'the second secret', appId: 'app' })
  harness.deps.store.prepare('UPDATE registrations SET has_secret = 0').run()
  await changeRegistration(harness.deps, { ...input, id })
  expect(await held()).toMatch(/the first secret.*the second secret/)

  // The sandbox's are not shown to another server.
  const { clientSecret: _kept, ...production } = {
    ...input,
    id,
    environment: { kind: 'akoya-production' as const },
  }
  await changeRegistration(harness.deps, production)
  expect(findRegistration(harness.deps.store, id)?.hub).toBeUndefined()
  expect(await held()).toContain('the first secret')
  expect(await held()).not.toContain('the second secret')
})

test('a change that is refused for its name leaves the keychain as it was', async () => {
  const input = {
    name: 'Desk',
    environment: { kind: 'openid' as const, issuer: 'https://bank.example' },
    clientId: 'desk',
    clientSecret: 'the first secret',
    scopes: ['openid'],
    redirect: { mode: 'loopback' as const },
  }
  const { id } = await addRegistration(harness.deps, input)
  await addRegistration(harness.deps, { ...input, name: 'Other', clientId: 'other' })
  const { clientSecret: _kept, ...fields } = input
  const renamed = { ...fields, id, name: 'OTHER', authentication: 'key' as const }
  await expect(changeRegistration(harness.deps, renamed)).rejects.toMatchObject({ code: 'name_taken' })
  // Else the private key would be sent as the client secret.
  expect(await harness.deps.keychain.get(`registration/${id}`)).toEqual({
    state: 'ok',
    value: 'the first secret',
  })
})

function never(): never {
  throw new Error('not there')
}

test('subscriptions are read page by page, active ones only, and a server that repeats a page ends the reading', async () => {
  const asked: string[] = []
  const entry = (at: number, status = 'ACTIVE') => ({
    provider_id: `bank-${at}`,
    display_name: `Bank ${at}`,
    status,
  })
  const pages = [
    [entry(1), entry(2, 'PENDING'), entry(3)],
    [entry(4), { provider_id: 'no status' }],
  ]
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`)
    const at = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page'))
    const body = { page: { total_elements: 9 }, subscription_status: pages[at] ?? pages[1] }
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const apiBase = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const call = {
    http: harness.deps.http,
    server: { tokenEndpoint: apiBase, apiBase },
    accessToken: 'service-token',
    signal: AbortSignal.timeout(10_000),
  }
  const found = await readConnectors(call, 'my app')
  expect(found.map(({ connector }) => connector)).toEqual(['bank-1', 'bank-3', 'bank-4'])
  expect(asked[0]).toBe(
    '/manage/v2/subscriptions/my%20app/status?status=ACTIVE&page=0&size=500 Bearer service-token',
  )
  expect(asked).toHaveLength(3)
  server.closeAllConnections()
  server.close()
})
