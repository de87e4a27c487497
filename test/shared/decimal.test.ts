import { expect, test } from 'vitest'
import { compareDecimals, sumDecimals } from '../../shared/decimal.ts'

test.each([
  [[], '0'],
  [['0.1', '0.20'], '0.30'],
  [['1', '-1.5'], '-0.5'],
  [['-0.05', '0.05'], '0.00'],
  [['9007199254740993', '0.00000001'], '9007199254740993.00000001'],
  [Array.from({ length: 200_000 }, () => '0.01'), '2000.00'],
])('the sum of %j is exact', (decimals, sum) => {
  expect(sumDecimals(decimals)).toBe(sum)
})

test.each([
  ['1.5', '1.50', 0],
  ['-2', '1', -1],
  ['10.01', '9.99', 1],
])('%s beside %s', (a, b, order) => {
  expect(compareDecimals(a, b)).toBe(order)
})
