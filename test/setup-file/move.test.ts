import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { linkMikomo } from '../support/linked.ts'
import { startLink } from '../../electron/main/connections/link/link-sessions.ts'
import { labelConnections } from '../../electron/main/connections/model/label.ts'
import { changePolicies, viewPolicies } from '../../electron/main/connections/refresh/policies.ts'
import { viewConnection, viewConnections } from '../../electron/main/connections/model/view.ts'
import { addInstitution } from '../../electron/main/registrations/institutions.ts'
import { addRegistration, changeRegistration } from '../../electron/main/registrations/registrations.ts'
import { exportSetup } from '../../electron/main/setup-file/export-setup.ts'
import { chooseSetup, importSetup } from '../../electron/main/setup-file/import-setup.ts'
import { mostSetupBytes } from '../../electron/main/setup-file/setup-file.ts'
import { removeRelink, viewRelinks } from '../../electron/main/setup-file/relinks.ts'
import { listInstitutions } from '../../electron/main/store/institutions.ts'
import { readPreferences, writePreferences } from '../../electron/main/store/preferences.ts'
import { listRegistrations } from '../../electron/main/store/registrations.ts'
import { methods } from '../../shared/contract.ts'
import type { SetupPreview } from '../../shared/models/setup.ts'
import { startCertifiedIssuer, type CertifiedIssuer } from '../support/certified-issuer.ts'
import { consentAtCertified } from '../support/consent-at-certified.ts'
import { secretOf } from '../support/connection-state.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'

const clientId = 'desk app'
const clientSecret = 's-cret-of-the-desk'

let old: Harness
let fresh: Harness
let issuer: CertifiedIssuer
beforeEach(async () => {
  old = openHarness()
  fresh = openHarness()
  issuer = await startCertifiedIssuer({ kind: 'confidential', id: clientId, secret: clientSecret })
})
afterEach(async () => {
  await old.close()
  await fresh.close()
  await issuer.close()
})

const registrationInput = () => ({
  name: 'Treasury',
  environment: { kind: 'openid' as const, issuer: issuer.issuer },
  clientId,
  scopes: ['openid', 'profile', 'offline_access'],
  redirect: { mode: 'loopback' as const },
})

async function link(harness: Harness, institutionId: string): Promise<string> {
  const before = harness.opened.length
  const { id } = await startLink(harness.deps, { institutionId })
  const url = await eventually('the browser is opened', () => harness.opened[before])
  await consentAtCertified(url, 'analyst')
  const ended = await harness.ended(id)
  expect(ended).toMatchObject({ step: 'done', problem: null })
  return ended.linkedConnectionId ?? ''
}

const daily = { kind: 'daily' as const, at: '07:00' }
const hourly = { kind: 'interval' as const, everyHours: 1, hours: { from: '08:00', to: '18:00' } }

/** A computer with one linked and labelled connection, and settings of its own. */
async function setUpOld(): Promise<string> {
  const { deps } = old
  const registration = await addRegistration(deps, { ...registrationInput(), clientSecret })
  const institution = addInstitution(deps, {
    registrationId: registration.id,
    connector: null,
    name: 'Harbor',
  })
  const connectionId = await link(old, institution.id)
  labelConnections(deps, [connectionId], { add: ['Books'], remove: [] })
  changePolicies(deps, { targets: [{ kind: 'connection', id: connectionId }], policy: { kind: 'never' } })
  changePolicies(deps, { targets: [{ kind: 'institution', id: institution.id }], policy: daily })
  changePolicies(deps, { targets: [{ kind: 'label', label: 'Books' }], policy: hourly })
  const words = { thirdParty: 'Harbor Advisers', service: '', certification: '' }
  writePreferences(deps.store, {
    ...readPreferences(deps.store),
    quiet: true,
    quietHours: { from: '22:00', to: '07:00' },
    updateFeed: 'https://feed.example',
    disclosure: words,
  })
  await exportSetup(deps)
  return connectionId
}

const fileOf = (harness: Harness) => harness.saved.at(-1)?.text ?? ''

/** The new computer's user chooses a file. */
function choose(text: string): Promise<SetupPreview | null> {
  fresh.toOpen = text
  return chooseSetup(fresh.deps)
}

test('a setup moves: the preview says what is added, each connection is linked again with its label', async () => {
  await setUpOld()
  const preview = await choose(fileOf(old))
  expect(preview?.items).toEqual([
    { kind: 'registration', state: 'new', name: 'Treasury', renamedFrom: null },
    { kind: 'institution', state: 'new', name: 'Harbor', renamedFrom: null },
    { kind: 'connection', state: 'new', name: 'Harbor, analyst of the desk', renamedFrom: null },
  ])
  expect(preview).toMatchObject({ hasSettings: true, unreadable: 0 })
  expect(methods['setup.choose'].output.parse({ preview })).toEqual({ preview })
  expect(listRegistrations(fresh.deps.store)).toEqual([])

  importSetup(fresh.deps, { withSettings: true })
  expect(fresh.events.at(-1)).toEqual({ name: 'relinks.changed', payload: { count: 1 } })
  expect(readPreferences(fresh.deps.store)).toMatchObject({
    quiet: true,
    quietHours: { from: '22:00', to: '07:00' },
    updateFeed: null,
    disclosure: { thirdParty: 'Harbor Advisers' },
  })
  const [relink] = viewRelinks(fresh.deps)
  expect(methods['relinks.list'].output.parse([relink])).toEqual([relink])
  expect(relink).toMatchObject({ login: 'analyst of the desk', labels: ['Books'], credential: 'secret' })

  const [registration] = listRegistrations(fresh.deps.store)
  await changeRegistration(fresh.deps, { ...registrationInput(), id: registration?.id ?? '', clientSecret })
  const connectionId = await link(fresh, relink?.institutionId ?? '')
  expect(viewConnection(fresh.deps, connectionId)).toMatchObject({ labels: ['Books'], status: 'active' })
  expect(viewPolicies(fresh.deps, [connectionId]).map(({ policy }) => policy)).toEqual([
    daily,
    hourly,
    { kind: 'never' },
  ])
  expect(viewRelinks(fresh.deps)).toEqual([])
  expect(fresh.events.findLast(({ name }) => name === 'relinks.changed')?.payload).toEqual({ count: 0 })
})

test('no secret, no token and no account is in the file, and nothing of the built-in institution', async () => {
  const connectionId = await setUpOld()
  await linkMikomo(old)
  await exportSetup(old.deps)
  const file = fileOf(old)
  expect(file).not.toContain(clientSecret)
  expect(file).not.toContain((await secretOf(old, connectionId)) ?? 'no secret')
  expect(file).not.toMatch(/mikomo/i)
  expect(Object.keys(JSON.parse(file) as object)).toEqual([
    'format',
    'version',
    'exportedTime',
    'registrations',
    'institutions',
    'connections',
    'settings',
  ])
})

describe('what is here already', () => {
  test('is never replaced: importing twice adds nothing, and a linked login is not listed', async () => {
    await setUpOld()
    await choose(fileOf(old))
    importSetup(fresh.deps, { withSettings: false })
    expect(readPreferences(fresh.deps.store).quiet).toBe(false)

    const again = await choose(fileOf(old))
    expect(again?.items.map(({ state }) => state)).toEqual(['exists', 'exists', 'exists'])
    importSetup(fresh.deps, { withSettings: false })
    expect(
      [listRegistrations(fresh.deps.store), listInstitutions(fresh.deps.store), viewRelinks(fresh.deps)].map(
        ({ length }) => length,
      ),
    ).toEqual([1, 1, 1])

    old.toOpen = fileOf(old)
    const own = await chooseSetup(old.deps)
    expect(own?.counts.connection).toEqual({ new: 0, exists: 1, unusable: 0 })
  })

  test('keeps its name: another registration of that name is added with a number', async () => {
    await setUpOld()
    await addRegistration(fresh.deps, { ...registrationInput(), name: 'TREASURY', clientId: 'another' })
    const preview = await choose(fileOf(old))
    expect(preview?.items[0]).toEqual({
      kind: 'registration',
      state: 'new',
      name: 'Treasury (2)',
      renamedFrom: 'Treasury',
    })
    importSetup(fresh.deps, { withSettings: false })
    expect(listRegistrations(fresh.deps.store).map(({ name }) => name)).toEqual(['TREASURY', 'Treasury (2)'])
    expect(viewRelinks(fresh.deps)).toMatchObject([{ registrationName: 'Treasury (2)' }])
  })

  test('one can be left out of the list', async () => {
    await setUpOld()
    await choose(fileOf(old))
    importSetup(fresh.deps, { withSettings: false })
    removeRelink(fresh.deps, viewRelinks(fresh.deps)[0]?.id ?? '')
    expect(viewRelinks(fresh.deps)).toEqual([])
    expect(viewConnections(fresh.deps)).toEqual([])
  })
})

describe('bad input', () => {
  const file = (change: object) =>
    JSON.stringify({
      format: 'mooring-setup',
      version: 1,
      exportedTime: '2026-11-20T12:00:00.000Z',
      ...change,
    })

  test.each([
    ['junk', 'no JSON {', 'json'],
    ['half a file', file({}).slice(0, 40), 'json'],
    ['nothing', '', 'json'],
    ['null', 'null', 'format'],
    ['another format', '{"format":"something else","version":1}', 'format'],
    ['another version', file({ version: 2 }), 'version'],
    ['100 MB', 'x'.repeat(mostSetupBytes + 1), 'size'],
  ])('%s is refused with its reason', async (_what, text, cause) => {
    await expect(choose(text)).rejects.toMatchObject({ code: 'setup_unreadable', detail: { cause } })
    expect(() => importSetup(fresh.deps, { withSettings: true })).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    )
  })

  test('entries that can’t be read or used are said, and the others are added', async () => {
    const registration = { ...registrationInput(), credential: 'none', redirect: { mode: 'loopback' } }
    const preview = await choose(
      file({
        registrations: [
          registration,
          {
            ...registration,
            name: 'Insecure',
            clientId: 'b',
            environment: { kind: 'openid', issuer: 'http://elsewhere.example' },
          },
          { ...registration, name: 'Built in', clientId: 'c', environment: { kind: 'mikomo' } },
          { ...registration, name: 'x'.repeat(201) },
          7,
          null,
        ],
        institutions: [
          { registration: 'Treasury', connector: null, name: 'Harbor', consentDays: 365 },
          { registration: 'Treasury', connector: 'odd', name: 'Odd', consentDays: 365 },
          { registration: 'Nobody', connector: null, name: 'Orphan', consentDays: 365 },
          { registration: 'Treasury', connector: null, name: 'Long', consentDays: 1e9 },
        ],
        connections: [
          { registration: 'Treasury', institution: 'Harbor', subject: 's', login: 'a', labels: [] },
          { registration: 'Treasury', institution: 'Harbor', subject: 's', login: 'twice', labels: [] },
          { registration: 'Treasury', institution: 'Odd', subject: 's', login: 'b', labels: [] },
          { registration: 'Treasury', institution: 'Harbor', subject: '', login: 'c', labels: 'none' },
        ],
        settings: 'no object',
      }),
    )
    expect(preview).toMatchObject({
      counts: {
        registration: { new: 1, exists: 0, unusable: 2 },
        institution: { new: 1, exists: 0, unusable: 2 },
        connection: { new: 1, exists: 1, unusable: 1 },
      },
      unreadable: 5,
      hasSettings: false,
    })
    importSetup(fresh.deps, { withSettings: true })
    expect(viewRelinks(fresh.deps)).toMatchObject([{ login: 'a' }])
  })

  test('a secret that somebody wrote into the file is not taken', async () => {
    const registration = {
      ...registrationInput(),
      credential: 'secret',
      clientSecret: 'planted',
      hasSecret: true,
    }
    await choose(file({ registrations: [registration] }))
    importSetup(fresh.deps, { withSettings: false })
    const [row] = listRegistrations(fresh.deps.store)
    expect(row).toMatchObject({ hasSecret: false })
    expect(await fresh.deps.keychain.get(`registration/${row?.id}`)).toEqual({ state: 'missing' })
  })

  test('hostile names stay text, and do not stand for members of objects', async () => {
    const name = `__proto__'; DROP TABLE registrations; --<script>\u202E`
    const registration = { ...registrationInput(), name, credential: 'none' }
    await choose(
      file({
        registrations: [registration],
        institutions: [{ registration: name, connector: null, name, consentDays: 30 }],
        connections: [
          { registration: name, institution: name, subject: 'constructor', login: name, labels: [name] },
        ],
      }),
    )
    importSetup(fresh.deps, { withSettings: false })
    expect(viewRelinks(fresh.deps)).toMatchObject([{ institutionName: name, login: name, labels: [name] }])
  })

  test('10,000 institutions with a connection each are planned and added', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `Bank ${index}`)
    const akoya = {
      ...registrationInput(),
      environment: { kind: 'akoya-sandbox' },
      redirect: { mode: 'fixed', uri: 'http://localhost:8080/callback' },
      credential: 'secret',
    }
    const preview = await choose(
      file({
        registrations: [akoya],
        institutions: many.map((name, index) => ({
          registration: 'Treasury',
          connector: `b${index}`,
          name,
          consentDays: 365,
        })),
        connections: many.map((name) => ({
          registration: 'Treasury',
          institution: name,
          subject: 's',
          login: 'desk',
          labels: ['A'],
        })),
      }),
    )
    expect(preview?.counts.connection.new).toBe(10_000)
    expect(preview?.items.length).toBeLessThan(1000)
    importSetup(fresh.deps, { withSettings: false })
    expect(viewRelinks(fresh.deps)).toHaveLength(10_000)
  })
})
