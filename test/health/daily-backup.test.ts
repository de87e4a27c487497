import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { setBackupTimer } from '../../electron/main/health/daily-backup.ts'
import { backUp } from '../../electron/main/store/backups.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { openSimulatedClock, type SimulatedClock } from '../support/simulated-clock.ts'

const hourMs = 60 * 60_000

let clock: SimulatedClock
let harness: Harness

beforeEach(() => {
  // Later than the times that the system gives the files.
  clock = openSimulatedClock(Date.UTC(2036, 10, 1, 9))
  harness = openHarness({ clock })
})
afterEach(() => harness.close())

const run = (forMs: number) => clock.run(clock.now() + forMs, harness.isBusy)
const backups = () => join(harness.folder, 'backups')
const copies = () => (existsSync(backups()) ? readdirSync(backups()).length : 0)

test('a copy is made a minute after the first start, and then once a day for as long as the app runs', async () => {
  setBackupTimer(harness.deps)
  await run(30_000)
  expect(copies()).toBe(0)
  await run(60_000)
  expect(copies()).toBe(1)
  await run(23 * hourMs)
  expect(copies()).toBe(1)
  await run(2 * hourMs)
  expect(copies()).toBe(2)
})

test('an app that is started often makes no more of them', async () => {
  for (let start = 0; start < 5; start += 1) {
    setBackupTimer(harness.deps)
    await run(2 * hourMs)
    await harness.restart()
  }
  expect(copies()).toBe(1)
})

test('a copy from the future leads to no more than one a day [R7]', async () => {
  const ahead = Date.UTC(2037, 10, 1)
  backUp(harness.deps.store, harness.deps.store.name, 'daily', ahead)
  setBackupTimer(harness.deps)
  await run(10 * 60_000)
  expect(copies()).toBe(2)
  await run(23 * hourMs)
  expect(copies()).toBe(2)
})

test('a copy that can’t be made is logged with its cause and tried again', async () => {
  writeFileSync(backups(), 'in the way')
  setBackupTimer(harness.deps)
  await run(10 * 60_000)
  expect(harness.log.lines).toContainEqual(['backup.failed', { problem: 'data_unwritable', cause: 'EEXIST' }])
  rmSync(backups())
  await run(2 * 60_000)
  expect(copies()).toBe(1)
})

test('copies are readable by their owner only', async () => {
  setBackupTimer(harness.deps)
  await run(2 * 60_000)
  const [copy = ''] = readdirSync(backups())
  expect(statSync(join(backups(), copy)).mode & 0o077).toBe(0)
})
