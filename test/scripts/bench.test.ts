import { expect, test } from 'vitest'
import { compareRuns } from '../../scripts/bench/against.ts'
import { atOnce, plainRow, rowOf, verdict, type Section } from '../../scripts/bench/figures.ts'

test('a row says whether it reaches its goal', () => {
  expect(verdict(plainRow('free', 3))).toBe('')
  expect(verdict(plainRow('small', 3, { of: 'p50', most: 3 }))).toBe('met: at most 3')
  expect(verdict(plainRow('large', 4, { of: 'p50', most: 3 }))).toBe('missed: at most 3')
  expect(verdict(plainRow('share', 94, { of: 'p50', least: 95 }))).toBe('missed: at least 95')
  // A figure that was not measured reaches nothing.
  expect(verdict(plainRow('single', 3, { of: 'ratio', most: 2 }))).toBe('missed: ratio at most 2')
})

test('a ratio is of the medians, and of the rates where several ran at once', () => {
  const base = { name: 'base', ms: [2, 2, 2], perSecond: null }
  expect(rowOf({ name: 'ours', ms: [1, 5, 5], perSecond: null }, base).ratio).toBe(2.5)
  expect(rowOf(base, base).ratio).toBeNull()
  const fast = { name: 'base', ms: [1], perSecond: 300 }
  expect(rowOf({ name: 'ours', ms: [1], perSecond: 100 }, fast).ratio).toBe(3)
})

test('what runs at once includes what it leaves for the background', async () => {
  const order: string[] = []
  const way = (name: string) => ({
    name,
    once: async () => void order.push(name),
    afterwards: async () => void order.push(`${name} afterwards`),
  })
  const [first] = await atOnce([way('a'), way('b')], { times: 5, flights: 2 })
  expect(order.slice(0, 4)).toEqual(['a', 'a afterwards', 'b', 'b afterwards'])
  expect(first?.ms).toHaveLength(5)
})

test('two commits are compared by the medians of the rows that both have', () => {
  const run = (p50: number, ratio: number | null, what = 'refresh'): Section[] => [
    { title: 'Refresh', unit: 'ms', rows: [{ ...plainRow(what, p50), ratio }], notes: [] },
  ]
  const before = [run(4, 2), run(100, 9), run(5, 2.5), run(1, 1, 'gone')]
  const after = [run(2, 1.5), run(3, 1.25), run(2, 1), run(1, 1, 'new')]
  expect(compareRuns(before, after)).toEqual([
    {
      title: 'Refresh',
      what: 'refresh',
      unit: 'ms',
      before: 5,
      after: 2,
      ratioBefore: 2.5,
      ratioAfter: 1.25,
    },
  ])
})
