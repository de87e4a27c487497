import { expect, test } from 'vitest'
import { minorUnits, toRow } from '../../../electron/main/datasets/merge/row.ts'
import { contents, fingerprints } from '../../../electron/main/datasets/merge/content.ts'
import { row } from '../../support/merge-model.ts'

test.each<[string | null, string | null, number | bigint | null]>([
  ['-12.50', 'USD', -1250],
  ['0.00', 'USD', 0],
  ['-0.05', 'USD', -5],
  ['12.5000', 'USD', 1250],
  ['1250', 'JPY', 1250],
  ['1.234', 'BHD', 1234],
  ['90071992547409.93', 'USD', 9007199254740993n],
  ['92233720368547758.07', 'USD', 9223372036854775807n],
  ['92233720368547758.08', 'USD', null],
  ['0.00012345', 'USD', null],
  ['1.005', 'USD', null],
  ['12.50', null, null],
  ['1.5', 'XBT', null],
  [null, 'USD', null],
])('%s %s in minor units: %s', (amount, currency, minor) => {
  expect(minorUnits(amount, currency)).toBe(minor)
})

const contentOf = contents()

test('an amount with more digits than its currency stays a decimal, and is told apart from its neighbour', () => {
  const content = (amount: string) => contentOf(row({ amount, currency: 'USD' }))
  expect(content('0.00012345')).not.toBe(content('0.00012346'))
  expect(content('0.000123450')).toBe(content('0.00012345'))
})

test('a fingerprint is SHA-256 over connection, account, day, minor units, currency, description and number among equals', () => {
  const next = fingerprints({ connectionId: 'c', accountKey: 'a' }, [])
  const content = contentOf(row({ description: 'Corner  Grocery' }))
  // printf '["c","a","2026-11-10","-500","USD","corner grocery",0]' | openssl dgst -sha256 -binary | basenc --base64url
  expect([next(content), next(content)]).toEqual([
    'fJw0m2oU9P2U0d7rEvhl57bc5equ1EsyvPeJYU4_ssA',
    'kfzh-aQcLbKzrnRN-lIE5Zbt9FCERUvlcbdEWeiiYfA',
  ])
})

test('what an institution did not send is null: no currency is assumed', () => {
  const sent = {
    id: null,
    day: null,
    postedAtMs: Date.UTC(2026, 10, 20, 12),
    madeAtMs: null,
    description: null,
    category: null,
    amount: { amount: '1.00', currency: 'XXX' },
    direction: null,
    isPending: false,
    unreadable: ['date', 'id'] as ('date' | 'id')[],
  }
  expect(toRow(sent)).toMatchObject({
    amount: '1.00',
    currency: null,
    postedAt: '2026-11-20T12:00:00.000Z',
    unreadable: 'date,id',
  })
})
