import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followTimeZone } from '../../electron/main/app/time-zone.ts'
import { viewConnection } from '../../electron/main/connections/model/view.ts'
import { changePolicies } from '../../electron/main/connections/refresh/policies.ts'
import { setRefreshTimer } from '../../electron/main/connections/refresh/scheduler.ts'
import { addDataset } from '../../electron/main/datasets/datasets.ts'
import { startDatasets } from '../../electron/main/datasets/schedule/dataset-timer.ts'
import { readRuns } from '../../electron/main/datasets/read.ts'
import type { RefreshPolicy } from '../../shared/models/refresh-policy.ts'
import { startBulkBank, type BulkBank } from '../support/bulk-bank.ts'
import { linkInBulk } from '../support/bulk-linked.ts'
import { draftOf } from '../support/datasets.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { openSimulatedClock, type SimulatedClock } from '../support/simulated-clock.ts'

const hourMs = 3_600_000
const startMs = Date.parse('2026-11-10T12:00:00Z')

let clock: SimulatedClock
let harness: Harness
let bank: BulkBank

beforeEach(async () => {
  vi.stubEnv('TZ', 'Europe/Zurich')
  clock = openSimulatedClock(startMs)
  harness = openHarness({ clock, chance: () => 0.5 })
  bank = await startBulkBank({ now: clock.now, grace: false })
  await linkInBulk(harness.deps, bank, {
    connections: 3,
    institutions: 1,
    dueMs: () => startMs + 20 * hourMs,
  })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await harness.close()
  await bank.close()
})

const run = (hours: number) => clock.run(clock.now() + hours * hourMs, harness.isBusy)
const set = (id: string, policy: RefreshPolicy) =>
  changePolicies(harness.deps, { targets: [{ kind: 'connection', id }], policy })
const nextOf = (id: string) => new Date(viewConnection(harness.deps, id).nextTryAtMs ?? 0).toISOString()

test('after a journey the next refresh and the next run are at the time of day of the new zone', async () => {
  set('c0', { kind: 'daily', at: '06:30' })
  set('c1', { kind: 'planned', hours: { from: '22:00', to: '23:00' } })
  const dataset = addDataset(harness.deps, {
    draft: draftOf({ schedule: { kind: 'daily', at: '06:30' } }),
    placeId: null,
  })
  setRefreshTimer(harness.deps)
  startDatasets(harness.deps)
  followTimeZone(harness.deps)
  await run(1)
  expect([nextOf('c0'), nextOf('c2')]).toEqual(['2026-11-11T05:30:00.000Z', '2026-11-11T08:00:00.000Z'])

  vi.stubEnv('TZ', 'Asia/Kolkata')
  await run(0.2)
  expect([nextOf('c0'), nextOf('c2')]).toEqual(['2026-11-11T01:00:00.000Z', '2026-11-11T08:00:00.000Z'])
  expect(nextOf('c1') >= '2026-11-11T16:30' && nextOf('c1') < '2026-11-11T17:30').toBe(true)
  expect(harness.events.findLast(({ name }) => name === 'dataset.changed')?.payload).toMatchObject({
    nextRunAtMs: Date.parse('2026-11-11T01:00:00Z'),
  })

  await run(12)
  expect(nextOf('c0')).toBe('2026-11-12T01:00:00.000Z')
  const runs = await readRuns(harness.deps, dataset.id)
  expect(runs.map(({ atMs }) => new Date(atMs).toISOString())).toEqual(['2026-11-11T01:00:00.000Z'])
})

test('a journey while the app was closed counts at its next start, and a start at home plans nothing', async () => {
  set('c0', { kind: 'planned', hours: { from: '22:00', to: '23:00' } })
  followTimeZone(harness.deps)
  await run(0)
  const before = nextOf('c0')
  followTimeZone(harness.deps)
  await run(0)
  expect(nextOf('c0')).toBe(before)
  harness.deps.timers.stop('time zone')
  vi.stubEnv('TZ', 'America/New_York')
  await run(0.5)
  expect(nextOf('c0')).toBe(before)
  followTimeZone(harness.deps)
  await run(0)
  expect(nextOf('c0') >= '2026-11-12T03:00' && nextOf('c0') < '2026-11-12T04:00').toBe(true)
})

const inOwnEtc = (command: string) =>
  spawnSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', `mount -t tmpfs none /etc && ${command}`], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  })

test.skipIf(inOwnEtc('true').status !== 0)(
  'a zone that the system changes is seen by a process that runs',
  () => {
    const module = new URL('../../electron/main/runtime/hours.ts', import.meta.url).href
    const script = [
      `import { rmSync, symlinkSync } from 'node:fs'`,
      `import { computerTimeZone, lookUpTimeZone } from '${module}'`,
      `const seen = [computerTimeZone()]`,
      `rmSync('/etc/localtime')`,
      `symlinkSync('/usr/share/zoneinfo/Asia/Tokyo', '/etc/localtime')`,
      `seen.push(computerTimeZone(), lookUpTimeZone(process), computerTimeZone(), String(new Date(0).getHours()))`,
      `console.log(seen.join())`,
    ].join('\n')
    const { stdout, stderr } = inOwnEtc(
      `ln -s /usr/share/zoneinfo/Europe/Zurich /etc/localtime && exec '${process.execPath}' --input-type=module -e '${script.replaceAll("'", '"')}'`,
    )
    expect([stdout.trim(), stderr]).toEqual(['Europe/Zurich,Europe/Zurich,Asia/Tokyo,Asia/Tokyo,9', ''])
  },
)
