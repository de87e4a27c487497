import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  sendRevocationsBeforeQuit,
  setRevocationTimer,
} from '../../../electron/main/connections/revoke/revocation-queue.ts'
import {
  remove,
  requestRevoke,
  requestRevokes,
  retryRevoke,
  undoRevoke,
  undoRevokes,
} from '../../../electron/main/connections/revoke/revoke.ts'
import { viewConnection, viewConnections } from '../../../electron/main/connections/model/view.ts'
import { moveGrant } from '../../../electron/main/store/grants.ts'
import { startBulkBank, type BulkBank } from '../../support/bulk-bank.ts'
import { linkInBulk } from '../../support/bulk-linked.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { kindsOf, receiptsOf, secretOf } from '../../support/connection-state.ts'
import { openSimulatedClock, type SimulatedClock } from '../../support/simulated-clock.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const dayMs = 24 * 60 * minuteMs

let clock: SimulatedClock
let harness: Harness
let bank: BulkBank

beforeEach(async () => {
  clock = openSimulatedClock(Date.now())
  harness = openHarness({ clock, undoMs: 5000 })
  bank = await startBulkBank({ now: clock.now, grace: false })
})
afterEach(async () => {
  await harness.close()
  await bank.close()
})

const run = (forMs: number) => clock.run(clock.now() + forMs, harness.isBusy)
const link = (connections: number) =>
  linkInBulk(harness.deps, bank, { connections, institutions: 3, dueMs: () => clock.now() + dayMs })
const statusOf = (id: string) => viewConnection(harness.deps, id).status
const alive = () => [...bank.grants.values()].filter(({ isAlive }) => isAlive).length

test('revoke all: every one counts down, ends at the institution, and has a receipt of its own', async () => {
  const ids = await link(30)
  const revoking = requestRevokes(harness.deps, ids)
  expect(revoking.map(({ status }) => status)).toEqual(ids.map(() => 'revoking'))
  await run(4 * secondMs)
  expect(bank.requests).toEqual([])
  undoRevoke(harness.deps, 'c7')

  await run(minuteMs)
  expect(alive()).toBe(1)
  expect(statusOf('c7')).toBe('active')
  const others = viewConnections(harness.deps).filter(({ id }) => id !== 'c7')
  expect(others.every(({ status, receipt }) => status === 'revoked' && receipt?.attempts === 1)).toBe(true)
  expect(await Promise.all(others.map(({ id }) => secretOf(harness, id)))).toEqual(others.map(() => null))
})

test('of many, Undo lasts until the last call has had its time, and one call undoes all that are not sent', async () => {
  const ids = await link(4)
  requestRevokes(harness.deps, ids.slice(0, 2), 1600)
  await run(6 * secondMs)
  requestRevokes(harness.deps, ids.slice(2), 1600)
  await run(secondMs)
  expect(bank.requests).toEqual([])
  await run(1500)
  // The time of the first two is over now.
  undoRevokes(harness.deps, ids)
  await run(minuteMs)
  expect(alive()).toBe(2)
  expect(ids.map(statusOf)).toEqual(['revoked', 'revoked', 'active', 'active'])
  expect(() => undoRevokes(harness.deps, ids)).toThrow('not_active')
})

test('quitting sends those of many whose Undo lasts longer, too', async () => {
  const ids = await link(2)
  requestRevokes(harness.deps, ids, 5000)
  await sendRevocationsBeforeQuit(harness.deps, minuteMs)
  expect(alive()).toBe(0)
})

test('several at once are all revoked or none: one that can’t be stops the others', async () => {
  await link(3)
  requestRevoke(harness.deps, 'c1')
  await run(minuteMs)
  expect(() => requestRevokes(harness.deps, ['c0', 'c1', 'c2'])).toThrow(
    expect.objectContaining({ code: 'not_active' }),
  )
  expect([statusOf('c0'), statusOf('c1'), statusOf('c2')]).toEqual(['active', 'revoked', 'active'])
})

test('a revocation at a bank that is down is retried at growing intervals, and the row says until when', async () => {
  await link(1)
  bank.meets = () => ({ status: 503 })
  requestRevoke(harness.deps, 'c0')
  const askedMs = clock.now()
  await run(3 * 60 * minuteMs)
  const gaps = bank.requests
    .map(({ atMs }, index) => atMs - (bank.requests[index - 1]?.atMs ?? atMs))
    .slice(1)
  expect(gaps).toEqual(gaps.toSorted((a, b) => a - b))
  expect(gaps[0]).toBeGreaterThanOrEqual(5 * secondMs)
  expect(bank.requests.length).toBeLessThan(20)
  expect(viewConnection(harness.deps, 'c0')).toMatchObject({
    status: 'revocation-pending',
    revokeUntilMs: askedMs + 7 * dayMs,
  })

  bank.meets = () => null
  await run(dayMs / 24)
  expect(viewConnection(harness.deps, 'c0')).toMatchObject({ status: 'revoked', revokeUntilMs: null })
  expect(kindsOf(harness)).toEqual(['revoke_requested', 'revoke_failed', 'revoked'])
  expect(receiptsOf(harness)).toMatchObject([
    { kind: 'revocation-requested' },
    { kind: 'revocation-failed', reason: 'server_unavailable', status: 503, isFinal: false },
    { kind: 'revoked', status: 200 },
  ])
})

test('Retry-After is waited for', async () => {
  await link(1)
  bank.meets = () => ({ status: 503, retryAfterSeconds: 600 })
  requestRevoke(harness.deps, 'c0')
  await run(9 * minuteMs)
  expect(bank.requests).toHaveLength(1)
  bank.meets = () => null
  await run(2 * minuteMs)
  expect(statusOf('c0')).toBe('revoked')
})

test('what was never confirmed for a week says so, keeps what is needed to try again, and is not tried by itself', async () => {
  await link(1)
  bank.meets = () => 'unsent'
  requestRevoke(harness.deps, 'c0')
  await run(8 * dayMs)
  const asked = bank.requests.length
  expect(viewConnection(harness.deps, 'c0')).toMatchObject({
    status: 'cannot-revoke',
    problem: { code: 'revocation_unconfirmed' },
    nextTryAtMs: null,
  })
  expect(receiptsOf(harness).at(-1)).toMatchObject({
    kind: 'revocation-failed',
    reason: 'revocation_unconfirmed',
    isFinal: true,
  })
  await run(8 * dayMs)
  expect(bank.requests).toHaveLength(asked)

  bank.meets = () => null
  const retried = retryRevoke(harness.deps, 'c0')
  await run(minuteMs)
  expect(await retried).toMatchObject({ status: 'revoked' })
  expect(alive()).toBe(0)
})

test('after a lost confirmation the revocation is sent again: the institution confirms a token that is gone too', async () => {
  await link(1)
  bank.meets = () => (bank.requests.length === 1 ? 'lost' : null)
  requestRevoke(harness.deps, 'c0')
  await run(minuteMs)
  expect(viewConnection(harness.deps, 'c0')).toMatchObject({ status: 'revoked', receipt: { attempts: 2 } })
})

test('removing a connection that works revokes it first, and it goes once that is confirmed', async () => {
  await link(2)
  bank.meets = () => ({ status: 503 })
  await remove(harness.deps, 'c0')
  expect(viewConnection(harness.deps, 'c0')).toMatchObject({ status: 'revoking', removing: true })
  await run(minuteMs)
  expect(statusOf('c0')).toBe('revocation-pending')

  await harness.restart()
  bank.meets = () => null
  setRevocationTimer(harness.deps)
  await run(60 * minuteMs)
  expect(viewConnections(harness.deps).map(({ id }) => id)).toEqual(['c1'])
  expect(alive()).toBe(1)
  expect(kindsOf(harness, 'c0')).toEqual(['revoke_requested', 'revoke_failed', 'revoked', 'removed'])
  expect(harness.events).toContainEqual({ name: 'connection.removed', payload: { id: 'c0' } })
})

test('Undo of such a removal keeps the connection', async () => {
  await link(1)
  await remove(harness.deps, 'c0')
  expect(undoRevoke(harness.deps, 'c0')).toMatchObject({ status: 'active', removing: false })
  await run(dayMs / 2)
  expect(statusOf('c0')).toBe('active')
})

test('one whose consent the institution has ended goes at once: there is nothing to revoke', async () => {
  await link(1)
  moveGrant(harness.deps.store, 'g-c0', ['active'], {
    state: 'ended',
    endedAtMs: clock.now(),
    problem: { code: 'grant_ended', detail: {} },
  })
  await remove(harness.deps, 'c0')
  expect(viewConnections(harness.deps)).toEqual([])
  expect(bank.requests).toEqual([])
})

test('Undo on a connection that had ended gives back its reason, not an access that is gone', async () => {
  await link(1)
  moveGrant(harness.deps.store, 'g-c0', ['active'], {
    state: 'ended',
    endedAtMs: clock.now(),
    problem: { code: 'consent_expired', detail: {} },
  })
  requestRevoke(harness.deps, 'c0')
  expect(undoRevoke(harness.deps, 'c0')).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'consent_expired' },
  })
})
