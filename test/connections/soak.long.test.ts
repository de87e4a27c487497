import { afterEach, beforeEach, expect, test } from 'vitest'
import { setConsentTimer } from '../../electron/main/connections/consent/expiry.ts'
import { setRevocationTimer } from '../../electron/main/connections/revoke/revocation-queue.ts'
import { recover } from '../../electron/main/connections/recover/recover.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { requestRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import { setRefreshTimer, resumeAfterSleep } from '../../electron/main/connections/refresh/scheduler.ts'
import { viewConnections } from '../../electron/main/connections/model/view.ts'
import { listOpenAttempts } from '../../electron/main/store/attempts.ts'
import { startBulkBank, type BulkBank, type Fault } from '../support/bulk-bank.ts'
import { linkInBulk } from '../support/bulk-linked.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { secretOf } from '../support/connection-state.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { openSimulatedClock, type SimulatedClock } from '../support/simulated-clock.ts'
import { limits } from '../support/limits.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const connections = 1000

const seed = Number(process.env['MOORING_SEED'] ?? Date.now() % 1_000_000)

let clock: SimulatedClock
let harness: Harness
let bank: BulkBank

beforeEach(() => {
  clock = openSimulatedClock(Date.now())
})
afterEach(async () => {
  await harness.close()
  await bank.close()
})

/** A bad day: one request in thirty breaks, one in a hundred is done and its answer lost, and now and then the bank is down. */
function badDay(chance: () => number): () => Fault | null {
  return () => {
    const drawn = chance()
    if (drawn < 0.02) return 'unsent'
    if (drawn < 0.03) return 'lost'
    if (drawn < 0.04) return { status: 503 }
    if (drawn < 0.045) return { status: 429, retryAfterSeconds: Math.ceil(chance() * 300) }
    if (drawn < 0.05) return { status: 500 }
    return null
  }
}

async function liveADay(grace: boolean): Promise<void> {
  const chance = seededRandom(seed)
  harness = openHarness({ clock, chance })
  bank = await startBulkBank({ now: clock.now, grace })
  const startMs = clock.now()
  await linkInBulk(harness.deps, bank, {
    connections,
    institutions: 10,
    dueMs: () => startMs + Math.floor(chance() * 20 * hourMs),
  })
  bank.meets = badDay(chance)
  const isBusy = () => harness.isBusy()
  const begin = async () => {
    await recover(harness.deps)
    setRefreshTimer(harness.deps)
    setRevocationTimer(harness.deps)
    setConsentTimer(harness.deps)
  }
  await begin()

  for (let hour = 1; hour <= 24; hour += 1) {
    await clock.run(startMs + hour * hourMs, isBusy)
    const active = viewConnections(harness.deps).filter(({ status }) => status === 'active')
    const draw = () => active[Math.floor(chance() * active.length)]?.id ?? ''
    requestRevoke(harness.deps, draw())
    const asked = refresh(harness.deps, active.at(-1)?.id ?? '').catch(() => undefined)
    if (hour % 6 === 0) resumeAfterSleep(harness.deps)
    if (hour % 8 === 0) {
      await clock.run(clock.now() + minuteMs, isBusy)
      await asked
      await harness.restart()
      await begin()
    }
  }
  bank.meets = () => null
  await clock.run(startMs + 30 * hourMs, isBusy)
}

/** Connections whose state, and whose secret, are not what the bank says. */
async function untrueStates(): Promise<string[]> {
  const found: string[] = []
  for (const { id, status, problem } of viewConnections(harness.deps)) {
    const grant = bank.grants.get(`sub-${id}`)
    const secret = await secretOf(harness, id)
    const isTrue =
      status === 'active'
        ? grant?.isAlive === true && grant.current === secret
        : status === 'revoked'
          ? grant?.isAlive === false && secret === null
          : status === 'needs-consent' && problem?.code === 'answer_lost'
    if (!isTrue) found.push(`${id} is ${status} (${problem?.code ?? 'no problem'})`)
  }
  return found
}

test(
  `24 hours of 1,000 connections with faults, where a lost answer can be asked for again: nothing is lost (seed ${seed})`,
  async () => {
    await liveADay(true)
    expect(listOpenAttempts(harness.deps.store)).toEqual([])
    expect(await untrueStates()).toEqual([])
    const statuses = viewConnections(harness.deps).map(({ status }) => status)
    expect(statuses.filter((status) => status === 'active')).toHaveLength(connections - 24)
    expect(statuses.filter((status) => status === 'revoked')).toHaveLength(24)
  },
  limits.longMs,
)

test(
  `the same where each token works once: what is lost says so, and nothing else is (seed ${seed})`,
  async () => {
    await liveADay(false)
    expect(listOpenAttempts(harness.deps.store)).toEqual([])
    expect(await untrueStates()).toEqual([])
    expect(viewConnections(harness.deps).some(({ status }) => status === 'needs-consent')).toBe(true)
  },
  limits.longMs,
)
