import { expect, test } from 'vitest'
import { totalsOf } from '../../electron/main/datasets/totals.ts'

const points = (...given: [day: string, amount: string][]) => given.map(([day, amount]) => ({ day, amount }))

test('the total of a day adds the last known balance of each account, exactly', () => {
  const totals = totalsOf([
    {
      key: 'a',
      currency: 'USD',
      points: points(['2026-11-01', '0.10'], ['2026-11-03', '0.30']),
      goneDay: null,
    },
    { key: 'b', currency: 'USD', points: points(['2026-11-02', '0.20']), goneDay: null },
    { key: 'c', currency: 'EUR', points: points(['2026-11-02', '-5']), goneDay: null },
  ])
  expect(totals).toEqual([
    { currency: 'EUR', points: points(['2026-11-02', '-5']) },
    {
      currency: 'USD',
      points: points(['2026-11-01', '0.10'], ['2026-11-02', '0.30'], ['2026-11-03', '0.50']),
    },
  ])
})

test('an account that is in two datasets counts once, with its longer history', () => {
  const short = { key: 'a', currency: 'USD', points: points(['2026-11-02', '2']), goneDay: null }
  const long = { ...short, points: points(['2026-11-01', '1'], ['2026-11-02', '2']) }
  expect(totalsOf([short, long])).toEqual([{ currency: 'USD', points: long.points }])
})

test('an account that the institution no longer shares leaves the total', () => {
  const kept = { key: 'a', currency: 'USD', points: points(['2026-11-01', '10']), goneDay: null }
  const gone = { key: 'b', currency: 'USD', points: points(['2026-11-01', '5']), goneDay: '2026-11-04' }
  expect(totalsOf([kept, gone])[0]?.points).toEqual(points(['2026-11-01', '15'], ['2026-11-04', '10']))
})

test('amounts without a currency are in no total', () => {
  expect(
    totalsOf([{ key: 'a', currency: null, points: points(['2026-11-01', '10']), goneDay: null }]),
  ).toEqual([])
})
