import { afterEach, beforeEach, expect, test } from 'vitest'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import {
  setRevocationTimer,
  sendRevocationsBeforeQuit,
} from '../../../electron/main/connections/revoke/revocation-queue.ts'
import { remove, requestRevoke, undoRevoke } from '../../../electron/main/connections/revoke/revoke.ts'
import {
  viewConnection,
  viewConnections,
  viewDetails,
} from '../../../electron/main/connections/model/view.ts'
import { AppError } from '../../../electron/main/core/errors.ts'
import { findConnection } from '../../../electron/main/store/connections.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { linkMikomo } from '../../support/linked.ts'
import { kindsOf, secretOf, untilRevoked } from '../../support/connection-state.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

test('revoking counts down first, then ends the grant at the institution, and no secret is left', async () => {
  const linked = await linkMikomo(harness)
  const secret = await secretOf(harness, linked.id)
  expect(requestRevoke(harness.deps, linked.id)).toMatchObject({ status: 'revoking' })
  const mikomo = await harness.deps.sandbox.open()
  expect(mikomo.consents()[0]?.state).toBe('active')

  const ended = await untilRevoked(harness, linked.id)
  expect(mikomo.consents()).toMatchObject([{ state: 'revoked', revokedBy: 'client' }])
  expect(viewDetails(harness.deps, linked.id).accounts).toEqual([])
  expect(ended).toMatchObject({ tokenGoodUntilMs: null, receipt: { status: 200, attempts: 1 } })
  expect(ended.receipt?.host).toBe(new URL(mikomo.baseUrl).host)
  expect(secret).not.toBeNull()
  const grantId = findConnection(harness.deps.store, linked.id)?.grantId
  expect(await harness.deps.keychain.get(`grant/${grantId}`)).toEqual({ state: 'missing' })
  expect(kindsOf(harness)).toEqual(['linked', 'accounts_read', 'revoke_requested', 'revoked'])
})

test('Undo takes a revocation back, and the connection goes on working', async () => {
  await harness.close()
  harness = openHarness({ undoMs: 5000 })
  const linked = await linkMikomo(harness)
  requestRevoke(harness.deps, linked.id)
  await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: 'not_active' })
  expect(undoRevoke(harness.deps, linked.id)).toMatchObject({ status: 'active', undoUntilMs: null })
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active' })
  expect((await harness.deps.sandbox.open()).consents()[0]?.state).toBe('active')
})

test('Undo is refused once the request has left', async () => {
  const linked = await linkMikomo(harness)
  requestRevoke(harness.deps, linked.id)
  await untilRevoked(harness, linked.id)
  expect(() => undoRevoke(harness.deps, linked.id)).toThrow(AppError)
})

test('a revocation that was requested before a crash is sent at the next start', async () => {
  const linked = await linkMikomo(harness)
  requestRevoke(harness.deps, linked.id)
  harness.deps.timers.close()
  await harness.restart()
  setRevocationTimer(harness.deps)
  await untilRevoked(harness, linked.id)
})

test('quitting within the five seconds sends the revocation first', async () => {
  await harness.close()
  harness = openHarness({ undoMs: 5000 })
  const linked = await linkMikomo(harness)
  requestRevoke(harness.deps, linked.id)
  await sendRevocationsBeforeQuit(harness.deps, 5000)
  expect(viewConnection(harness.deps, linked.id).status).toBe('revoked')
})

test('a revoked row stays until it is removed; its history stays after that', async () => {
  const linked = await linkMikomo(harness)
  requestRevoke(harness.deps, linked.id)
  await untilRevoked(harness, linked.id)
  await remove(harness.deps, linked.id)
  expect(viewConnections(harness.deps)).toEqual([])
  expect(kindsOf(harness, linked.id)).toEqual([
    'linked',
    'accounts_read',
    'revoke_requested',
    'revoked',
    'removed',
  ])
})
