import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { plannedRefreshes } from '../../electron/main/store/grants.ts'
import { plainRow, quantile, type Row, type Section } from './figures.ts'
import { openStand, startBank } from './stand.ts'

const refreshes = 100
const ticks = 200
const refreshesForMemory = 1000

/** What the main process itself works for a refresh and for a look at the schedule, as connections grow; the keychain is in memory. */
export async function growthSection(sizes: readonly number[]): Promise<Section> {
  const rows: Row[] = []
  const bank = await startBank(1)
  let first: { refresh: number; tick: number } | null = null
  try {
    for (const connections of sizes) {
      const stand = await openStand(bank, { connections, secrets: null })
      try {
        const ids = stand.ids.slice(0, Math.min(refreshes, connections))
        for (const id of ids.slice(0, 10)) await refresh(stand.deps, id)
        const refreshMs = await ownMsOfMany(ids.length, (number) => refresh(stand.deps, ids[number] ?? ''))
        const tickMs = await ownMsOfMany(ticks, () =>
          plannedRefreshes(stand.deps.store, { institutions: [], connections: [], nowMs: 0 }, 1),
        )
        first ??= { refresh: refreshMs, tick: tickMs }
        rows.push(
          rowFor(`a refresh, of ${connections} connections`, refreshMs, first.refresh),
          rowFor(`a look at the schedule, of ${connections}`, tickMs, first.tick),
        )
      } finally {
        await stand.close()
      }
    }
  } finally {
    bank.close()
  }
  return {
    title: 'How cost grows: own processor time',
    unit: 'ms each',
    rows,
    notes: ['The ratio is to the smallest number of connections; the bank runs in another process.'],
  }
}

/** Whether refreshing goes on taking memory: what the heap holds before and after many, with nothing left to collect. */
export async function memorySection(): Promise<Section> {
  const bank = await startBank(1)
  const stand = await openStand(bank, { connections: 1, secrets: null })
  const [id = ''] = stand.ids
  const refreshMany = async () => {
    for (let number = 0; number < refreshesForMemory; number += 1) await refresh(stand.deps, id)
    stand.harness.events.length = 0
  }
  try {
    await refreshMany()
    const before = heldBytes()
    await refreshMany()
    const after = heldBytes()
    return {
      title: `Memory that ${refreshesForMemory} refreshes leave behind`,
      unit: 'kB',
      rows: [
        plainRow('held by the heap before', before / 1000),
        plainRow('held after', after / 1000),
        plainRow('grown by', (after - before) / 1000, { of: 'p50', most: 100 }),
      ],
      notes: ['As many went before, so that what is made once is there.'],
    }
  } finally {
    await stand.close()
    bank.close()
  }
}

/** What the heap holds with nothing left to collect. */
export function heldBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

/** Processor time of this process for each of so many, milliseconds; the median of five batches. */
async function ownMsOfMany(count: number, once: (number: number) => unknown): Promise<number> {
  const batches: number[] = []
  for (let batch = 0; batch < 5; batch += 1) batches.push(await ownMs(count, once))
  return quantile(batches, 0.5)
}

/** Processor time of this process for each of so many, milliseconds. */
export async function ownMs(count: number, once: (number: number) => unknown): Promise<number> {
  const before = process.cpuUsage()
  for (let number = 0; number < count; number += 1) await once(number)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / count
}

function rowFor(what: string, ms: number, firstMs: number): Row {
  return { what, p50: ms, p95: null, perSecond: null, ratio: ms / firstMs, goal: { of: 'ratio', most: 1.1 } }
}
