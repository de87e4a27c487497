import { setRefreshTimer } from '../../electron/main/connections/refresh/scheduler.ts'
import { rateLimit } from '../../electron/main/net/rate-limit.ts'
import { afterRealTime } from '../../test/support/harness.ts'
import { plainRow, type Section } from './figures.ts'
import { openStand, startBank } from './stand.ts'

const perSecond = 5

/** Many grants that are due together, at many servers that each allow so many requests a second. */
export async function manySection({
  grants,
  servers,
}: {
  grants: number
  servers: number
}): Promise<Section> {
  const bank = await startBank(servers)
  const stand = await openStand(bank, {
    connections: grants,
    dueMs: () => Date.now() - 1000,
    secrets: null,
  })
  const { deps } = stand
  deps.http = rateLimit(deps.http, afterRealTime, perSecond)
  try {
    const startedMs = Date.now()
    setRefreshTimer(deps)
    const done = deps.store.prepare<[], { n: number }>(
      'SELECT count(*) AS n FROM grants WHERE refreshed_at IS NOT NULL',
    )
    while ((done.get()?.n ?? 0) < grants) {
      if (Date.now() - startedMs > 300_000) throw new Error('the refreshes did not end')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const tookSeconds = (Date.now() - startedMs) / 1000
    const arrivals = await bank.arrivals()
    const asked = Math.max(...arrivals.map(({ length }) => length))
    // Each request comes a second or more after the one that was so many before it.
    const leastSeconds = Math.floor((asked - 1) / perSecond)
    const most = Math.max(...arrivals.map(mostInASecond))
    return {
      title: `${grants} due grants over ${servers} servers, ${perSecond} requests a second each`,
      unit: '',
      rows: [
        plainRow('seconds taken', tookSeconds),
        plainRow('seconds that the limits allow', leastSeconds),
        plainRow('share of the rate that the limits allow', (leastSeconds / tookSeconds) * 100, {
          of: 'p50',
          least: 95,
        }),
        plainRow('most requests that met one server in a second', most, { of: 'p50', most: perSecond }),
      ],
      notes: [],
    }
  } finally {
    await stand.close()
    bank.close()
  }
}

/** Within any second, wherever it begins. */
function mostInASecond(times: number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted.reduce((most, time, index) => {
    const end = sorted.findIndex((other) => other >= time + 1000)
    return Math.max(most, (end === -1 ? sorted.length : end) - index)
  }, 0)
}
