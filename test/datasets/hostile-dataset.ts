import { afterEach, beforeEach } from 'vitest'
import { addDataset } from '../../electron/main/datasets/datasets.ts'
import { startRun } from '../../electron/main/datasets/run/start-run.ts'
import { openDatasetFile } from '../../electron/main/datasets/store/dataset-file.ts'
import { findDataset } from '../../electron/main/store/datasets.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import {
  centsOf,
  readDataFrom,
  startHostileBank,
  type HostileBank,
  type Manner,
} from '../support/hostile-bank.ts'
import { linkMikomo } from '../support/linked.ts'

/** Of the test that runs. */
export const hostile = {} as { harness: Harness; bank: HostileBank }
beforeEach(() => {
  hostile.harness = openHarness()
})
afterEach(async () => {
  await hostile.harness.close()
  await hostile.bank.close()
})

/** A dataset of a connection whose data come from such an institution. */
export async function openDataset(manner: Manner): Promise<string> {
  const { harness } = hostile
  await linkMikomo(harness)
  hostile.bank = await startHostileBank(manner, harness.deps.now())
  readDataFrom(harness, hostile.bank)
  return addDataset(harness.deps, {
    draft: {
      name: 'Everything',
      selection: { kind: 'all' },
      categories: ['deposit'],
      since: null,
      schedule: { kind: 'by hand' },
      copies: [],
      whenAccessEnds: 'keep',
    },
    placeId: null,
  }).id
}

export async function run(id: string) {
  const { deps } = hostile.harness
  await startRun(deps, id, 'by hand')
  return findDataset(deps.store, id)?.lastRun
}

/** How many rows are current, how many are different, and what they take from the account, in cents. */
export function rowsOf(id: string) {
  const file = openDatasetFile(findDataset(hostile.harness.deps.store, id)?.path ?? '', { mustExist: true })
  try {
    return file.db
      .prepare(
        `SELECT count(*) AS count, count(DISTINCT transaction_date || description || amount) AS different,
           -sum(amount_minor) AS cents
         FROM v_transactions`,
      )
      .get()
  } finally {
    file.close()
  }
}

/** All that the institution has. */
export function allOf({ rows }: Manner) {
  const numbers = Array.from({ length: rows }, (_, number) => number)
  return {
    count: rows,
    different: rows,
    cents: numbers.reduce((sum, number) => sum + centsOf(number), 0),
  }
}
