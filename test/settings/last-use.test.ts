import { afterEach, beforeEach, expect, test } from 'vitest'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { makeHandlers } from '../../electron/main/ipc/handlers.ts'
import type { Answers } from '../support/answers.ts'
import { answerDataWith } from '../support/data-answers.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { linkMikomo } from '../support/linked.ts'

const hourMs = 3_600_000

let harness: Harness
let server: Answers | null = null
beforeEach(() => {
  harness = openHarness()
})
afterEach(async () => {
  await harness.close()
  await server?.close()
  server = null
})

const handlers = () =>
  makeHandlers(harness.deps, {} as never, {} as never, () => {}, {} as never, {} as never)

async function recordCalls(): Promise<void> {
  const answer = { body: { accounts: [{ depositAccount: { accountId: 'a1', currentBalance: 5 } }] } }
  server = await answerDataWith(harness, { 'accounts-info': answer, balances: answer })
}

/** What the newest data call said, as milliseconds UTC. */
function lastAccess(): number {
  return Date.parse(String(server?.requests.at(-1)?.headers['x-akoya-last-access']))
}

const wholeSecond = (ms: number) => Math.floor(ms / 1000) * 1000

test('a scheduled refresh sends the bank the time of the user’s last use, not the time now [2.1]', async () => {
  const { id } = await linkMikomo(harness)
  await recordCalls()
  harness.pass(2 * hourMs)
  const usedMs = harness.deps.now()
  await handlers()['connections.refresh']({ id })
  expect(lastAccess() - wholeSecond(usedMs)).toBeLessThan(10_000)

  harness.pass(9 * hourMs)
  await handlers()['connections.list']({ after: null, limit: 40 })
  await refresh(harness.deps, id, 'planned')
  expect(lastAccess() - wholeSecond(usedMs)).toBeLessThan(10_000)
})

test('the last use is known after a restart too [2.1]', async () => {
  const { id } = await linkMikomo(harness)
  harness.pass(2 * hourMs)
  handlers()['connections.label']({ ids: [id], add: ['Books'], remove: [] })
  const usedMs = harness.deps.now()
  await harness.restart()
  await recordCalls()
  harness.pass(9 * hourMs)
  await refresh(harness.deps, id, 'planned')
  expect(Math.abs(lastAccess() - usedMs)).toBeLessThan(60_000)
})

test('signing in at the institution is a use [2.1]', async () => {
  const { id, linkedAtMs } = await linkMikomo(harness)
  await recordCalls()
  harness.pass(9 * hourMs)
  await refresh(harness.deps, id, 'planned')
  expect(lastAccess()).toBe(wholeSecond(linkedAtMs))
})

test('a use of the app that a full disk can’t keep makes no call fail, and this run knows it [R15]', async () => {
  await linkMikomo(harness)
  harness.pass(hourMs)
  harness.deps.store.pragma('query_only = ON')
  await handlers()['database.check']({})
  expect(harness.deps.lastUse.atMs({ authorizedAtMs: 0 })).toBeGreaterThan(Date.now() + hourMs / 2)
})
