import { expect, test } from 'vitest'
import { currencyOf, toMoney } from '../../electron/main/institutions/values/money.ts'

test.each([
  [4218.07, 'USD', { minorUnits: 421807, currency: 'USD' }],
  [-1302.66, 'USD', { minorUnits: -130266, currency: 'USD' }],
  ['203115.20', 'usd', { minorUnits: 20311520, currency: 'USD' }],
  [0.1 + 0.2, 'USD', { minorUnits: 30, currency: 'USD' }],
  [1.005, 'USD', { minorUnits: 101, currency: 'USD' }],
  [1200, 'JPY', { minorUnits: 1200, currency: 'JPY' }],
  ['1.23456789', 'BHD', { minorUnits: 1235, currency: 'BHD' }],
  [1e-7, 'USD', { minorUnits: 0, currency: 'USD' }],
  [5, undefined, { minorUnits: 500_000_000, currency: 'XXX' }],
  ['90071992547409.93', 'USD', null],
  [Number.NaN, 'USD', null],
  [0.12345678, 'BTC', { minorUnits: 12345678, currency: 'BTC' }],
  ['1.5', 'USDC', { minorUnits: 150000000, currency: 'XXX' }],
  [1e25, 'USD', null],
  ['twelve', 'USD', null],
  [null, 'USD', null],
])('an amount of %s %s is kept exactly', (amount, currency, money) => {
  expect(toMoney(amount, currencyOf(currency))).toEqual(money)
})
