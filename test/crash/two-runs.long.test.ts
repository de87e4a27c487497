import { afterEach, beforeEach, expect, test } from 'vitest'
import { startCrashApp, type CrashApp } from './app.ts'
import { createSetup, type OpenSetup } from './setup.ts'

/** The single-instance lock keeps the app from this; the code must do without it. */
let setup: OpenSetup
let one: CrashApp
let other: CrashApp
let id: string

beforeEach(async () => {
  setup = await createSetup({ hasGrace: false, hasLongTokens: false, keychain: 'files' })
  one = await startCrashApp(setup.options)
  id = await one.call('link', { institutionId: setup.institutionId })
  other = await startCrashApp(setup.options)
})
afterEach(async () => {
  await one.stop()
  await other.stop()
  await setup.close()
})

const generation = () => setup.bank.consents()[0]?.generation ?? 0

/** Holds the first run in the middle of a refresh. @returns how to let it go on */
async function holdOneAt(step: string) {
  const steps = await one.stepsOf('refresh', { id })
  return one.holdAt(steps.indexOf(step), 'refresh', { id })
}

test('two processes on one data folder that refresh at once never spend one token twice', async () => {
  for (let round = 0; round < 10; round++) {
    const both = [one.call('refresh', { id }), other.call('refresh', { id })]
    for (const { status, problem } of await Promise.all(both)) {
      expect([status, problem]).toEqual(['active', null])
    }
  }
  expect(setup.bank.consents()).toMatchObject([{ state: 'active' }])
  expect(await one.call('report', undefined)).toMatchObject({ openAttempts: 0, orphans: [] })
})

test('a process that was killed while it held a lock blocks nobody', async () => {
  const steps = await one.stepsOf('refresh', { id })
  await one.killAt({ step: steps.indexOf('before POST /token') }, 'refresh', { id })
  expect(await other.call('refresh', { id })).toMatchObject({ status: 'active', problem: null })
  expect(await other.call('report', undefined)).toMatchObject({ openAttempts: 0, orphans: [] })
})

// Windows has no way to hold a process still.
test.skipIf(process.platform === 'win32')(
  'the second run waits for the first, and takes what it got',
  async () => {
    const discardOld = await holdOneAt('before POST /token')
    const before = generation()
    const waiting = other.call('refresh', { id })
    await other.call('report', undefined)
    const [a, b] = await Promise.all([discardOld(), waiting])
    expect([a.status, b.status, generation()]).toEqual(['active', 'active', before + 1])
  },
)

test.skipIf(process.platform === 'win32')(
  'a run that starts while another refreshes leaves it to it',
  async () => {
    const discardOld = await holdOneAt('after POST /token')
    await other.stop()
    other = await startCrashApp(setup.options)
    expect(await other.call('report', undefined)).toMatchObject({ openAttempts: 1 })
    expect(await discardOld()).toMatchObject({ status: 'active', problem: null })
    expect(await other.call('refresh', { id })).toMatchObject({ status: 'active', problem: null })
  },
)

test.skipIf(process.platform === 'win32')(
  'Revoke in one run waits for a refresh in the other, and ends the token that came of it',
  async () => {
    const discardOld = await holdOneAt('after POST /token')
    const revoking = other.call('revoke', { id })
    await discardOld()
    expect(await revoking).toMatchObject({ status: 'revoked', problem: null })
    expect(setup.bank.consents()).toMatchObject([{ state: 'revoked', revokedBy: 'client' }])
  },
)
