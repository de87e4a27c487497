import { expect, test } from 'vitest'
import { good, type Manner } from '../support/hostile-bank.ts'
import { limits } from '../support/limits.ts'
import { allOf, hostile, openDataset, rowsOf, run } from './hostile-dataset.ts'

test(
  'an institution that sends 100,000 rows of one account',
  async () => {
    const manner: Manner = { ...good, rows: 100_000, days: 600, pageSize: 1000 }
    const id = await openDataset(manner)
    expect(await run(id)).toMatchObject({ outcome: 'complete', inserted: manner.rows })
    expect(rowsOf(id)).toEqual(allOf(manner))
    expect(await run(id)).toMatchObject({ outcome: 'complete', inserted: 0, updated: 0, vanished: 0 })
  },
  limits.longMs,
)

test.each<[ids: Manner['ids'], end: Manner['end']]>([
  ['own', 'new for ever'],
  ['none', 'new for ever'],
  ['own', 'older for ever'],
  ['by position', 'same for ever'],
])(
  'pages with ids: %s, and after the last one: %s, are given up, and none of them is kept',
  async (ids, end) => {
    const manner: Manner = { ...good, ids, end, pageSize: 1000 }
    const id = await openDataset(manner)
    expect(await run(id)).toMatchObject({ outcome: 'failed', problem: { code: 'answer_endless' } })
    expect(rowsOf(id)).toMatchObject({ count: 0 })
    expect(hostile.bank.pages).toBeLessThan(1000)

    hostile.bank.manner = { ...manner, end: 'none' }
    expect(await run(id)).toMatchObject({ outcome: 'complete', problem: null })
    expect(rowsOf(id)).toEqual(allOf(manner))
  },
  limits.longMs,
)
