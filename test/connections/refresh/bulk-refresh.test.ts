import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  cancelBulkRefresh,
  dismissBulkRefresh,
  startBulkRefresh,
} from '../../../electron/main/connections/refresh/bulk-refresh.ts'
import type { BulkRefresh } from '../../../shared/models/bulk-refresh.ts'
import { eventually, openHarness, type Harness } from '../../support/harness.ts'
import { linkMikomo } from '../../support/linked.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

/** What the window was told, in order. */
const told = () =>
  harness.events
    .filter(({ name }) => name === 'bulk.progress')
    .map(({ payload }) => (payload as { run: BulkRefresh | null }).run)

const ended = () => eventually('the run ends', () => told().at(-1)?.state !== 'running' && told().at(-1))

test('several connections are refreshed without a window, and each failure is counted', async () => {
  const { id } = await linkMikomo(harness)
  const before = harness.events.length
  expect(startBulkRefresh(harness.deps, [id, 'no such connection'])).toMatchObject({
    total: 2,
    done: 0,
    state: 'running',
  })
  expect(await ended()).toEqual({ total: 2, done: 2, failed: 1, state: 'done' })
  const changed = harness.events.slice(before).filter(({ name }) => name === 'connection.changed')
  expect(new Set(changed.map(({ payload }) => Reflect.get(Object(payload), 'id')))).toEqual(new Set([id]))
})

test('a second run does not begin while one is under way', async () => {
  const first = startBulkRefresh(harness.deps, Array<string>(9).fill('no such connection'))
  expect(startBulkRefresh(harness.deps, ['another'])).toEqual(first)
  expect(await ended()).toMatchObject({ total: 9, done: 9 })
})

test('a run that is cancelled begins no further refresh, and what is under way ends', async () => {
  startBulkRefresh(harness.deps, Array<string>(50).fill('no such connection'))
  cancelBulkRefresh(harness.deps)
  expect(await ended()).toEqual({ total: 50, done: 4, failed: 4, state: 'cancelled' })
})

test('a result is kept for a window that is opened later, until it is dismissed', async () => {
  startBulkRefresh(harness.deps, ['no such connection'])
  dismissBulkRefresh(harness.deps)
  expect(harness.deps.refresher.bulk?.progress.state).toBe('running')
  await ended()
  expect(harness.deps.refresher.bulk?.progress.state).toBe('done')
  dismissBulkRefresh(harness.deps)
  expect([harness.deps.refresher.bulk, told().at(-1)]).toEqual([null, null])
})

test('a run ends when the app closes', async () => {
  startBulkRefresh(harness.deps, Array<string>(50).fill('no such connection'))
  harness.deps.timers.close()
  expect(await ended()).toMatchObject({ done: 4, state: 'cancelled' })
})
