import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { viewConnection } from '../../electron/main/connections/model/view.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { requestRevoke, retryRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import { changeRegistration } from '../../electron/main/registrations/registrations.ts'
import { listRegistrations } from '../../electron/main/store/registrations.ts'
import { openKeychain } from '../../electron/main/system/keychain.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'
import { linkAtOdd, registerAtOdd } from '../support/odd-linked.ts'
import { client, startOddServer, type OddServer } from '../support/odd-server.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'
import { startChildWorker } from '../support/worker.ts'

// A real Secret Service that is stopped, locked or emptied while something is under way at the institution.

let service: SecretService
let odd: OddServer
let harness: Harness
let institutionId: string
let id: string

beforeAll(async () => {
  odd = await startOddServer()
})
afterAll(() => odd.close())
beforeEach(async () => {
  service = await startSecretService()
  const keychain = openKeychain({
    service: 'app.mooring.test',
    startWorker: () => startChildWorker(service.env),
    deadlineMs: 5000,
  })
  harness = openHarness({ keychain })
  odd.oddity = { answer: { refresh_token: 'rt-1' } }
  institutionId = await registerAtOdd(harness, odd)
  id = (await linkAtOdd(harness, institutionId)).linkedConnectionId ?? ''
  odd.posts = []
})
afterEach(async () => {
  await harness.close()
  harness.deps.keychain.close()
  service.stop()
})

const sent = () => odd.posts.map(({ form }) => form.get('refresh_token') ?? form.get('token'))

/** Runs something while the answer of the token endpoint is awaited. */
async function whileAwaited(refreshToken: string, meanwhile: () => unknown): Promise<void> {
  odd.oddity = { answer: { refresh_token: refreshToken }, lateMs: 1500 }
  const refreshed = refresh(harness.deps, id).catch(() => undefined)
  await eventually('the request has arrived', () => odd.posts.length > 0)
  await meanwhile()
  await refreshed
}

/** The next refreshes use what the one before gave, after a new start too. */
async function expectNothingLost(): Promise<void> {
  odd.oddity = { answer: { refresh_token: 'rt-3' } }
  await harness.deps.keychain.probe()
  expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
  await harness.deps.tokens.deletionsDone()
  await harness.restart()
  expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
  expect(sent()).toEqual(['rt-1', 'rt-2', 'rt-3'])
}

test(
  'a Secret Service that is stopped during a refresh and started again loses no token [R3]',
  { tags: 'thorough' },
  async () => {
    await whileAwaited('rt-2', () => service.kill())
    await service.startAgain()
    await expectNothingLost()
  },
)

test(
  'a keyring that is locked during a refresh and unlocked later loses no token [R4]',
  { tags: 'thorough' },
  async () => {
    await whileAwaited('rt-2', () => service.lock())
    await service.kill()
    await service.startAgain()
    await expectNothingLost()
  },
)

test('of a keyring that was emptied the client secret is missed first, then the token, and Relink works [R3]', async () => {
  await service.empty()
  // A minute later, when no client secret is held any more.
  harness.deps.tokens.clientSecrets.dropAll()
  const problemAfterRefresh = async () => {
    await refresh(harness.deps, id).catch(() => undefined)
    return viewConnection(harness.deps, id).problem?.code
  }
  expect(await problemAfterRefresh()).toBe('client_secret_missing')
  const [registration] = listRegistrations(harness.deps.store)
  if (!registration) throw new Error('there is no registration')
  await changeRegistration(harness.deps, { ...registration, clientSecret: client.clientSecret })
  expect(await problemAfterRefresh()).toBe('secret_missing')
  expect(sent()).toEqual([])

  odd.oddity = { answer: { refresh_token: 'rt-2' } }
  expect((await linkAtOdd(harness, institutionId, id)).step).toBe('done')
  expect(viewConnection(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
})

test(
  'a Secret Service that is stopped before a revocation: it stays pending, and is done once it is back [R3]',
  { tags: 'thorough' },
  async () => {
    await service.kill()
    requestRevoke(harness.deps, id)
    await eventually('it is pending', () => viewConnection(harness.deps, id).status === 'revocation-pending')
    await service.startAgain()
    await expect
      .poll(async () => {
        await retryRevoke(harness.deps, id).catch(() => undefined)
        return viewConnection(harness.deps, id).status
      })
      .toBe('revoked')
    expect(sent()[0]).toBe('rt-1')
  },
)

test(
  'a Secret Service that is stopped during a link: the access is revoked, and the next link works [R3]',
  { tags: 'thorough' },
  async () => {
    odd.oddity = { answer: { refresh_token: 'rt-9' }, lateMs: 1500 }
    const linking = linkAtOdd(harness, institutionId, id)
    await eventually('the code is being exchanged', () => odd.posts.length > 0)
    await service.kill()
    expect((await linking).step).toBe('failed')
    expect(sent()).toContain('rt-9')
    await service.startAgain()
    odd.oddity = { answer: { refresh_token: 'rt-10' } }
    await harness.deps.keychain.probe()
    expect((await linkAtOdd(harness, institutionId, id)).step).toBe('done')
  },
)
