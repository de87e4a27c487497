import { afterEach, beforeEach, expect, test } from 'vitest'
import { withAccessToken } from '../../../electron/main/connections/data/with-access-token.ts'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { viewConnection } from '../../../electron/main/connections/model/view.ts'
import { AppError } from '../../../electron/main/core/errors.ts'
import { startBulkBank, type BulkBank } from '../../support/bulk-bank.ts'
import { linkInBulk } from '../../support/bulk-linked.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { kindsOf } from '../../support/connection-state.ts'

const minuteMs = 60_000

let harness: Harness
let bank: BulkBank

beforeEach(async () => {
  harness = openHarness()
  bank = await startBulkBank({ now: Date.now, grace: false })
  await linkInBulk(harness.deps, bank, {
    connections: 1,
    institutions: 1,
    dueMs: () => Date.now() + 24 * 60 * minuteMs,
  })
})
afterEach(async () => {
  await harness.close()
  await bank.close()
})

const refreshes = () => bank.requests.filter(({ path }) => path === 'token').length
const use = () => withAccessToken(harness.deps, 'c0', async (accessToken) => accessToken)

test('fifty calls at once without an access token refresh once', async () => {
  const used = await Promise.all(Array.from({ length: 50 }, use))
  expect(new Set(used).size).toBe(1)
  expect(refreshes()).toBe(1)
})

test('an access token is used while it is valid, renewed behind a call in its last fifth and before a call in its last tenth', async () => {
  const first = await use()
  harness.pass(10 * minuteMs)
  expect(await use()).toBe(first)
  expect(refreshes()).toBe(1)

  harness.pass(2.5 * minuteMs)
  expect(await use()).toBe(first)
  await harness.deps.tokens.refreshes.of('g-c0')
  expect(refreshes()).toBe(2)

  harness.pass(14 * minuteMs)
  await use()
  expect(refreshes()).toBe(3)
})

test('an access token that the institution refuses is renewed once, and the call repeated once', async () => {
  await refresh(harness.deps, 'c0')
  const seen: string[] = []
  const answer = await withAccessToken(harness.deps, 'c0', async (accessToken) => {
    seen.push(accessToken)
    if (seen.length === 1) throw new AppError('bearer_rejected', { error: '602' })
    return 'read'
  })
  expect(answer).toBe('read')
  expect(seen).toHaveLength(2)
  expect(refreshes()).toBe(2)
})

test('refused again right after, the grant has ended, with the reason and no loop', async () => {
  let calls = 0
  const used = withAccessToken(harness.deps, 'c0', async () => {
    calls += 1
    throw new AppError('bearer_rejected', { error: '602', status: 401 })
  })
  await expect(used).rejects.toMatchObject({ code: 'grant_ended' })
  expect(calls).toBe(2)
  expect(viewConnection(harness.deps, 'c0')).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'grant_ended', detail: { error: '602', status: 401 } },
  })
  expect(kindsOf(harness).at(-1)).toBe('ended')
})

test('consent that was withdrawn at the bank is found at the next refresh, and shown with its reason', async () => {
  await refresh(harness.deps, 'c0')
  const grant = bank.grants.get('sub-c0')
  if (grant) grant.isAlive = false
  await expect(refresh(harness.deps, 'c0')).rejects.toMatchObject({ code: 'grant_ended' })
  expect(viewConnection(harness.deps, 'c0')).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'grant_ended' },
  })
  await expect(use()).rejects.toMatchObject({ code: 'not_active' })
})
