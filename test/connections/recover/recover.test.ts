import { copyFileSync, cpSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recover, recoverAgain } from '../../../electron/main/connections/recover/recover.ts'
import { recoverAndStart } from '../../../electron/main/connections/startup.ts'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { addRegistration, removeRegistration } from '../../../electron/main/registrations/registrations.ts'
import { requestRevoke } from '../../../electron/main/connections/revoke/revoke.ts'
import { storeFirstToken } from '../../../electron/main/connections/tokens/grant-token.ts'
import { clientSecretOf, storeSecret } from '../../../electron/main/connections/tokens/secret-store.ts'
import { viewConnection, viewConnections } from '../../../electron/main/connections/model/view.ts'
import { listActivity } from '../../../electron/main/store/activity.ts'
import { checkHealth } from '../../../electron/main/health/health.ts'
import { closeStore, openInstead } from '../../../electron/main/store/database.ts'
import { listOpenAttempts, openAttempt } from '../../../electron/main/store/attempts.ts'
import { findConnection } from '../../../electron/main/store/connections.ts'
import { findGrant } from '../../../electron/main/store/grants.ts'
import { listRecordedSecrets } from '../../../electron/main/store/ledger.ts'
import { openMemoryKeychain } from '../../../electron/main/system/keychain.ts'
import { eventually, openHarness, type Harness } from '../../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../../support/keychain.ts'
import { linkAs, linkMikomo } from '../../support/linked.ts'
import { kindsOf, leaveRefreshOpen, untilRevoked } from '../../support/connection-state.ts'

let harness: Harness
let keychain: FakeKeychain

beforeEach(() => {
  keychain = openFakeKeychain()
  harness = openHarness({ keychain })
})
afterEach(() => harness.close())

const consents = async () => (await harness.deps.sandbox.open()).consents()
const backup = () => join(harness.folder, 'backup.db')

function grantOf(connectionId: string) {
  return findGrant(harness.deps.store, findConnection(harness.deps.store, connectionId)?.grantId ?? '')
}

function takeBackup() {
  harness.deps.store.prepare('VACUUM INTO ?').run(backup())
}

function putBackupInPlace() {
  for (const end of ['', '-wal', '-shm']) rmSync(join(harness.folder, `mooring.db${end}`), { force: true })
  copyFileSync(backup(), join(harness.folder, 'mooring.db'))
}

/** Everything in the ledger is in the keychain, and the other way round: nothing is held that nobody knows of. */
function expectNothingOrphaned() {
  const recorded = listRecordedSecrets(harness.deps.store).map(({ account }) => account)
  const held = [...keychain.held.keys()].filter((account) => account !== 'stamp' && account !== 'canary')
  expect(held.sort()).toEqual(recorded.sort())
  expect(listOpenAttempts(harness.deps.store)).toEqual([])
}

test('a usual start reads one keychain entry, however many connections there are', async () => {
  const linked = await linkMikomo(harness)
  await linkAs(harness, linked.institutionId, { user: 'mikomo_4' })
  await harness.restart()
  await recover(harness.deps)

  await harness.restart()
  const asked: string[] = []
  harness.deps.keychain = {
    ...keychain,
    get: (account) => {
      asked.push(account)
      return keychain.get(account)
    },
  }
  await recover(harness.deps)
  expect(asked).toEqual(['stamp'])
  expect(viewConnections(harness.deps).map(({ status }) => status)).toEqual(['active', 'active'])
})

test('rows of a restored backup move on to the token that the keychain holds', async () => {
  const linked = await linkMikomo(harness)
  takeBackup()
  for (let times = 0; times < 3; times++) await refresh(harness.deps, linked.id)
  await harness.restart(putBackupInPlace)
  expect(grantOf(linked.id)?.generation).toBe(1)

  await recover(harness.deps)
  expect(grantOf(linked.id)?.generation).toBe(4)
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
  expectNothingOrphaned()
})

test('a connection that was revoked after the backup needs consent, and says why', async () => {
  const linked = await linkMikomo(harness)
  takeBackup()
  requestRevoke(harness.deps, linked.id)
  await untilRevoked(harness, linked.id)
  await harness.restart(putBackupInPlace)
  await recover(harness.deps)

  expect(viewConnection(harness.deps, linked.id)).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'secret_missing', detail: { cause: 'backup' } },
  })
  expectNothingOrphaned()
})

test('a whole folder that was put back as it was earlier finds the newer token', async () => {
  const linked = await linkMikomo(harness)
  await harness.restart(() => cpSync(harness.folder, `${harness.folder}-then`, { recursive: true }))
  await recover(harness.deps)
  for (let times = 0; times < 5; times++) await refresh(harness.deps, linked.id)
  await harness.restart(() => {
    for (const name of ['mooring.db', 'ledger.db']) {
      copyFileSync(join(`${harness.folder}-then`, name), join(harness.folder, name))
    }
    rmSync(`${harness.folder}-then`, { recursive: true })
  })
  await recover(harness.deps)

  expect(grantOf(linked.id)?.generation).toBe(6)
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active' })
  expectNothingOrphaned()
})

test('data that was copied to another computer says that its access is in another keychain', async () => {
  const linked = await linkMikomo(harness)
  await harness.restart()
  await recover(harness.deps)
  await harness.restart(() => keychain.held.clear())
  await recover(harness.deps)

  expect(viewConnection(harness.deps, linked.id)).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'secret_missing', detail: { cause: 'other keychain' } },
  })
  const again = await linkAs(harness, linked.institutionId, { user: 'mikomo_7' }, linked.id)
  expect(again.progress).toMatchObject({ step: 'done', linkedConnectionId: linked.id })
})

test.each(['locked', 'denied', 'unavailable', 'timeout'] as const)(
  'while the keychain is %s at start nothing is concluded, and everything is once it answers',
  async (fault) => {
    const linked = await linkMikomo(harness)
    takeBackup()
    await refresh(harness.deps, linked.id)
    keychain.fault = fault
    await harness.restart(putBackupInPlace)
    await recover(harness.deps)
    expect(viewConnection(harness.deps, linked.id).status).toBe('active')
    expect(grantOf(linked.id)?.generation).toBe(1)

    keychain.fault = null
    await recoverAgain(harness.deps)
    expect(grantOf(linked.id)?.generation).toBe(2)
    expectNothingOrphaned()
  },
)

test('a token that the keychain refused is written once it answers, and survives quitting', async () => {
  const linked = await linkMikomo(harness)
  keychain.fault = 'set'
  await refresh(harness.deps, linked.id)
  keychain.fault = null
  await recoverAgain(harness.deps)
  await harness.restart()
  await recover(harness.deps)
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
  expectNothingOrphaned()
})

test('a token that only memory held when the app quit is shown as that', async () => {
  const linked = await linkMikomo(harness)
  keychain.fault = 'set'
  await refresh(harness.deps, linked.id)
  keychain.fault = null
  await harness.restart()
  await recover(harness.deps)
  expect(viewConnection(harness.deps, linked.id)).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'secret_missing', detail: { cause: 'memory' } },
  })
  expectNothingOrphaned()
})

test('in a session that keeps secrets in memory, what the keychain holds is out of reach, not gone', async () => {
  const linked = await linkMikomo(harness)
  await harness.restart()
  harness.deps.keychain = openMemoryKeychain()
  await recover(harness.deps)
  await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: 'keychain_unavailable' })
  expect(viewConnection(harness.deps, linked.id).status).toBe('active')

  await harness.restart()
  await recover(harness.deps)
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
})

test('attempts that were closed long ago are deleted, and recent ones are kept', async () => {
  const linked = await linkMikomo(harness)
  const kept = () => harness.deps.store.prepare('SELECT count(*) AS n FROM attempts').get()
  await refresh(harness.deps, linked.id)
  await recover(harness.deps)
  expect(kept()).toEqual({ n: 2 })
  harness.pass(91 * 24 * 60 * 60_000)
  await recover(harness.deps)
  expect(kept()).toEqual({ n: 0 })
})

test('after a link that was interrupted before its token was stored, the activity says that access may remain', async () => {
  const linked = await linkMikomo(harness)
  openAttempt(harness.deps.store, {
    id: 'attempt-1',
    kind: 'link',
    grantId: 'never-stored',
    generation: 1,
    registrationId: linked.registrationId,
    institutionId: linked.institutionId,
    connectionId: linked.id,
    startedAtMs: 1,
    closedAtMs: null,
    outcome: null,
  })
  await recover(harness.deps)
  expect(listActivity(harness.deps.store, { connectionId: linked.id, limit: 1 })).toMatchObject([
    { kind: 'left_over', institutionName: 'Mikomo', problem: { code: 'link_interrupted' } },
  ])
  expectNothingOrphaned()
})

test('a refresh that an earlier run left open is recovered by the next refresh, if no start could do it [R17]', async () => {
  const linked = await linkMikomo(harness)
  const grant = grantOf(linked.id)
  const account = `grant/${grant?.id}`
  keychain.held.set(account, keychain.held.get(account)?.replace(/^1:/, '2:') ?? '')
  leaveRefreshOpen(harness, linked.id)
  await harness.restart()
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
  await harness.deps.tokens.deletionsDone()
  expect(grantOf(linked.id)?.generation).toBe(3)
  expect(keychain.held.get(account)).toMatch(/^3:/)
  expectNothingOrphaned()
})

test('after the app ended in the middle of a refresh, the next start refreshes at once, while the institution still takes the old token', async () => {
  const linked = await linkMikomo(harness)
  const grant = grantOf(linked.id)
  leaveRefreshOpen(harness, linked.id)
  const deps = await harness.restart()
  await deps.tokens.queueRecovery(() => recoverAndStart(deps))
  await eventually(
    'it is refreshed',
    () => keychain.held.get(`grant/${grant?.id}`)?.startsWith('2:') === true,
  )
  await eventually('it is written down', () => grantOf(linked.id)?.generation === 2)
  expect(grantOf(linked.id)).toMatchObject({ state: 'active', possiblySpentAtMs: null })
  await deps.tokens.deletionsDone()
  expectNothingOrphaned()
})

test('after an exchange whose answer is lost, the activity says that access may remain', async () => {
  const linked = await linkMikomo(harness)
  const mikomo = await harness.deps.sandbox.open()
  mikomo.misbehave({ loseNextTokenAnswer: true })
  const { progress } = await linkAs(harness, linked.institutionId, { user: 'mikomo_4' })
  expect(progress).toMatchObject({ step: 'failed', problem: { code: 'offline' } })
  expect(listActivity(harness.deps.store, { limit: 1 })).toMatchObject([{ kind: 'left_over' }])
  expectNothingOrphaned()
})

const akoyaInput = {
  name: 'Desk',
  environment: { kind: 'akoya-sandbox' as const },
  clientId: 'client-1',
  clientSecret: 'marker-secret',
  scopes: ['openid'],
  redirect: { mode: 'loopback' as const },
}

test('a client secret whose registration was not added after all, or was removed, is deleted', async () => {
  const { id } = await addRegistration(harness.deps, akoyaInput)
  await storeSecret(harness.deps, clientSecretOf('never-stored'), 'marker-secret', { isDeletable: true })
  keychain.fault = 'locked'
  await expect(removeRegistration(harness.deps, id)).rejects.toMatchObject({ code: 'keychain_locked' })
  keychain.fault = null
  await harness.restart()
  await recover(harness.deps)
  expect([...keychain.held.keys()]).toEqual(['stamp'])
})

test('a removed registration whose ledger kept only what was committed before leaves no secret behind', async () => {
  const { id } = await addRegistration(harness.deps, akoyaInput)
  const ledger = join(harness.folder, 'ledger.db')
  const copy = (from: string, to: string) => {
    for (const end of ['', '-wal']) copyFileSync(from + end, to + end)
  }
  const { prepare } = harness.deps.store
  harness.deps.store.prepare = ((sql: string) => {
    if (sql.startsWith('DELETE FROM registrations')) copy(ledger, `${ledger}.before`)
    return prepare(sql)
  }) as typeof prepare
  keychain.fault = 'locked'
  await removeRegistration(harness.deps, id).catch(() => undefined)
  keychain.fault = null
  await harness.restart(() => copy(`${ledger}.before`, ledger))
  await recover(harness.deps)
  expect([...keychain.held.keys()]).toEqual(['stamp'])
  expect(listActivity(harness.deps.store, { limit: 10 })).toEqual([])
})

test('after starting empty the keychain keeps every secret, and the activity names each institution once [R1]', async () => {
  const linked = await linkMikomo(harness)
  await addRegistration(harness.deps, akoyaInput)
  await harness.restart()
  await recover(harness.deps)
  const held = [...keychain.held]
  const file = join(harness.folder, 'mooring.db')

  await harness.restart(() => {
    renameSync(file, `${file}.away`)
    closeStore(openInstead(file, 'nothing'))
  })
  for (let starts = 0; starts < 2; starts++) {
    await recover(harness.deps)
    expect([...keychain.held].filter(([account]) => account !== 'stamp')).toEqual(
      held.filter(([account]) => account !== 'stamp'),
    )
    await harness.restart()
  }
  const told = listActivity(harness.deps.store, { limit: 10 })
  expect(told.map(({ kind, problem }) => `${kind} ${problem?.code}`)).toEqual(
    Array.from({ length: 3 }, () => 'secret_kept owner_unknown'),
  )
  expect(told.map(({ institutionName }) => institutionName).toSorted()).toEqual(['', '', 'Mikomo'])
  expect((await checkHealth(harness.deps)).unknownSecrets).toBe(3)
  expect((await consents()).map(({ state }) => state)).toEqual(['active'])

  await harness.restart(() => {
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
    renameSync(`${file}.away`, file)
  })
  await recover(harness.deps)
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
  expectNothingOrphaned()
})

test('a link that was interrupted and whose institution is gone keeps its token [R1]', async () => {
  const linked = await linkMikomo(harness)
  const name = {
    account: 'grant/lost',
    grantId: 'lost',
    registrationId: linked.registrationId,
    institutionId: 'gone',
    institutionName: 'Gone Bank',
  }
  await storeFirstToken(harness.deps, name, { generation: 1, secret: 'marker-refresh-token' })
  openAttempt(harness.deps.store, {
    id: 'attempt-1',
    kind: 'link',
    grantId: 'lost',
    generation: 1,
    registrationId: linked.registrationId,
    institutionId: 'gone',
    connectionId: null,
    startedAtMs: 1,
    closedAtMs: null,
    outcome: null,
  })
  await recover(harness.deps)
  await recover(harness.deps)
  expect(keychain.held.get('grant/lost')).toBe('1:marker-refresh-token')
  expect(listActivity(harness.deps.store, { limit: 2 })).toMatchObject([
    { kind: 'secret_kept', institutionName: 'Gone Bank' },
    { kind: 'accounts_read' },
  ])
  expect(listOpenAttempts(harness.deps.store)).toEqual([])
})

test('a ledger that is damaged is set aside and begins anew, and no connection notices', async () => {
  const linked = await linkMikomo(harness)
  await harness.restart(() => writeFileSync(join(harness.folder, 'ledger.db'), 'no database'.repeat(1000)))
  await recover(harness.deps)
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
  expectNothingOrphaned()
})

test('revoking after a lost answer ends the token that lives, where the server has a grace period', async () => {
  const linked = await linkMikomo(harness)
  const mikomo = await harness.deps.sandbox.open()
  mikomo.misbehave({ graceMs: 60_000, loseNextTokenAnswer: true })
  await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: 'offline' })
  requestRevoke(harness.deps, linked.id)
  await untilRevoked(harness, linked.id)
  expect(mikomo.consents()).toMatchObject([{ state: 'revoked', revokedBy: 'client' }])
  expectNothingOrphaned()
})

test('revoking after a lost answer never says Revoked where the server takes a token once', async () => {
  const linked = await linkMikomo(harness)
  const mikomo = await harness.deps.sandbox.open()
  mikomo.misbehave({ loseNextTokenAnswer: true })
  await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: 'offline' })
  requestRevoke(harness.deps, linked.id)
  await eventually(
    'the row says so',
    () => viewConnection(harness.deps, linked.id).status === 'cannot-revoke',
  )
  expect(viewConnection(harness.deps, linked.id)).toMatchObject({
    receipt: null,
    problem: { code: 'revocation_token_lost' },
  })
  expect(mikomo.consents()).toMatchObject([{ state: 'active' }])
  expect(kindsOf(harness)).not.toContain('revoked')
})
