import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startCrashApp, type CrashApp } from './app.ts'
import { createSetup, type OpenSetup } from './setup.ts'

const dayMs = 86_400_000

let setup: OpenSetup
let app: CrashApp
beforeEach(async () => {
  setup = await createSetup({ hasGrace: false, hasLongTokens: false, keychain: 'files' })
  app = await startCrashApp(setup.options)
})
afterEach(async () => {
  await app.stop()
  await setup.close()
})

/** Starts the app again, with a clock that is off. */
async function restart(shiftMs: number): Promise<void> {
  await app.stop()
  const env = {
    ...setup.options.env,
    NODE_OPTIONS: `--import=${join(import.meta.dirname, '../support/shift-clock.ts')}`,
    MOORING_TEST_CLOCK_SHIFT_MS: String(shiftMs),
  }
  app = await startCrashApp({ ...setup.options, env })
}

test.each([
  ['a year and a day ahead', () => 366 * dayMs],
  ['a year behind', () => -365 * dayMs],
  ['in 1970', () => 1000 - Date.now()],
])(
  'with a clock that is %s, a refresh works and nothing is ended for good [R6]',
  { tags: 'thorough' },
  async (_what, shiftMs) => {
    const id = await app.call('link', { institutionId: setup.institutionId })
    await restart(shiftMs())
    expect(await app.call('refresh', { id })).toMatchObject({ status: 'active', problem: null })
    expect(setup.bank.consents()).toMatchObject([{ state: 'active' }])

    await restart(0)
    expect(await app.call('refresh', { id })).toMatchObject({ status: 'active', problem: null })
    expect(await app.call('report', undefined)).toMatchObject({
      connections: [{ id, status: 'active' }],
      openAttempts: 0,
      orphans: [],
      leftOver: 0,
    })
  },
)
