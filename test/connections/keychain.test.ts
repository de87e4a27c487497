import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startLink } from '../../electron/main/connections/link/link-sessions.ts'
import { recoverAgain } from '../../electron/main/connections/recover/recover.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { prepareSandbox } from '../../electron/main/connections/link/prepare-sandbox.ts'
import { addInstitution } from '../../electron/main/registrations/institutions.ts'
import { addRegistration } from '../../electron/main/registrations/registrations.ts'
import { requestRevoke, retryRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import { viewConnection, viewConnections } from '../../electron/main/connections/model/view.ts'
import { mikomoIssuer } from '../../electron/main/sandbox/mikomo.ts'
import { listOpenAttempts } from '../../electron/main/store/attempts.ts'
import {
  listGrantsToCompare,
  listRecordedSecrets,
  listSecretsToDelete,
} from '../../electron/main/store/ledger.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'
import { consentAt } from '../support/consent-at.ts'
import { openFakeKeychain, type FakeKeychain } from '../support/keychain.ts'
import { linkAs, linkMikomo } from '../support/linked.ts'
import { kindsOf } from '../support/connection-state.ts'
import { freePort } from '../support/free-port.ts'

let harness: Harness
let keychain: FakeKeychain

beforeEach(() => {
  keychain = openFakeKeychain()
  harness = openHarness({ keychain })
})
afterEach(() => harness.close())

const consents = async () => (await harness.deps.sandbox.open()).consents()
const states = async () => (await consents()).map(({ state }) => state)

function expectNothingLeft() {
  expect(listOpenAttempts(harness.deps.store)).toEqual([])
  expect(listSecretsToDelete(harness.deps.store)).toEqual([])
  expect(listGrantsToCompare(harness.deps.store)).toEqual([])
}

describe.each<[string, NonNullable<FakeKeychain['fault']>, ErrorCode]>([
  ['denied by the user', 'denied', 'keychain_denied'],
  ['locked again', 'locked', 'keychain_locked'],
  ['gone', 'unavailable', 'keychain_unavailable'],
  ['waiting for an answer that does not come', 'timeout', 'keychain_timeout'],
])('a keychain that is %s', (_what, fault, code) => {
  test('while the user is at the institution: the link says so, and the access is revoked', async () => {
    const institution = await prepareSandbox(harness.deps)
    const { id } = await startLink(harness.deps, { institutionId: institution.id })
    const url = await eventually('the browser is opened', () => harness.opened[0])
    keychain.fault = fault
    await consentAt(url, { user: 'mikomo_7' })
    expect(await harness.ended(id)).toMatchObject({ step: 'failed', problem: { code } })
    expect(viewConnections(harness.deps)).toEqual([])

    keychain.fault = null
    await recoverAgain(harness.deps)
    expect(await states()).toEqual(['revoked'])
    expect(kindsOf(harness)).not.toContain('left_over')
    expectNothingLeft()
  })

  test('before a refresh: nothing changes but what the row says, and the next one works', async () => {
    const linked = await linkMikomo(harness)
    keychain.fault = fault
    await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code })
    expect(viewConnection(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: { code } })

    keychain.fault = null
    expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
    expectNothingLeft()
  })

  test('in the middle of a refresh: the new token waits in memory, and is written once it answers', async () => {
    const linked = await linkMikomo(harness)
    const mikomo = await harness.deps.sandbox.open()
    mikomo.misbehave({ slowMs: 100 })
    const refreshing = refresh(harness.deps, linked.id)
    await eventually('the request has left', () => listOpenAttempts(harness.deps.store).length === 1)
    keychain.fault = fault
    expect(await refreshing).toMatchObject({ status: 'active' })

    keychain.fault = null
    await recoverAgain(harness.deps)
    await harness.restart()
    expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
    expectNothingLeft()
  })

  test('before a revocation: it stays pending with the reason, and is done once it answers', async () => {
    const linked = await linkMikomo(harness)
    keychain.fault = fault
    requestRevoke(harness.deps, linked.id)
    const pending = await eventually('the row says so', () => {
      const connection = viewConnection(harness.deps, linked.id)
      return connection.problem && connection
    })
    expect(pending).toMatchObject({ status: 'revocation-pending', receipt: null, problem: { code } })
    expect(await states()).toEqual(['active'])

    keychain.fault = null
    expect(await retryRevoke(harness.deps, linked.id)).toMatchObject({ status: 'revoked', problem: null })
    expect(await states()).toEqual(['revoked'])
    expectNothingLeft()
  })

  test('in the middle of a revocation: it is done, and the token is deleted once it answers', async () => {
    const linked = await linkMikomo(harness)
    const mikomo = await harness.deps.sandbox.open()
    mikomo.misbehave({ slowMs: 100 })
    requestRevoke(harness.deps, linked.id)
    await eventually('the request has left', () => harness.isBusy())
    keychain.fault = fault
    await eventually('it is revoked', () => viewConnection(harness.deps, linked.id).status === 'revoked')
    expect([...keychain.held.keys()].filter((account) => account.startsWith('grant/'))).toHaveLength(1)

    keychain.fault = null
    await recoverAgain(harness.deps)
    expect([...keychain.held.keys()].filter((account) => account.startsWith('grant/'))).toEqual([])
    expectNothingLeft()
  })
})

describe('a new token is read back after the refresh was shown', () => {
  const readBack = () => harness.deps.tokens.deletionsDone()
  const recorded = () => listRecordedSecrets(harness.deps.store).filter(({ grantId }) => grantId !== null)

  /** From the moment in which the keychain has taken the next secret. */
  function onceTaken(change: () => void) {
    const { set } = keychain
    keychain.set = async (...what) => {
      keychain.set = set
      const answer = await set(...what)
      change()
      return answer
    }
  }

  test('one that the keychain did not keep waits in memory until it does', async () => {
    const linked = await linkMikomo(harness)
    keychain.fault = 'forgetful'
    expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
    await readBack()
    expect(harness.log.lines.join('\n')).toContain('token.unsaved')
    expect(harness.events.map(({ name }) => name)).toContain('keychain.changed')
    expect(recorded()).toMatchObject([{ generation: 1, memoryGeneration: 2 }])

    keychain.fault = null
    await recoverAgain(harness.deps)
    await harness.restart()
    expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
    await readBack()
    expect(recorded()).toMatchObject([{ generation: 3, memoryGeneration: null }])
    expectNothingLeft()
  })

  test.each<[string, () => void]>([
    ['does not answer just then', () => undefined],
    ['does not answer because the app quits', () => harness.deps.timers.close()],
  ])('one that a keychain took that %s is there after the next start', async (_what, change) => {
    const linked = await linkMikomo(harness)
    onceTaken(() => {
      keychain.fault = 'unavailable'
      change()
    })
    expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active' })
    await readBack()
    expect(recorded()).toMatchObject([{ generation: 2 }])

    await harness.restart()
    keychain.fault = null
    await recoverAgain(harness.deps)
    expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
    await readBack()
    expectNothingLeft()
  })
})

test('one login through two registrations is two connections, and ending one leaves the other', async () => {
  const linked = await linkMikomo(harness)
  const mikomo = await harness.deps.sandbox.open()
  const client = { clientId: 'second-desk', clientSecret: 'marker-client-secret' }
  const uri = `http://127.0.0.1:${await freePort()}/callback`
  mikomo.registerClient({ ...client, name: 'Second desk', redirectUris: [uri] })
  const registration = await addRegistration(harness.deps, {
    name: 'Second desk',
    environment: {
      kind: 'akoya-hosts',
      authorizationBase: mikomo.baseUrl,
      dataBase: mikomo.baseUrl,
      issuer: mikomoIssuer,
    },
    ...client,
    scopes: ['openid', 'profile', 'offline_access'],
    redirect: { mode: 'fixed', uri },
  })
  const institution = addInstitution(harness.deps, {
    registrationId: registration.id,
    connector: 'mikomo',
    name: 'Mikomo of the second desk',
  })
  const { progress } = await linkAs(harness, institution.id, { user: 'mikomo_7' })
  expect(viewConnections(harness.deps).map(({ signedInAs }) => signedInAs)).toEqual(['mikomo_7', 'mikomo_7'])

  requestRevoke(harness.deps, progress.linkedConnectionId ?? '')
  await eventually('it is revoked', () => viewConnections(harness.deps)[1]?.status === 'revoked')
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
  expect(await states()).toEqual(['active', 'revoked'])
})
