import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  copyLink,
  pasteAnswer,
  reopenLink,
  startLink,
} from '../../electron/main/connections/link/link-sessions.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { addInstitution } from '../../electron/main/registrations/institutions.ts'
import { addRegistration } from '../../electron/main/registrations/registrations.ts'
import { requestRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import { viewConnection, viewConnections, viewDetails } from '../../electron/main/connections/model/view.ts'
import type { Registration, RegistrationInput } from '../../shared/models/registration.ts'
import { startCertifiedIssuer, type CertifiedIssuer, type Setup } from '../support/certified-issuer.ts'
import { consentAtCertified } from '../support/consent-at-certified.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'
import { accessTokenOf, kindsOf, receiptsOf, secretOf, untilRevoked } from '../support/connection-state.ts'

const id = 'desk app'
const secret = 's%cret of+the desk'

let harness: Harness
let issuer: CertifiedIssuer | null = null
beforeEach(() => {
  harness = openHarness()
})
afterEach(async () => {
  await harness.close()
  await issuer?.close()
  issuer = null
})

/** The registration comes first: a server that takes a key has to know its public half. */
async function open(
  input: Partial<RegistrationInput>,
  setupFor: (registration: Registration) => Setup,
): Promise<string> {
  const draft = {
    name: 'Draft',
    environment: { kind: 'openid' as const, issuer: 'https://later.example' },
    ...input,
  }
  const registration = await addRegistration(harness.deps, { ...common, ...draft })
  issuer = await startCertifiedIssuer(setupFor(registration))
  harness.deps.store
    .prepare("UPDATE registrations SET environment = json_set(environment, '$.issuer', ?) WHERE id = ?")
    .run(issuer.issuer, registration.id)
  return addInstitution(harness.deps, { registrationId: registration.id, connector: null, name: 'Harbor' }).id
}

const common = {
  clientId: id,
  scopes: ['openid', 'profile', 'offline_access'],
  redirect: { mode: 'loopback' as const },
}

const noProtections = {
  pushesRequests: false,
  bindsTokens: false,
  signsAnswers: false,
  postsAnswers: false,
  managesGrants: false,
}

async function link(institutionId: string, connectionId?: string): Promise<string> {
  const before = harness.opened.length
  const started = await startLink(harness.deps, { institutionId, connectionId })
  const url = await eventually('the browser is opened', () => {
    if (!harness.deps.linker.find(started.id)) throw new Error(JSON.stringify(harness.events.at(-1)))
    return harness.opened[before]
  })
  await consentAtCertified(url, 'analyst')
  const ended = await harness.ended(started.id)
  expect(ended).toMatchObject({ step: 'done', problem: null })
  return ended.linkedConnectionId ?? ''
}

/** Link, refresh, link again, refresh, revoke. */
async function wholeStory(institutionId: string, isBound = false): Promise<void> {
  const connectionId = await link(institutionId)
  expect(viewConnection(harness.deps, connectionId)).toMatchObject({
    status: 'active',
    signedInAs: 'analyst of the desk',
  })
  const first = await secretOf(harness, connectionId)
  expect(await refresh(harness.deps, connectionId)).toMatchObject({ status: 'active', problem: null })
  const second = await secretOf(harness, connectionId)
  expect(second).not.toBe(first)
  expect([first, second].map((held) => held?.startsWith('bound '))).toEqual([isBound, isBound])

  expect(await link(institutionId, connectionId)).toBe(connectionId)
  expect(viewConnections(harness.deps)).toHaveLength(1)
  await refresh(harness.deps, connectionId)
  requestRevoke(harness.deps, connectionId)
  await untilRevoked(harness, connectionId)
  expect(kindsOf(harness)).toEqual([
    'linked',
    'refreshed',
    'relinked',
    'refreshed',
    'revoke_requested',
    'revoked',
  ])
}

test('a public client: PKCE, rotation, no secret anywhere', async () => {
  const institutionId = await open({}, () => ({ kind: 'public', id }))
  await wholeStory(institutionId)
})

test('a confidential client whose id and secret hold dashes, dots, underscores and stars, in a Basic header [S1]', async () => {
  const dashed = { id: '0f8b-4c_d.e*f', secret: 'k-3_x.Y*9' }
  const institutionId = await open({ clientId: dashed.id, clientSecret: dashed.secret }, () => ({
    kind: 'confidential',
    ...dashed,
    takesBasicOnly: true,
  }))
  await wholeStory(institutionId)
})

test('a confidential client, with an id and a secret that have to be encoded', async () => {
  const institutionId = await open({ clientSecret: secret }, () => ({ kind: 'confidential', id, secret }))
  await wholeStory(institutionId)
})

test('FAPI 2.0: pushed requests, tokens bound to a key, a client key made on this computer', async () => {
  const institutionId = await open({ authentication: 'key' }, ({ publicKey }) => {
    if (!publicKey) throw new Error('no key was made')
    return { kind: 'fapi', id, publicKey }
  })
  await wholeStory(institutionId, true)
  expect(issuer?.requests).toContain('POST /request')
  const sent = new URL(harness.opened[0] ?? '')
  expect([...sent.searchParams.keys()].toSorted()).toEqual(['client_id', 'request_uri'])
})

test('FAPI 2.0 without a nonce of the server', async () => {
  const institutionId = await open({ authentication: 'key' }, ({ publicKey }) => {
    if (!publicKey) throw new Error('no key was made')
    return { kind: 'fapi', id, publicKey, hasNoNonce: true }
  })
  await wholeStory(institutionId, true)
})

test('signed answers: what the browser brings back is verified before its code is used', async () => {
  const protections = { ...noProtections, signsAnswers: true }
  const institutionId = await open({ clientSecret: secret, protections }, () => ({
    kind: 'jarm',
    id,
    secret,
  }))
  await wholeStory(institutionId)
  expect(new URL(harness.opened[0] ?? '').searchParams.get('response_mode')).toBe('jwt')
})

test('answers as a form: no address has the code', async () => {
  const protections = { ...noProtections, postsAnswers: true }
  const institutionId = await open({ protections }, () => ({ kind: 'public', id }))
  await wholeStory(institutionId)
  expect(new URL(harness.opened[0] ?? '').searchParams.get('response_mode')).toBe('form_post')
})

test('what the registration switches off is not used', async () => {
  const institutionId = await open(
    {
      clientSecret: secret,
      protections: noProtections,
    },
    () => ({ kind: 'jarm', id, secret }),
  )
  await wholeStory(institutionId)
  expect([...new URL(harness.opened[0] ?? '').searchParams.keys()]).not.toContain('response_mode')
})

test('each browser is sent to an address of its own, and whichever answers, answers the link', async () => {
  const institutionId = await open({ authentication: 'key' }, ({ publicKey }) => {
    if (!publicKey) throw new Error('no key was made')
    return { kind: 'fapi', id, publicKey }
  })
  const { id: linkId } = await startLink(harness.deps, { institutionId })
  await eventually('the browser is opened', () => harness.opened[0])
  await reopenLink(harness.deps, linkId)
  await copyLink(harness.deps, linkId)
  const addresses = [...harness.opened, ...harness.clipboard]
  expect(addresses).toHaveLength(3)
  expect(new Set(addresses.map((url) => new URL(url).searchParams.get('request_uri'))).size).toBe(3)

  await consentAtCertified(addresses[2] ?? '', 'analyst')
  expect(await harness.ended(linkId)).toMatchObject({ step: 'done', problem: null })
})

test('for a second login the request asks for a choice of accounts or a new sign-in', async () => {
  const institutionId = await open({}, () => ({ kind: 'public', id }))
  const connectionId = await link(institutionId)
  await link(institutionId, connectionId)
  await link(institutionId)
  const prompts = harness.opened.map((url) => new URL(url).searchParams.get('prompt'))
  expect(prompts).toEqual(['consent', 'consent', 'login consent'])
})

test('with a registered address that nothing can listen at, the answer is pasted', async () => {
  const institutionId = await open({}, () => ({ kind: 'public', id }))
  const { id: linkId } = await startLink(harness.deps, { institutionId, flow: 'paste' })
  const url = await eventually('the browser is opened', () => harness.opened[0])
  expect(new URL(url).searchParams.get('redirect_uri')).toBe('http://127.0.0.1/callback')
  const query = new URLSearchParams({
    error: 'access_denied',
    state: new URL(url).searchParams.get('state') ?? '',
    iss: issuer?.issuer ?? '',
  })
  pasteAnswer(harness.deps, linkId, `http://127.0.0.1/callback?${query}`)
  expect(await harness.ended(linkId)).toMatchObject({ problem: { code: 'consent_denied' } })
})

const managed = () => open({ clientSecret: secret }, () => ({ kind: 'managed', id, secret }))

test('at an institution with Grant Management a refresh reads what the grant allows, and Revoke ends it as a whole', async () => {
  const institutionId = await managed()
  const connectionId = await link(institutionId)
  const linked = viewDetails(harness.deps, connectionId)
  expect(linked.consentId).toMatch(/^\S{10,}$/)
  expect(new URL(harness.opened[0] ?? '').searchParams.get('grant_management_action')).toBe('create')

  await link(institutionId, connectionId)
  const asked = new URL(harness.opened[1] ?? '').searchParams
  expect([asked.get('grant_management_action'), asked.get('grant_id')]).toEqual(['replace', linked.consentId])
  expect(viewDetails(harness.deps, connectionId).consentId).toBe(linked.consentId)

  await refresh(harness.deps, connectionId)
  requestRevoke(harness.deps, connectionId)
  await untilRevoked(harness, connectionId)
  const atGrants = `/grants/${linked.consentId}`
  expect(issuer?.requests.filter((line) => line.includes('/grants') || line.includes('/revocation'))).toEqual(
    [`GET ${atGrants}`, `DELETE ${atGrants}`],
  )
  expect(viewDetails(harness.deps, connectionId).receipt).toMatchObject({ status: 204 })
})

test('access that was narrowed at the institution is shown as it is now', async () => {
  const connectionId = await link(await managed())
  if (issuer) issuer.mood.narrowedTo = 'openid offline_access'
  await refresh(harness.deps, connectionId)
  expect(viewDetails(harness.deps, connectionId)).toMatchObject({
    scopes: { granted: ['openid', 'offline_access'] },
    permissions: [],
  })
  expect(receiptsOf(harness).at(-1)).toMatchObject({
    kind: 'changed',
    scopesGranted: ['openid', 'offline_access'],
    permissionsBefore: ['identity'],
    permissions: [],
  })

  if (issuer) issuer.mood.narrowedTo = 'openid offline_access profile'
  await refresh(harness.deps, connectionId)
  await refresh(harness.deps, connectionId)
  expect(receiptsOf(harness).map(({ kind }) => kind)).toEqual(['disclosed', 'granted', 'changed', 'changed'])
  expect(receiptsOf(harness).at(-1)).toMatchObject({ permissionsBefore: [], permissions: ['identity'] })
})

test('a grant that the institution has no record of any more has ended', async () => {
  const connectionId = await link(await managed())
  if (issuer) issuer.mood.isGone = true
  await refresh(harness.deps, connectionId)
  expect(viewConnection(harness.deps, connectionId)).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'grant_ended' },
  })
})

test('where the institution does not end a grant as a whole, its tokens are revoked', async () => {
  const connectionId = await link(await managed())
  if (issuer) issuer.mood.refusesToEnd = true
  requestRevoke(harness.deps, connectionId)
  await untilRevoked(harness, connectionId)
  expect(issuer?.requests.filter((line) => line === 'POST /token/revocation')).not.toEqual([])
})

test('Grant Management is not used where the registration turns it off', async () => {
  const institutionId = await open({ clientSecret: secret, protections: noProtections }, () => ({
    kind: 'managed',
    id,
    secret,
  }))
  await refresh(harness.deps, await link(institutionId))
  expect(new URL(harness.opened[0] ?? '').searchParams.has('grant_management_action')).toBe(false)
  expect(issuer?.requests.filter((line) => line.includes('/grants'))).toEqual([])
})

test('tokens for one resource: every request names it, and nothing else is called with them', async () => {
  const resource = 'https://data.bank.example'
  const institutionId = await open(
    { clientSecret: secret, environment: { kind: 'openid', issuer: 'https://later.example', resource } },
    () => ({ kind: 'resource', id, secret, resource }),
  )
  const connectionId = await link(institutionId)
  await refresh(harness.deps, connectionId)
  expect(issuer?.resources).toEqual([resource, resource, resource])
  expect(issuer?.requests).not.toContain('GET /me')
  const accessToken = accessTokenOf(harness, connectionId)
  expect(JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
    aud: resource,
  })
})
