import { expect, test } from 'vitest'
import { plotPoints, totalsByCurrency } from '../../renderer/data/balance-series.ts'
import type { ConnectionData } from '../../shared/models/dataset.ts'

const account = (accountKey: string, currency: string | null, points: [day: string, amount: string][]) =>
  ({
    accountKey,
    name: accountKey,
    mask: null,
    currency,
    points: points.map(([day, amount]) => ({ day, amount })),
  }) satisfies ConnectionData['balances'][number]

test('the total of a day has the last known balance of each account, exactly, one line a currency', () => {
  const totals = totalsByCurrency([
    account('a', 'USD', [
      ['2026-11-01', '0.1'],
      ['2026-11-03', '9007199254740993.01'],
    ]),
    account('b', 'USD', [['2026-11-02', '0.2']]),
    account('c', 'EUR', [['2026-11-02', '-5']]),
  ])
  expect(totals).toEqual([
    {
      currency: 'USD',
      points: [
        { day: '2026-11-01', amount: '0.1' },
        { day: '2026-11-02', amount: '0.3' },
        { day: '2026-11-03', amount: '9007199254740993.21' },
      ],
    },
    { currency: 'EUR', points: [{ day: '2026-11-02', amount: '-5' }] },
  ])
})

test('accounts without a named currency are drawn alone, and never added', () => {
  const points: [string, string][] = [['2026-11-01', '1.5']]
  expect(totalsByCurrency([account('a', null, points)])).toHaveLength(1)
  expect(totalsByCurrency([account('a', null, points), account('b', null, points)])).toEqual([])
})

test('a line of years has the first and the last day, and no more points than it can show', () => {
  const points = Array.from({ length: 2000 }, (_, index) => ({
    day: new Date(Date.UTC(2021, 0, 1 + index)).toISOString().slice(0, 10),
    amount: String(index),
  }))
  const drawn = plotPoints({ currency: 'USD', points })
  expect(drawn.length).toBeLessThanOrEqual(180)
  expect([drawn[0]?.day, drawn.at(-1)?.day]).toEqual([points[0]?.day, points.at(-1)?.day])
  expect(drawn.at(-1)?.label).toBe('$1,999.00')
})
