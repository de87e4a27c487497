import { expect, test } from 'vitest'
import { totalsOf } from '../../electron/main/datasets/totals.ts'

const points = (...given: [day: string, amount: string][]) => given.map(([day, amount]) => ({ day, amount }))

test('the total of a day adds the last known balance of each account, exactly', () => {
  const totals = totalsOf([
    {
      key: 'a',
      datasetId: 'd1',
      likeness: null,
      currency: 'USD',
      points: points(['2026-11-01', '0.10'], ['2026-11-03', '0.30']),
      goneDay: null,
    },
    {
      key: 'b',
      datasetId: 'd1',
      likeness: null,
      currency: 'USD',
      points: points(['2026-11-02', '0.20']),
      goneDay: null,
    },
    {
      key: 'c',
      datasetId: 'd1',
      likeness: null,
      currency: 'EUR',
      points: points(['2026-11-02', '-5']),
      goneDay: null,
    },
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
  const short = {
    key: 'a',
    datasetId: 'd1',
    likeness: null,
    currency: 'USD',
    points: points(['2026-11-02', '2']),
    goneDay: null,
  }
  const long = { ...short, points: points(['2026-11-01', '1'], ['2026-11-02', '2']) }
  expect(totalsOf([short, long])).toEqual([{ currency: 'USD', points: long.points }])
})

test('an account that the institution no longer shares leaves the total', () => {
  const kept = {
    key: 'a',
    datasetId: 'd1',
    likeness: null,
    currency: 'USD',
    points: points(['2026-11-01', '10']),
    goneDay: null,
  }
  const gone = {
    key: 'b',
    datasetId: 'd1',
    likeness: null,
    currency: 'USD',
    points: points(['2026-11-01', '5']),
    goneDay: '2026-11-04',
  }
  expect(totalsOf([kept, gone])[0]?.points).toEqual(points(['2026-11-01', '15'], ['2026-11-04', '10']))
})

test('amounts without a currency are in no total', () => {
  expect(
    totalsOf([
      {
        key: 'a',
        datasetId: 'd1',
        likeness: null,
        currency: null,
        points: points(['2026-11-01', '10']),
        goneDay: null,
      },
    ]),
  ).toEqual([])
})

const likeness = '["i1","0071","deposit","checking"]'
const underOneLogin = {
  key: 'a',
  datasetId: 'd1',
  likeness,
  currency: 'USD',
  points: points(['2026-11-01', '10'], ['2026-11-02', '12.50'], ['2026-11-03', '12.50']),
  goneDay: null,
}

test('an account that two datasets have under two logins counts once', () => {
  const underAnother = { ...underOneLogin, key: 'b', datasetId: 'd2', points: points(['2026-11-02', '12.5']) }
  expect(totalsOf([underAnother, underOneLogin])).toEqual([{ currency: 'USD', points: underOneLogin.points }])
})

test.each([
  ['another balance on one of the days', { points: points(['2026-11-01', '10'], ['2026-11-02', '13']) }],
  ['no day in common', { points: points(['2026-11-05', '12.50']) }],
  ['other last digits', { likeness: '["i1","0072","deposit","checking"]' }],
  ['no last digits', { likeness: null }],
  ['another currency', { currency: 'EUR' }],
  ['the same dataset, whose transactions have told', { datasetId: 'd1' }],
])('with %s it is another account', (_what, change) => {
  const other = { ...underOneLogin, key: 'b', datasetId: 'd2', ...change }
  const counted = totalsOf([underOneLogin, other]).flatMap((total) => total.points.at(-1)?.amount)
  expect(counted).not.toEqual(['12.50'])
})
