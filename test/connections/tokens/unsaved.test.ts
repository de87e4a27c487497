import { afterEach, beforeEach, expect, test } from 'vitest'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { recover } from '../../../electron/main/connections/recover/recover.ts'
import { recoverAndStart } from '../../../electron/main/connections/startup.ts'
import { saveBeforeQuit } from '../../../electron/main/connections/tokens/unsaved-tokens.ts'
import { viewConnection } from '../../../electron/main/connections/model/view.ts'
import { findConnection } from '../../../electron/main/store/connections.ts'
import { findGrant } from '../../../electron/main/store/grants.ts'
import type { Connection } from '../../../shared/models/connection.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../../support/keychain.ts'
import { linkMikomo } from '../../support/linked.ts'

// A rotated token that only memory holds: shown, tried again, and written when the app quits.

let harness: Harness
let keychain: FakeKeychain
let linked: Connection
/** The timer that tries again. */
let timer: { inMs: number; work: () => Promise<void> | void } | null

beforeEach(async () => {
  keychain = openFakeKeychain()
  harness = openHarness({ keychain })
  linked = await linkMikomo(harness)
  await recoverAndStart(harness.deps)
  timer = null
  const { set } = harness.deps.timers
  harness.deps.timers.set = (name, atMs, work) => {
    if (name === 'unsaved tokens') timer = atMs === null ? null : { inMs: atMs - harness.deps.now(), work }
    set(name, atMs, work)
  }
})
afterEach(() => harness.close())

const grantId = () => findConnection(harness.deps.store, linked.id)?.grantId ?? ''
const row = () => viewConnection(harness.deps, linked.id)
const entry = () => keychain.held.get(`grant/${grantId()}`)
const shown = () =>
  harness.events.findLast(({ name }) => name === 'connection.changed')?.payload as { isTokenUnsaved: boolean }

test('the row says so, a timer writes it once the keychain answers, and then the row says nothing [R4]', async () => {
  keychain.fault = 'set'
  await refresh(harness.deps, linked.id)
  expect(row()).toMatchObject({ status: 'active', isTokenUnsaved: true })
  expect(shown().isTokenUnsaved).toBe(true)

  expect(timer?.inMs).toBeGreaterThan(29_000)
  await timer?.work()
  expect(entry()).toMatch(/^1:/)
  expect(timer?.inMs).toBeGreaterThan(59_000)
  keychain.fault = null
  await timer?.work()
  expect(entry()).toMatch(/^2:/)
  expect(timer).toBeNull()
  expect(row().isTokenUnsaved).toBe(false)
  expect(shown().isTokenUnsaved).toBe(false)
})

test('quitting writes it, and says how many would be lost otherwise [R4]', async () => {
  keychain.fault = 'set'
  await refresh(harness.deps, linked.id)
  expect(await saveBeforeQuit(harness.deps, 1000)).toBe(1)
  keychain.fault = null
  expect(await saveBeforeQuit(harness.deps, 1000)).toBe(0)
  expect(entry()).toMatch(/^2:/)
  await harness.restart()
  await recover(harness.deps)
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
})

test('quitting waits for a refresh whose answer is on its way [R4]', async () => {
  const mikomo = await harness.deps.sandbox.open()
  mikomo.misbehave({ slowMs: 300 })
  const refreshing = refresh(harness.deps, linked.id)
  await expect.poll(() => harness.deps.tokens.refreshes.count()).toBe(1)
  expect(await saveBeforeQuit(harness.deps, 5000)).toBe(0)
  expect(entry()).toMatch(/^2:/)
  await refreshing
})

test('a keychain that hangs keeps nobody from quitting for long [R4]', async () => {
  keychain.fault = 'set'
  await refresh(harness.deps, linked.id)
  keychain.get = () => new Promise(() => undefined)
  expect(await saveBeforeQuit(harness.deps, 100)).toBe(1)
})

/** The disk is full from the moment in which the request leaves. */
function fillDiskAtRequest(): void {
  const { fetch } = harness.deps.http
  harness.deps.http.fetch = (url, init) => {
    if (init?.method === 'POST' && url.toString().endsWith('/token')) {
      const pages = Number(harness.deps.store.pragma('page_count', { simple: true }))
      harness.deps.store.pragma(`max_page_count = ${pages}`)
      fill(pages)
    }
    return fetch(url, init)
  }
}

function fill(pages: number): void {
  const add = harness.deps.store.prepare(
    `INSERT INTO activity (connection_id, institution_name, at, kind) VALUES ('x', ?, 0, 'linked')`,
  )
  for (const size of [4000, 400, 40, 4]) {
    try {
      for (let count = 0; count < pages * 1000; count++) add.run('x'.repeat(size))
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'SQLITE_FULL' })
    }
  }
}

test.each([
  ['and is used at once', () => Promise.resolve()],
  [
    'and is used after the next start',
    async () => {
      await harness.restart()
      await recover(harness.deps)
    },
  ],
])(
  'a disk that fills before the answer loses nothing: the keychain has the token, %s [R5]',
  async (_when, then) => {
    const { fetch } = harness.deps.http
    fillDiskAtRequest()
    await refresh(harness.deps, linked.id).catch(() => undefined)
    expect(entry()).toMatch(/^2:/)

    harness.deps.http.fetch = fetch
    harness.deps.store.pragma('max_page_count = 1000000')
    await then()
    expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
    expect(findGrant(harness.deps.store, grantId())?.generation).toBe(3)
  },
)

test('a full disk and a keychain that refuses: the row says that the token is in memory, and a timer writes it [R5]', async () => {
  const { fetch } = harness.deps.http
  fillDiskAtRequest()
  keychain.fault = 'set'
  await refresh(harness.deps, linked.id).catch(() => undefined)
  expect(row()).toMatchObject({ status: 'active', isTokenUnsaved: true })
  expect(shown().isTokenUnsaved).toBe(true)

  keychain.fault = null
  await timer?.work()
  expect(entry()).toMatch(/^2:/)
  expect(row().isTokenUnsaved).toBe(false)
  harness.deps.http.fetch = fetch
  harness.deps.store.pragma('max_page_count = 1000000')
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
})
