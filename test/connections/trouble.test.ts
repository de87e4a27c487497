import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recover } from '../../electron/main/connections/recover/recover.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { prepareSandbox } from '../../electron/main/connections/link/prepare-sandbox.ts'
import { addInstitution } from '../../electron/main/registrations/institutions.ts'
import {
  addRegistration,
  changeRegistration,
  removeRegistration,
} from '../../electron/main/registrations/registrations.ts'
import { requestRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import { startLink } from '../../electron/main/connections/link/link-sessions.ts'
import { viewConnection, viewConnections } from '../../electron/main/connections/model/view.ts'
import { mikomoIssuer, startMikomo, type Mikomo } from '../../electron/main/sandbox/mikomo.ts'
import { listOpenAttempts, openAttempt } from '../../electron/main/store/attempts.ts'
import { findConnection } from '../../electron/main/store/connections.ts'
import { findGrant } from '../../electron/main/store/grants.ts'
import type { RegistrationInput } from '../../shared/models/registration.ts'
import { leaveRefreshOpen } from '../support/connection-state.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'
import { consentAt } from '../support/consent-at.ts'
import { openFakeKeychain, type FakeKeychain } from '../support/keychain.ts'
import { linkAs, linkMikomo } from '../support/linked.ts'
import { freePort } from '../support/free-port.ts'

let harness: Harness
let bank: Mikomo
let squatter: Server | null = null
let keychain: FakeKeychain

beforeEach(async () => {
  keychain = openFakeKeychain()
  harness = openHarness({ keychain })
  bank = await startMikomo({ folder: `${harness.folder}/bank` })
})
afterEach(async () => {
  squatter?.close()
  squatter = null
  await bank.close()
  await harness.close()
})

const secret = 'marker-client-secret'

function input(change: Partial<RegistrationInput> = {}): RegistrationInput {
  return {
    name: 'Treasury desk',
    environment: {
      kind: 'akoya-hosts',
      authorizationBase: bank.baseUrl,
      dataBase: bank.baseUrl,
      issuer: mikomoIssuer,
    },
    clientId: 'client-1',
    clientSecret: secret,
    scopes: ['openid', 'profile', 'offline_access'],
    redirect: { mode: 'fixed', uri: 'http://localhost:18080/callback' },
    ...change,
  }
}

async function ownInstitution(change: Partial<RegistrationInput> = {}, connector = 'mikomo') {
  bank.registerClient({
    clientId: 'client-1',
    clientSecret: secret,
    name: 'Treasury desk',
    redirectUris: ['http://localhost:18080/callback'],
  })
  const registration = await addRegistration(harness.deps, input(change))
  return addInstitution(harness.deps, {
    registrationId: registration.id,
    connector,
    name: 'Northbridge Bank',
  })
}

/** Whatever went wrong: no row, no secret, nothing open, nothing left active at the institution. */
function expectNothingKept() {
  expect(viewConnections(harness.deps)).toEqual([])
  expect(listOpenAttempts(harness.deps.store)).toEqual([])
  expect(bank.consents().filter(({ state }) => state === 'active')).toEqual([])
}

test('an own registration links through its registered host, port and path, and refreshes', async () => {
  const institution = await ownInstitution()
  const { progress } = await linkAs(harness, institution.id, { user: 'mikomo_4' })
  expect(progress).toMatchObject({ step: 'done', redirectUri: 'http://localhost:18080/callback' })
  const id = progress.linkedConnectionId ?? ''
  expect(viewConnection(harness.deps, id)).toMatchObject({
    stage: 'other',
    registrationName: 'Treasury desk',
  })
  expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
})

test('a wrong client secret is named after the consent, and nothing is kept', async () => {
  const institution = await ownInstitution({ clientSecret: 'wrong' })
  const { progress } = await linkAs(harness, institution.id, { user: 'mikomo_4' })
  expect(progress).toMatchObject({
    step: 'failed',
    problem: { code: 'client_rejected', detail: { status: 401 } },
  })
  expectNothingKept()
})

test.each([
  ['an unknown connector', {}, 'no-such-bank', 'Invalid ConnectorID'],
  ['an unknown client id', { clientId: 'client-2' }, 'mikomo', 'Invalid client_id'],
  [
    'an unregistered redirect URI',
    { redirect: { mode: 'fixed' as const, uri: `http://localhost:${await freePort()}/callback` } },
    'mikomo',
    'Unregistered redirect_uri',
  ],
])(
  '%s ends on the institution’s own page, which never comes back',
  async (_what, change, connector, words) => {
    const institution = await ownInstitution(change, connector)
    const { id } = await startLink(harness.deps, { institutionId: institution.id })
    const url = await eventually('the browser is opened', () => harness.opened[0])
    const page = await fetch(url)
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining(words)])
    expect(harness.deps.linker.find(id)?.progress.step).toBe('waiting')
    harness.deps.linker.find(id)?.controller.abort(new Error('enough'))
    await harness.ended(id)
    expectNothingKept()
  },
)

test('an answer that comes too late is shown as that', async () => {
  const institution = await ownInstitution()
  bank.misbehave({ codeMs: -1 })
  const { progress } = await linkAs(harness, institution.id, { user: 'mikomo_4' })
  expect(progress).toMatchObject({ step: 'failed', problem: { code: 'code_rejected' } })
  expectNothingKept()
})

test('a port that another program holds is named, and no browser is opened', async () => {
  const institution = await ownInstitution()
  squatter = createServer().listen(18080, '127.0.0.1')
  await new Promise((resolve) => squatter?.once('listening', resolve))
  const { id } = await startLink(harness.deps, { institutionId: institution.id })
  expect(await harness.ended(id)).toMatchObject({
    step: 'failed',
    problem: { code: 'port_in_use', detail: { port: 18080 } },
  })
  expect(harness.opened).toEqual([])
  expectNothingKept()
})

test('a full disk at the end of a link gives the new grant back', async () => {
  const institution = await ownInstitution()
  const { id } = await startLink(harness.deps, { institutionId: institution.id })
  const pages = Number(harness.deps.store.pragma('page_count', { simple: true }))
  harness.deps.store.pragma(`max_page_count = ${pages}`)
  fill(pages)
  const url = await eventually('the browser is opened', () => harness.opened[0])
  await consentAt(url, { user: 'mikomo_4' })
  expect(await harness.ended(id)).toMatchObject({ step: 'failed', problem: { code: 'disk_full' } })
  harness.deps.store.pragma('max_page_count = 100000')
  expect(viewConnections(harness.deps)).toEqual([])
  expect(bank.consents().map(({ state }) => state)).toEqual(['revoked'])
})

/** Uses up every free byte that the database has. */
function fill(pages: number) {
  const add = harness.deps.store.prepare(
    `INSERT INTO activity (connection_id, institution_name, at, kind) VALUES ('x', ?, 0, 'linked')`,
  )
  for (const size of [4000, 400, 40, 4]) {
    try {
      for (let count = 0; count < pages * 1000; count++) add.run('x'.repeat(size))
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'SQLITE_FULL' })
    }
  }
}

test('a keychain that locks during the consent gives the new grant back', async () => {
  const institution = await ownInstitution()
  const { id } = await startLink(harness.deps, { institutionId: institution.id })
  const url = await eventually('the browser is opened', () => harness.opened[0])
  keychain.fault = 'set'
  await consentAt(url, { user: 'mikomo_4' })
  expect(await harness.ended(id)).toMatchObject({ step: 'failed', problem: { code: 'keychain_locked' } })
  expectNothingKept()
})

test('a keychain that locks during a refresh loses nothing: the new token waits in memory', async () => {
  const linked = await linkMikomo(harness)
  keychain.fault = 'set'
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active' })
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active' })
  expect((await harness.deps.sandbox.open()).consents()).toMatchObject([{ generation: 3, state: 'active' }])
})

test('a locked keychain changes nothing about a connection, and the next refresh works', async () => {
  const linked = await linkMikomo(harness)
  keychain.fault = 'locked'
  await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: 'keychain_locked' })
  expect(viewConnection(harness.deps, linked.id)).toMatchObject({
    status: 'active',
    problem: { code: 'keychain_locked' },
  })
  keychain.fault = null
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
})

test('a secret that is gone from the keychain makes the connection need consent, with the reason', async () => {
  const linked = await linkMikomo(harness)
  const grantId = findConnection(harness.deps.store, linked.id)?.grantId
  await keychain.delete(`grant/${grantId}`)
  await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: 'secret_missing' })
  expect(viewConnection(harness.deps, linked.id)).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'secret_missing' },
  })
})

test('after a crash behind a link’s keychain write, the next start revokes the grant that has no row', async () => {
  const institution = await prepareSandbox(harness.deps)
  const linked = await linkMikomo(harness)
  const row = findConnection(harness.deps.store, linked.id)
  const token = await keychain.get(`grant/${row?.grantId}`)
  await keychain.set('grant/lost', token.state === 'ok' ? token.value : '')
  openAttempt(harness.deps.store, {
    id: 'attempt-1',
    kind: 'link',
    grantId: 'lost',
    generation: 1,
    registrationId: institution.registrationId,
    institutionId: institution.id,
    connectionId: null,
    startedAtMs: 1,
    closedAtMs: null,
    outcome: null,
  })
  await harness.restart()
  await recover(harness.deps)
  expect(listOpenAttempts(harness.deps.store)).toEqual([])
  expect(await keychain.get('grant/lost')).toEqual({ state: 'missing' })
  expect((await harness.deps.sandbox.open()).consents()[0]?.state).toBe('revoked')
})

test('a crash after the keychain write of a refresh rolls forward at the next start', async () => {
  const linked = await linkMikomo(harness)
  const row = findConnection(harness.deps.store, linked.id)
  const token = await keychain.get(`grant/${row?.grantId}`)
  await keychain.set(`grant/${row?.grantId}`, token.state === 'ok' ? token.value.replace(/^1:/, '2:') : '')
  leaveRefreshOpen(harness, linked.id)
  await harness.restart()
  await recover(harness.deps)
  expect(findGrant(harness.deps.store, row?.grantId ?? '')?.generation).toBe(2)
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active' })
})

test('Revoke pressed while a refresh is under way ends the new token, not the spent one', async () => {
  const linked = await linkMikomo(harness)
  const mikomo = await harness.deps.sandbox.open()
  mikomo.misbehave({ slowMs: 150 })
  const refreshing = refresh(harness.deps, linked.id)
  await eventually('the refresh is under way', () => harness.deps.tokens.refreshes.count() === 1)
  requestRevoke(harness.deps, linked.id)
  await refreshing
  await eventually('it is revoked', () => viewConnection(harness.deps, linked.id).status === 'revoked')
  expect(mikomo.consents()).toMatchObject([{ state: 'revoked', revokedBy: 'client', generation: 2 }])
})

test.each<[string, Partial<RegistrationInput>, string]>([
  ['no client secret for Akoya', { clientSecret: '' }, 'clientSecret'],
  ['no openid among the scopes', { scopes: ['profile'] }, 'scopes'],
  [
    'a redirect address on another computer',
    { redirect: { mode: 'fixed', uri: 'http://10.0.0.5:8080/cb' } },
    'redirect.uri',
  ],
  [
    'a redirect address without a port',
    { redirect: { mode: 'fixed', uri: 'http://localhost/cb' } },
    'redirect.uri',
  ],
  [
    'a resource that is no address',
    { environment: { kind: 'openid', issuer: 'https://bank.example', resource: 'accounts' } },
    'environment.resource',
  ],
  ['an issuer that is no address', { environment: { kind: 'openid', issuer: 'bank' } }, 'environment.issuer'],
  [
    'an issuer without https',
    { environment: { kind: 'openid', issuer: 'http://bank.example' } },
    'environment.issuer',
  ],
  [
    'an issuer with a password in it',
    { environment: { kind: 'openid', issuer: 'https://u:p@bank.example' } },
    'environment.issuer',
  ],
  ['the built-in sandbox, which can’t be added by hand', { environment: { kind: 'mikomo' } }, 'environment'],
])('a registration with %s is refused, and the field is named', async (_what, change, field) => {
  await expect(addRegistration(harness.deps, input(change))).rejects.toMatchObject({
    code: 'invalid_input',
    detail: { field },
  })
})

test.each([
  'http://127.1:8081/cb',
  'http://localhost:8081/a/../b',
  'http://localhost:0/cb',
  'http://localhost:99999/cb',
  'http://LOCALHOST:8081/cb',
  'http://localhost:8081/a b',
  ' http://localhost:8081/cb',
])(
  'the redirect address "%s", which no browser returns to as it is, is refused by the form [Words 9]',
  async (uri) => {
    const redirect = { mode: 'fixed', uri } as const
    await expect(addRegistration(harness.deps, input({ redirect }))).rejects.toMatchObject({
      code: 'invalid_input',
      detail: { field: 'redirect.uri' },
    })
  },
)

test('two registrations can’t have one name, and the refused one leaves no secret', async () => {
  await addRegistration(harness.deps, input())
  const before = [...keychain.held.keys()]
  await expect(addRegistration(harness.deps, input({ name: 'TREASURY DESK' }))).rejects.toMatchObject({
    code: 'name_taken',
  })
  expect([...keychain.held.keys()]).toEqual(before)
})

test('a registration in use can get a new secret but can’t be pointed elsewhere or removed', async () => {
  const institution = await ownInstitution({ clientSecret: 'wrong' })
  const id = institution.registrationId
  await changeRegistration(harness.deps, { ...input(), id })
  const { progress } = await linkAs(harness, institution.id, { user: 'mikomo_4' })
  expect(progress.step).toBe('done')
  await expect(
    changeRegistration(harness.deps, { ...input({ environment: { kind: 'akoya-sandbox' } }), id }),
  ).rejects.toMatchObject({ code: 'registration_in_use' })
  await expect(removeRegistration(harness.deps, id)).rejects.toMatchObject({ code: 'registration_in_use' })
})

test('a removed registration takes its secret with it', async () => {
  const { id } = await addRegistration(harness.deps, input())
  await removeRegistration(harness.deps, id)
  expect(await keychain.get(`registration/${id}`)).toEqual({ state: 'missing' })
})
