import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { setRefreshLifeTimer } from '../../electron/main/connections/consent/refresh-life.ts'
import { pasteAnswer, startLink } from '../../electron/main/connections/link/link-sessions.ts'
import { takeBack } from '../../electron/main/connections/link/take-back.ts'
import { recover } from '../../electron/main/connections/recover/recover.ts'
import { listUnclaimedLinks } from '../../electron/main/connections/recover/unclaimed-tokens.ts'
import { viewConnection } from '../../electron/main/connections/model/view.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { recoverAndStart } from '../../electron/main/connections/startup.ts'
import { listActivity } from '../../electron/main/store/activity.ts'
import { changeRegistration } from '../../electron/main/registrations/registrations.ts'
import { listRegistrations } from '../../electron/main/store/registrations.ts'
import { listConnections } from '../../electron/main/store/connections.ts'
import type { OAuthSettings } from '../../shared/models/oauth-settings.ts'
import { receiptsOf } from '../support/connection-state.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../support/keychain.ts'
import { linkAtPlain, pasteUri, plainClient, registerAtPlain } from '../support/plain-linked.ts'
import { startPlainServer, type PlainServer } from '../support/plain-server.ts'

// The whole app at an institution as brokers have them: OAuth 2 without OpenID, metadata, iss and PKCE, with an https address on 127.0.0.1.

const dayMs = 24 * 60 * 60_000
let plain: PlainServer
let harness: Harness
let keychain: FakeKeychain
let aheadMs: number

beforeEach(async () => {
  aheadMs = 0
  plain = await startPlainServer({ ...plainClient, redirectUris: [pasteUri] })
  plain.now = () => Date.now() + aheadMs
  keychain = openFakeKeychain()
  harness = openHarness({ keychain })
})
afterEach(async () => {
  await harness.close()
  await plain.close()
})

/** For the app and for the institution. */
function pass(ms: number): void {
  aheadMs += ms
  harness.pass(ms)
}

/** Nothing of a link is kept, and no secret is written down. */
function expectNothingLeft(): void {
  expect(listConnections(harness.deps.store)).toEqual([])
  expect([...keychain.held.keys()].filter((account) => account.startsWith('grant/'))).toEqual([])
  expectNoSecrets()
}

function expectNoSecrets(): void {
  const written = JSON.stringify([
    harness.log.lines,
    harness.events,
    listActivity(harness.deps.store, { limit: 99 }),
  ])
  for (const secret of ['access-', 'refresh-', plainClient.clientSecret, 'C0.']) {
    expect(written).not.toContain(secret)
  }
}

function view(connectionId: string | null) {
  return viewConnection(harness.deps, connectionId ?? '')
}

const tokenRequests = () => plain.requests.filter(({ path }) => path === '/v1/oauth/token')

describe('a link', () => {
  test('by paste is done, named as the user names it, and says that nobody reads its data', async () => {
    const institutionId = await registerAtPlain(harness, plain)
    const linked = await linkAtPlain(harness, institutionId)
    expect(linked).toMatchObject({ step: 'done', problem: null, redirectUri: pasteUri })
    const connection = view(linked.linkedConnectionId)
    expect(connection).toMatchObject({ status: 'active', signedInAs: 'Ortega', hasReader: false })
    expect(connection).toMatchObject({ isRevocable: true, hasRefreshToken: true })
    await refresh(harness.deps, connection.id)
    expect(view(connection.id)).toMatchObject({ status: 'active', problem: null })
    expectNoSecrets()
  })

  test('needs a name for its login before the browser is opened', async () => {
    const institutionId = await registerAtPlain(harness, plain)
    await expect(startLink(harness.deps, { institutionId, loginName: '  ' })).rejects.toMatchObject({
      code: 'invalid_input',
      detail: { field: 'loginName' },
    })
    expect(harness.opened).toEqual([])
  })

  test('of a second login is a second connection, and of the same name new access for the first', async () => {
    const institutionId = await registerAtPlain(harness, plain)
    const first = await linkAtPlain(harness, institutionId)
    const second = await linkAtPlain(harness, institutionId, { loginName: 'Fund II' })
    const again = await linkAtPlain(harness, institutionId, { loginName: 'Ortega' })
    expect(second.linkedConnectionId).not.toBe(first.linkedConnectionId)
    expect(again.linkedConnectionId).toBe(first.linkedConnectionId)
  })

  test('whose code is pasted after its 30 seconds leaves nothing', async () => {
    const institutionId = await registerAtPlain(harness, plain)
    const linked = await linkAtPlain(harness, institutionId, {
      loginName: 'Ortega',
      pasted: (address) => {
        aheadMs += 31_000
        return address
      },
    })
    expect(linked).toMatchObject({ step: 'failed', problem: { code: 'code_rejected' } })
    expect(plain.refusedCodes).toBe(1)
    expectNothingLeft()
  })

  test('takes no address of another attempt', async () => {
    const institutionId = await registerAtPlain(harness, plain)
    let spent = ''
    const first = await linkAtPlain(harness, institutionId, {
      loginName: 'Ortega',
      pasted: (it) => (spent = it),
    })
    expect(first.step).toBe('done')
    const { id } = await startLink(harness.deps, { institutionId, loginName: 'Ortega' })
    await eventually('the browser is opened', () => harness.opened[1])
    for (const text of [spent, spent.replace('https', 'http'), spent.replace('8182', '8183'), 'nonsense']) {
      expect(() => pasteAnswer(harness.deps, id, text)).toThrow(
        expect.objectContaining({ code: 'paste_invalid' }),
      )
    }
    expect(tokenRequests()).toHaveLength(1)
  })

  test('that answers with an issuer nobody named is refused before its code is sent', async () => {
    const institutionId = await registerAtPlain(harness, plain)
    plain.faults = { iss: 'https://evil.example' }
    const linked = await linkAtPlain(harness, institutionId)
    expect(linked.problem?.code).toBe('issuer_mismatch')
    expect(tokenRequests()).toEqual([])
    expectNothingLeft()
  })

  test('at a server that has moved says so, and keeps nothing', async () => {
    const institutionId = await registerAtPlain(harness, plain)
    plain.faults = { gone: ['/v1/oauth/token'] }
    const linked = await linkAtPlain(harness, institutionId)
    expect(linked.problem?.code).toBe('endpoint_gone')
    expectNothingLeft()
  })
})

describe('mix-up', () => {
  test('another server can’t get a code: its answer comes at an address that is not its own', async () => {
    const honestUri = 'https://127.0.0.1:8182/honest'
    const honest = await startPlainServer({ ...plainClient, redirectUris: [honestUri] })
    try {
      const honestId = await registerAtPlain(harness, honest, {
        name: 'Honest',
        redirect: { mode: 'paste', uri: honestUri },
      })
      expect(honestId).not.toBe('')
      plain.faults = {
        mixesUpWith: {
          authorize: `${honest.base}/v1/oauth/authorize`,
          clientId: plainClient.clientId,
          redirectUri: honestUri,
        },
      }
      const evilId = await registerAtPlain(harness, plain, { name: 'Evil' })
      const { id } = await startLink(harness.deps, { institutionId: evilId, loginName: 'Ortega' })
      const url = await eventually('the browser is opened', () => harness.opened[0])
      const atEvil = await fetch(url, { redirect: 'manual' })
      const atHonest = await fetch(String(atEvil.headers.get('location')), { redirect: 'manual' })
      const ended = String(atHonest.headers.get('location'))
      expect(ended).toMatch(/^https:\/\/127\.0\.0\.1:8182\/honest\?code=/)
      expect(() => pasteAnswer(harness.deps, id, ended)).toThrow(
        expect.objectContaining({ code: 'paste_invalid', detail: { cause: 'address' } }),
      )
      expect(tokenRequests()).toEqual([])
    } finally {
      await honest.close()
    }
  })

  test('a redirect URI can’t be shared with another server', async () => {
    await registerAtPlain(harness, plain, { name: 'First' })
    const other = { ...plain, base: 'http://127.0.0.1:9' }
    await expect(registerAtPlain(harness, other, { name: 'Second' })).rejects.toMatchObject({
      code: 'redirect_shared',
      detail: { cause: 'First' },
    })
    await expect(registerAtPlain(harness, plain, { name: 'Second client' })).resolves.toBeTruthy()
    const told = { settings: { loginPath: 'user.login' }, loginAddress: `${plain.base}/me` }
    await expect(registerAtPlain(harness, plain, { name: 'Told', ...told })).resolves.toBeTruthy()
    // As a browser writes it.
    const written = { name: 'Third', redirect: { mode: 'paste', uri: `${pasteUri}/` } } as const
    await expect(registerAtPlain(harness, other, written)).rejects.toMatchObject({ code: 'redirect_shared' })
  })
})

test('while a connection uses it, a registration’s settings can change, but not where its tokens go', async () => {
  const institutionId = await registerAtPlain(harness, plain)
  await linkAtPlain(harness, institutionId)
  const [row] = listRegistrations(harness.deps.store)
  if (row?.environment.kind !== 'oauth') throw new Error('there is no such registration')
  const { id, name, environment, clientId, scopes, redirect } = row
  const fields = { id, name, clientId, scopes, redirect }
  const settings = { ...environment.settings, codeSeconds: 60 }
  const changed = { ...fields, environment: { ...environment, settings } }
  await expect(changeRegistration(harness.deps, changed)).resolves.toMatchObject({
    environment: { settings },
  })
  const moved = { ...fields, environment: { ...environment, tokenEndpoint: 'https://evil.example/token' } }
  await expect(changeRegistration(harness.deps, moved)).rejects.toMatchObject({ code: 'registration_in_use' })
})

test('switching the reading of account numbers on or off is written into the receipts of each connection', async () => {
  const institutionId = await registerAtPlain(harness, plain)
  await linkAtPlain(harness, institutionId)
  const [row] = listRegistrations(harness.deps.store)
  if (!row) throw new Error('there is no registration')
  const { id, name, environment, clientId, scopes, redirect } = row
  const input = { id, name, environment, clientId, scopes, redirect }
  for (const readsNumbers of [true, true, false]) {
    await changeRegistration(harness.deps, { ...input, readsNumbers })
  }
  const switched = receiptsOf(harness).filter(({ kind }) => kind === 'numbers-switched')
  expect(switched.map((fact) => 'isOn' in fact && fact.isOn)).toEqual([true, false])
})

describe('who signed in', () => {
  const asked = {
    settings: { loginPath: 'streamerInfo.0.schwabClientCustomerId' },
  }
  const register = () =>
    registerAtPlain(harness, plain, { ...asked, loginAddress: `${plain.base}/trader/v1/userPreference` })

  test('is told by the login address, and a relink by another login is refused', async () => {
    const institutionId = await register()
    const linked = await linkAtPlain(harness, institutionId, {})
    expect(view(linked.linkedConnectionId).signedInAs).toBe('ortega-19')
    plain.faults = { login: { status: 200, body: { streamerInfo: [{ schwabClientCustomerId: 'mallory' }] } } }
    const connectionId = linked.linkedConnectionId ?? ''
    const other = await linkAtPlain(harness, institutionId, { connectionId })
    expect(other.problem).toMatchObject({
      code: 'other_sign_in',
      detail: { login: 'mallory', expectedLogin: 'ortega-19' },
    })
  })

  test.each([
    ['elsewhere', { status: 200, body: { streamerInfo: [] } }],
    ['not as text', { status: 200, body: { streamerInfo: [{ schwabClientCustomerId: {} }] } }],
    ['with a line break', { status: 200, body: { streamerInfo: [{ schwabClientCustomerId: 'a\nb' }] } }],
    ['not at all', { status: 403, body: {} }],
  ])('is told %s: the link fails with words and keeps nothing', async (_where, login) => {
    const institutionId = await register()
    plain.faults = { login }
    const linked = await linkAtPlain(harness, institutionId, {})
    expect(linked.problem?.code).toBe('login_unreadable')
    expectNothingLeft()
  })
})

test('a link that a restored backup does not know can’t be taken back without a name: its token is not spent', async () => {
  const institutionId = await registerAtPlain(harness, plain)
  const backup = join(harness.folder, 'backup.db')
  harness.deps.store.prepare('VACUUM INTO ?').run(backup)
  await linkAtPlain(harness, institutionId)
  await harness.restart(() => {
    for (const end of ['', '-wal', '-shm']) rmSync(join(harness.folder, `mooring.db${end}`), { force: true })
    copyFileSync(backup, join(harness.folder, 'mooring.db'))
  })
  await recover(harness.deps)
  const [unclaimed] = listUnclaimedLinks(harness.deps)
  const before = tokenRequests().length
  await expect(takeBack(harness.deps, unclaimed?.id ?? '')).rejects.toMatchObject({ code: 'login_unknown' })
  expect(tokenRequests()).toHaveLength(before)
  expect(listUnclaimedLinks(harness.deps)).toEqual([unclaimed])
})

describe('a refresh token', () => {
  test('that works for seven days from the sign-in: warned at a fifth, said at its end, dead afterwards', async () => {
    const institutionId = await registerAtPlain(harness, plain)
    const linked = await linkAtPlain(harness, institutionId)
    const id = linked.linkedConnectionId ?? ''
    const { refreshLife, linkedAtMs } = view(id)
    expect(refreshLife).toEqual({ fromMs: linkedAtMs, untilMs: linkedAtMs + 7 * dayMs })

    pass(5 * dayMs)
    await refresh(harness.deps, id)
    expect(view(id).refreshLife).toEqual(refreshLife)

    pass(0.7 * dayMs)
    await recoverAndStart(harness.deps)
    const notices = () => harness.deps.store.prepare('SELECT kind, subject, until FROM notices').all()
    await eventually('the reminder is planned', () => notices().length > 0)
    expect(notices()).toEqual([{ kind: 'refresh-life', subject: id, until: linkedAtMs + 7 * dayMs }])

    pass(1.4 * dayMs)
    expect(view(id)).toMatchObject({ status: 'needs-consent', problem: { code: 'refresh_token_expired' } })
    await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'grant_ended' })

    const again = await linkAtPlain(harness, institutionId, { connectionId: id })
    expect(again.step).toBe('done')
    expect(view(id)).toMatchObject({ status: 'active', problem: null, signedInAs: 'Ortega' })
  })

  test('is not announced by a clock that the institution contradicts, which is not asked without end', async () => {
    const linked = await linkAtPlain(harness, await registerAtPlain(harness, plain))
    const trueMs = view(linked.linkedConnectionId).linkedAtMs
    vi.spyOn(harness.deps.clock, 'uncontradictedNowMs').mockReturnValue(trueMs)
    harness.pass(30 * dayMs)
    const asked = vi.spyOn(harness.deps.timers, 'set')
    setRefreshLifeTimer(harness.deps)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(asked.mock.calls.filter(([name]) => name === 'refresh lives')).toHaveLength(2)
    expect(harness.notices).toEqual([])
  })

  test('whose life counts from each refresh lives on', async () => {
    const institutionId = await registerAtPlain(harness, plain, {
      settings: { refreshLife: { days: 7, from: 'refresh' } },
    })
    const linked = await linkAtPlain(harness, institutionId)
    const id = linked.linkedConnectionId ?? ''
    pass(dayMs)
    await refresh(harness.deps, id)
    expect(view(id).refreshLife?.untilMs).toBeGreaterThanOrEqual(view(id).linkedAtMs + 8 * dayMs)
  })

  test('whose life is corrected in the registration has the new one at once, and after a refresh', async () => {
    const institutionId = await registerAtPlain(harness, plain, { settings: { refreshLife: undefined } })
    const linked = await linkAtPlain(harness, institutionId)
    const id = linked.linkedConnectionId ?? ''
    const { linkedAtMs } = view(id)
    const correct = async (refreshLife: OAuthSettings['refreshLife']) => {
      const [row] = listRegistrations(harness.deps.store)
      if (row?.environment.kind !== 'oauth') throw new Error('there is no such registration')
      const { id: registrationId, name, environment, clientId, scopes, redirect } = row
      const settings = { ...environment.settings, refreshLife }
      const input = { id: registrationId, name, clientId, scopes, redirect }
      await changeRegistration(harness.deps, { ...input, environment: { ...environment, settings } })
      const corrected = view(id).refreshLife
      await refresh(harness.deps, id)
      expect(view(id).refreshLife).toEqual(corrected)
      return corrected
    }
    const asked = vi.spyOn(harness.deps.timers, 'set')
    expect(await correct({ days: 7, from: 'authorization' })).toEqual({
      fromMs: linkedAtMs,
      untilMs: linkedAtMs + 7 * dayMs,
    })
    const timer = asked.mock.calls.findLast(([name]) => name === 'refresh lives')
    expect(timer?.[1]).toBe(linkedAtMs + 5.6 * dayMs)
    expect(await correct({ days: 90, from: 'authorization' })).toMatchObject({
      untilMs: linkedAtMs + 90 * dayMs,
    })
    expect(await correct(undefined)).toBeNull()
  })

  test('works once: refreshes at the same time send it once', async () => {
    const institutionId = await registerAtPlain(harness, plain)
    const linked = await linkAtPlain(harness, institutionId)
    const id = linked.linkedConnectionId ?? ''
    await Promise.all(Array.from({ length: 8 }, () => refresh(harness.deps, id)))
    await refresh(harness.deps, id)
    expect(tokenRequests()).toHaveLength(3)
    expect(view(id).status).toBe('active')
  })

  test('that the institution does not give is said, and nothing claims to renew the access', async () => {
    plain.faults = { refreshes: false }
    const institutionId = await registerAtPlain(harness, plain)
    const linked = await linkAtPlain(harness, institutionId)
    const id = linked.linkedConnectionId ?? ''
    expect(view(id)).toMatchObject({
      status: 'active',
      hasRefreshToken: false,
      refreshLife: null,
      nextTryAtMs: null,
    })
    expect([...keychain.held.keys()].filter((account) => account.startsWith('grant/'))).toEqual([])
    await refresh(harness.deps, id)
    expect(view(id)).toMatchObject({ status: 'active', problem: null })

    pass(31 * 60_000)
    expect(view(id)).toMatchObject({ status: 'needs-consent', problem: { code: 'no_refresh_token' } })
    await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'no_refresh_token' })
    expect(view(id)).toMatchObject({ status: 'needs-consent', problem: { code: 'no_refresh_token' } })
  })

  test('that the institution does not give ends with the app', async () => {
    plain.faults = { refreshes: false }
    const institutionId = await registerAtPlain(harness, plain)
    const linked = await linkAtPlain(harness, institutionId)
    await harness.restart()
    expect(view(linked.linkedConnectionId)).toMatchObject({ problem: { code: 'no_refresh_token' } })
  })
})
