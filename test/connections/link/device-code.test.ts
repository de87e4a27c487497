import { afterEach, beforeEach, expect, test } from 'vitest'
import { cancelLink, startLink } from '../../../electron/main/connections/link/link-sessions.ts'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { addInstitution } from '../../../electron/main/registrations/institutions.ts'
import { addRegistration } from '../../../electron/main/registrations/registrations.ts'
import { requestRevoke } from '../../../electron/main/connections/revoke/revoke.ts'
import { viewConnection } from '../../../electron/main/connections/model/view.ts'
import { listOpenAttempts } from '../../../electron/main/store/attempts.ts'
import { startCertifiedIssuer, type CertifiedIssuer } from '../../support/certified-issuer.ts'
import { consentAtCertified } from '../../support/consent-at-certified.ts'
import { eventually, openHarness, type Harness } from '../../support/harness.ts'
import { kindsOf, receiptsOf, secretOf, untilRevoked } from '../../support/connection-state.ts'

const id = 'desk app'
let harness: Harness
let issuer: CertifiedIssuer
let institutionId: string
/** How long it was waited before each question, milliseconds; a hundred times faster than that. */
let waits: number[]

beforeEach(async () => {
  harness = openHarness()
  waits = []
  const { setTimer } = harness.deps
  harness.deps.setTimer = (ms, work) => {
    if (harness.deps.linker.all().length > 0) waits.push(ms)
    return setTimer(ms / 100, work)
  }
  issuer = await startCertifiedIssuer({ kind: 'device', id })
  const registration = await addRegistration(harness.deps, {
    name: 'Desk',
    environment: { kind: 'openid', issuer: issuer.issuer },
    clientId: id,
    scopes: ['openid', 'profile', 'offline_access'],
    redirect: { mode: 'loopback' },
  })
  institutionId = addInstitution(harness.deps, {
    registrationId: registration.id,
    connector: null,
    name: 'Harbor',
  }).id
})
afterEach(async () => {
  await harness.close()
  await issuer.close()
})

async function begin(): Promise<{ linkId: string; url: string }> {
  const { id: linkId } = await startLink(harness.deps, { institutionId, flow: 'device' })
  const url = await eventually('the browser is opened', () => harness.opened[0])
  return { linkId, url }
}

const refused = (error: string) => ({ status: 400, body: { error } })
const nothingKept = () => {
  expect(harness.deps.store.prepare('SELECT count(*) AS n FROM connections').get()).toEqual({ n: 0 })
  expect(listOpenAttempts(harness.deps.store)).toEqual([])
}

test('with a code: the user approves in any browser, and nothing has to come back to this computer', async () => {
  const { linkId, url } = await begin()
  const { device, redirectUri, hasDeviceFlow } = harness.deps.linker.find(linkId)?.progress ?? {}
  expect({ redirectUri, hasDeviceFlow }).toEqual({ redirectUri: null, hasDeviceFlow: true })
  expect(device?.userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/)
  expect(url).toBe(`${device?.verificationUri}?user_code=${device?.userCode}`)

  await consentAtCertified(url, 'analyst')
  const ended = await harness.ended(linkId)
  expect(ended).toMatchObject({ step: 'done', problem: null })
  const connectionId = ended.linkedConnectionId ?? ''
  expect(viewConnection(harness.deps, connectionId)).toMatchObject({
    status: 'active',
    signedInAs: 'analyst of the desk',
  })
  expect(await secretOf(harness, connectionId)).toMatch(/^\S{20,}$/)

  await refresh(harness.deps, connectionId)
  requestRevoke(harness.deps, connectionId)
  await untilRevoked(harness, connectionId)
  expect(kindsOf(harness)).toEqual(['linked', 'refreshed', 'revoke_requested', 'revoked'])
  const receipts = receiptsOf(harness)
  expect(receipts[0]).toMatchObject({ kind: 'disclosed', flow: 'device' })
  expect(receipts.slice(1).map(({ kind }) => kind)).toEqual(['granted', 'revocation-requested', 'revoked'])
  expect(listOpenAttempts(harness.deps.store)).toEqual([])
})

test('it polls at the server’s interval, slower after slow_down and after a timeout', async () => {
  const { linkId, url } = await begin()
  issuer.instead.push(
    refused('authorization_pending'),
    refused('slow_down'),
    { status: 503, body: {} },
    'lost',
    refused('authorization_pending'),
  )
  await eventually('all requests have arrived', () => (issuer.instead.length === 0 ? true : undefined))
  await consentAtCertified(url, 'analyst')
  expect(await harness.ended(linkId)).toMatchObject({ step: 'done' })
  expect(waits.slice(0, 6)).toEqual([5000, 5000, 10_000, 20_000, 40_000, 40_000])
})

test.each([
  ['access_denied', 'consent_denied'],
  ['expired_token', 'device_code_expired'],
  ['invalid_client', 'client_rejected'],
  ['invalid_grant', 'code_rejected'],
])('a server that says %s ends it with %s, and nothing is kept', async (error, code) => {
  issuer.instead.push(refused('authorization_pending'), refused(error))
  const { linkId } = await begin()
  expect(await harness.ended(linkId)).toMatchObject({ step: 'failed', problem: { code } })
  expect(receiptsOf(harness).at(-1)).toMatchObject({ kind: 'not-granted', reason: code })
  nothingKept()
  expect(kindsOf(harness)).toEqual([])
})

test('cancelled while the user decides: nothing was granted, and the activity says nothing', async () => {
  issuer.instead.push(refused('authorization_pending'))
  const { linkId } = await begin()
  await eventually('the request has arrived', () => (issuer.instead.length === 0 ? true : undefined))
  await eventually('the answer is in', () =>
    listOpenAttempts(harness.deps.store).length === 0 ? true : undefined,
  )
  await cancelLink(harness.deps, linkId)
  expect(await harness.ended(linkId)).toMatchObject({ problem: { code: 'link_cancelled' } })
  nothingKept()
  expect(kindsOf(harness)).toEqual([])
})

test('when the answer that may have had the tokens is lost, the activity says that access may remain', async () => {
  issuer.instead.push('lost', refused('invalid_grant'))
  const { linkId } = await begin()
  expect(await harness.ended(linkId)).toMatchObject({ problem: { code: 'code_rejected' } })
  nothingKept()
  expect(
    harness.deps.store.prepare("SELECT json_extract(problem, '$.code') AS code FROM activity").all(),
  ).toEqual([{ code: 'link_interrupted' }])
})
