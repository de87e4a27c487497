import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { addInstitution } from '../../electron/main/registrations/institutions.ts'
import { addRegistration } from '../../electron/main/registrations/registrations.ts'
import { requestRevoke, retryRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import { requireConnection, viewConnection } from '../../electron/main/connections/model/view.ts'
import { toFailure } from '../../electron/main/core/errors.ts'
import { mikomoIssuer, startMikomo, type Mikomo } from '../../electron/main/sandbox/mikomo.ts'
import { listOpenAttempts } from '../../electron/main/store/attempts.ts'
import { findConnection } from '../../electron/main/store/connections.ts'
import { findGrant } from '../../electron/main/store/grants.ts'
import { findRegistration, updateRegistration } from '../../electron/main/store/registrations.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { startFaultyProxy, type Fault, type FaultyProxy } from '../support/faulty-proxy.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../support/keychain.ts'
import { linkAs } from '../support/linked.ts'
import { limits } from '../support/limits.ts'
import { freePort } from '../support/free-port.ts'

const totalMs = 3000
const html = '<html><title>Sign in to Guest WiFi</title></html>'

let harness: Harness
let keychain: FakeKeychain
let bank: Mikomo
let proxy: FaultyProxy
let bankAheadMs: number
let id: string

beforeEach(async () => {
  bankAheadMs = 0
  keychain = openFakeKeychain()
  harness = openHarness({ keychain, totalMs })
  bank = await startMikomo({ folder: `${harness.folder}/bank`, now: () => Date.now() + bankAheadMs })
  proxy = await startFaultyProxy(bank.baseUrl)
  id = await linkThroughProxy()
})
afterEach(async () => {
  await proxy.close()
  await bank.close()
  await harness.close()
})

async function linkThroughProxy(): Promise<string> {
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`
  const client = { clientId: 'client-1', clientSecret: 'marker-client-secret' }
  bank.registerClient({ ...client, name: 'Desk', redirectUris: [redirectUri] })
  const registration = await addRegistration(harness.deps, {
    name: 'Desk',
    environment: {
      kind: 'akoya-hosts',
      authorizationBase: proxy.baseUrl,
      dataBase: proxy.baseUrl,
      issuer: mikomoIssuer,
    },
    ...client,
    scopes: ['openid', 'profile', 'offline_access'],
    redirect: { mode: 'fixed', uri: redirectUri },
  })
  const institution = addInstitution(harness.deps, {
    registrationId: registration.id,
    connector: 'mikomo',
    name: 'Northbridge Bank',
  })
  const { progress } = await linkAs(harness, institution.id, { user: 'mikomo_7' })
  return progress.linkedConnectionId ?? ''
}

/** A fault at the endpoint, or https where there is none. */
function break_(path: '/token' | '/revoke', how: Fault | 'https') {
  if (how === 'https') moveTo(proxy.baseUrl.replace('http:', 'https:'))
  else proxy.fault = { path, fault: how }
  proxy.requests.length = 0
}

function heal() {
  proxy.fault = null
  moveTo(proxy.baseUrl)
}

function moveTo(authorizationBase: string) {
  const { registrationId } = viewConnection(harness.deps, id)
  const row = findRegistration(harness.deps.store, registrationId)
  if (row?.environment.kind !== 'akoya-hosts') throw new Error('no such registration')
  updateRegistration(harness.deps.store, { ...row, environment: { ...row.environment, authorizationBase } })
}

function grant() {
  return findGrant(harness.deps.store, findConnection(harness.deps.store, id)?.grantId ?? '')
}

const tokensHeld = () => [...keychain.held.keys()].filter((account) => account.startsWith('grant/'))
const posts = (path: string) => proxy.requests.filter((request) => request === `POST ${path}`).length

/** A token that the server takes once is gone with the answer that replaced it: the next refresh says so. */
interface Row {
  fault: Fault | 'https'
  refresh: { told: ErrorCode; requests: number; next: 'refreshed' | 'answer_lost' }
  /** null: the institution has confirmed it. */
  revoke: { told: ErrorCode | null; requests: number }
  waits?: true
}

const rows: Record<string, Row> = {
  'an answer that is lost': {
    fault: { kind: 'breaks', reaches: true },
    refresh: { told: 'offline', requests: 1, next: 'answer_lost' },
    revoke: { told: 'offline', requests: 1 },
  },
  'a request that is lost': {
    fault: { kind: 'breaks', reaches: false },
    refresh: { told: 'offline', requests: 1, next: 'refreshed' },
    revoke: { told: 'offline', requests: 1 },
  },
  'an answer after the time for it': {
    fault: { kind: 'late', ms: 2 * totalMs, reaches: true },
    refresh: { told: 'timed_out', requests: 1, next: 'answer_lost' },
    revoke: { told: 'timed_out', requests: 1 },
  },
  'a captive portal, 200 with HTML': {
    fault: {
      kind: 'answers',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: html,
      reaches: false,
    },
    refresh: { told: 'portal', requests: 1, next: 'refreshed' },
    revoke: { told: 'portal', requests: 1 },
  },
  'an empty 200': {
    fault: { kind: 'answers', status: 200, reaches: true },
    refresh: { told: 'answer_invalid', requests: 1, next: 'answer_lost' },
    revoke: { told: null, requests: 1 },
  },
  'JSON that is cut short': {
    fault: { kind: 'cut short', reaches: true },
    refresh: { told: 'answer_invalid', requests: 1, next: 'answer_lost' },
    revoke: { told: null, requests: 1 },
  },
  'a body of 50 MB': {
    fault: { kind: 'huge', bytes: 50 * 1024 * 1024, reaches: true },
    refresh: { told: 'answer_invalid', requests: 1, next: 'answer_lost' },
    revoke: { told: 'answer_invalid', requests: 1 },
  },
  'a connection that is not safe': {
    fault: 'https',
    refresh: { told: 'tls_failed', requests: 0, next: 'refreshed' },
    revoke: { told: 'tls_failed', requests: 0 },
  },
  'a redirect': {
    fault: { kind: 'answers', status: 307, headers: { location: '/elsewhere' }, reaches: false },
    refresh: { told: 'portal', requests: 1, next: 'refreshed' },
    revoke: { told: 'portal', requests: 1 },
  },
  '429 with Retry-After': {
    fault: { kind: 'answers', status: 429, headers: { 'retry-after': '120' }, reaches: false },
    refresh: { told: 'rate_limited', requests: 1, next: 'refreshed' },
    revoke: { told: 'rate_limited', requests: 1 },
    waits: true,
  },
  '429 without Retry-After': {
    fault: { kind: 'answers', status: 429, reaches: false },
    refresh: { told: 'rate_limited', requests: 1, next: 'refreshed' },
    revoke: { told: 'rate_limited', requests: 1 },
  },
  '503 with Retry-After': {
    fault: { kind: 'answers', status: 503, headers: { 'retry-after': '120' }, reaches: false },
    refresh: { told: 'server_unavailable', requests: 1, next: 'refreshed' },
    revoke: { told: 'server_unavailable', requests: 1 },
    waits: true,
  },
  '503 without Retry-After': {
    fault: { kind: 'answers', status: 503, reaches: false },
    refresh: { told: 'server_unavailable', requests: 1, next: 'refreshed' },
    revoke: { told: 'server_unavailable', requests: 1 },
  },
}

describe.each(Object.entries(rows))('%s', (_name, row) => {
  test('at a refresh', async () => {
    break_('/token', row.fault)
    const askedAtMs = Date.now()
    const told = await refresh(harness.deps, id).then(
      () => null,
      (thrown: unknown) => toFailure(thrown).code,
    )
    expect([told, posts('/token'), posts('/elsewhere')]).toEqual([row.refresh.told, row.refresh.requests, 0])

    // A failure that is transient changes what the row says and when it is tried next, and nothing else.
    const connection = viewConnection(harness.deps, id)
    expect(connection).toMatchObject({ status: 'active', problem: { code: row.refresh.told } })
    expect(connection.nextTryAtMs).toBeGreaterThanOrEqual(askedAtMs + (row.waits ? 119_000 : 1))
    expect(grant()).toMatchObject({ state: 'active', generation: 1 })
    expect(tokensHeld()).toEqual([`grant/${grant()?.id}`])
    expect(listOpenAttempts(harness.deps.store)).toEqual([])

    heal()
    if (row.refresh.next === 'refreshed') {
      expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
      return
    }
    await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'answer_lost' })
    expect(viewConnection(harness.deps, id)).toMatchObject({
      status: 'needs-consent',
      problem: { code: 'answer_lost' },
    })
    // Kept, because the institution may end the whole grant for it.
    expect(tokensHeld()).toEqual([`grant/${grant()?.id}`])
  })

  test(
    'at a refresh, where the server takes the old token a while longer',
    { tags: 'thorough' },
    async () => {
      bank.misbehave({ graceMs: 60_000 })
      break_('/token', row.fault)
      await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: row.refresh.told })
      heal()
      expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
    },
  )

  test('at a revocation', async () => {
    break_('/revoke', row.fault)
    const askedAtMs = Date.now()
    requestRevoke(harness.deps, id)
    const { status, problem, receipt, nextTryAtMs } = await eventually('it has ended somehow', () => {
      const now = viewConnection(harness.deps, id)
      return now.status !== 'revoking' && (now.problem !== null || now.receipt !== null) && now
    })
    expect([problem?.code ?? null, posts('/revoke'), posts('/elsewhere')]).toEqual([
      row.revoke.told,
      row.revoke.requests,
      0,
    ])
    if (row.revoke.told === null) {
      expect([status, receipt?.status, tokensHeld()]).toEqual(['revoked', 200, []])
    } else {
      // Not confirmed is not revoked: the token stays for the next try.
      expect([status, receipt, tokensHeld().length]).toEqual(['revocation-pending', null, 1])
      expect(nextTryAtMs).toBeGreaterThanOrEqual(askedAtMs + (row.waits ? 119_000 : 1))
      heal()
      expect(await retryRevoke(harness.deps, id)).toMatchObject({ status: 'revoked', problem: null })
    }
    expect(bank.consents()).toMatchObject([{ state: 'revoked', revokedBy: 'client' }])
    expect(tokensHeld()).toEqual([])
  })
})

describe.each([
  ['two hours behind the bank’s', 2],
  ['two hours ahead of the bank’s', -2],
])('a computer’s clock that is set to %s', (_name, hours) => {
  const hoursMs = hours * 60 * 60_000
  beforeEach(() => {
    // The bank runs in this process too, and goes on as before.
    const trueNow = Date.now.bind(Date)
    vi.spyOn(Date, 'now').mockImplementation(() => trueNow() - hoursMs)
    bankAheadMs = hoursMs
    proxy.aheadMs = hoursMs
    proxy.requests.length = 0
  })
  afterEach(() => vi.restoreAllMocks())

  test('is named, and refreshing works all the same', async () => {
    expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
    expect(posts('/token')).toBe(1)
    expect(Math.abs((harness.deps.clock.status().offsetMs ?? 0) - hoursMs)).toBeLessThan(limits.requestMs)
  })

  test('leaves a consent its year by the institution’s clock [R6]', async () => {
    const { institutionId } = requireConnection(harness.deps, id)
    const { progress } = await linkAs(harness, institutionId, { user: 'mikomo_4' })
    const linked = viewConnection(harness.deps, progress.linkedConnectionId ?? '')
    expect(Math.abs(linked.linkedAtMs - (Date.now() + hoursMs))).toBeLessThan(60_000)
    expect(linked.consentUntilMs - linked.linkedAtMs).toBe(365 * 24 * 60 * 60_000)
  })

  test('is named, and revoking works all the same', async () => {
    requestRevoke(harness.deps, id)
    await eventually('it is revoked', () => viewConnection(harness.deps, id).status === 'revoked')
    expect(posts('/revoke')).toBe(1)
    expect(Math.abs((harness.deps.clock.status().offsetMs ?? 0) - hoursMs)).toBeLessThan(limits.requestMs)
  })
})
