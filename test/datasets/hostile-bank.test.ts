import { expect, test } from 'vitest'
import { good, type Manner } from '../support/hostile-bank.ts'
import { allOf, hostile, openDataset, rowsOf, run } from './hostile-dataset.ts'

test.each(['own', 'by position', 'none'] as const)(
  'thousands of rows with ids: %s',
  { tags: 'thorough' },
  async (ids) => {
    const manner: Manner = { ...good, rows: 5000, days: 600, pageSize: 100, ids }
    const id = await openDataset(manner)
    expect(await run(id)).toMatchObject({ outcome: 'complete', problem: null })
    expect(rowsOf(id)).toEqual(allOf(manner))
    hostile.harness.pass(86_400_000)
    expect(await run(id)).toMatchObject({ outcome: 'complete', inserted: 0, vanished: 0, posted: 0 })
    expect(rowsOf(id)).toEqual(allOf(manner))
  },
)

test.each<[ids: Manner['ids'], end: Manner['end']]>([
  ['own', 'circle'],
  ['none', 'circle'],
  ['by position', 'circle'],
  ['own', 'same for ever'],
  ['none', 'same for ever'],
])('pages with ids: %s, and after the last one: %s, end, and the next run goes on', async (ids, end) => {
  const manner: Manner = { ...good, ids, end }
  const id = await openDataset(manner)
  expect(await run(id)).toMatchObject({ outcome: 'partial', problem: { code: expect.any(String) } })
  expect(rowsOf(id)).toMatchObject({ count: manner.rows, different: manner.rows })

  hostile.bank.manner = { ...manner, end: 'none' }
  expect(await run(id)).toMatchObject({ outcome: 'complete', problem: null })
  expect(rowsOf(id)).toEqual(allOf(manner))
})
