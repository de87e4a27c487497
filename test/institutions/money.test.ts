import { expect, test } from 'vitest'
import { currencyOf, toMoney } from '../../electron/main/institutions/values/money.ts'

test.each([
  [4218.07, 'USD', '4218.07', 'USD'],
  [-1302.66, 'USD', '-1302.66', 'USD'],
  ['203115.20', 'usd', '203115.20', 'USD'],
  ['0.30000000000000004', 'USD', '0.30000000000000004', 'USD'],
  [1.005, 'USD', '1.005', 'USD'],
  [-0.001, 'USD', '-0.001', 'USD'],
  ['-0.00', 'USD', '0.00', 'USD'],
  ['007', 'USD', '7.00', 'USD'],
  [1200, 'JPY', '1200', 'JPY'],
  ['12.5', 'JPY', '12.5', 'JPY'],
  ['1.23456789', 'BHD', '1.23456789', 'BHD'],
  [5, 'IQD', '5.000', 'IQD'],
  ['1234.56', 'HUF', '1234.56', 'HUF'],
  [12.99, 'HUF', '12.99', 'HUF'],
  [0.5, 'PKR', '0.50', 'PKR'],
  [1e-7, 'USD', '0.0000001', 'USD'],
  ['90071992547409.93', 'USD', '90071992547409.93', 'USD'],
  [1e25, 'USD', '10000000000000000000000000.00', 'USD'],
  [5, undefined, '5', 'XXX'],
  ['150000000.25', undefined, '150000000.25', 'XXX'],
  [0.12345678, 'BTC', '0.12345678', 'BTC'],
  ['0.000000000000000001', 'ETH', '0.000000000000000001', 'ETH'],
  ['1.5', 'USDC', '1.5', 'XXX'],
])(
  'an amount of %s %s is kept exactly, with at least the decimals of ISO 4217 [Num 1]',
  (amount, currency, kept, code) => {
    expect(toMoney(amount, currencyOf(currency))).toEqual({ amount: kept, currency: code })
  },
)

test.each([
  ['+12.50', '12.50'],
  ['.5', '0.50'],
  ['5.', '5.00'],
  [' 7 ', '7.00'],
  ['−3.10', '-3.10'],
  ['1.10E2', '110.00'],
  ['1e-2', '0.01'],
  ['-2.5e+3', '-2500.00'],
])('the amount %j is read [E3]', (amount, kept) => {
  expect(toMoney(amount, 'USD')?.amount).toBe(kept)
})

test.each([
  'twelve',
  '',
  '.',
  '1,234',
  '1.234,56',
  '$12',
  '(5)',
  '12.50-',
  '0x10',
  '1e999',
  '1e40',
  '1e-101',
  null,
  {},
  Number.NaN,
])('%j is no amount, and none is invented [E3]', (amount) => {
  expect(toMoney(amount, 'USD')).toBeNull()
})

test.each([
  [' USD ', 'USD'],
  [{ currencyCode: ' cad' }, 'CAD'],
  [{}, null],
  ['', null],
  [null, null],
  ['dollars', 'XXX'],
  [840, 'XXX'],
])('a currency of %j is %s [E5]', (named, code) => {
  expect(currencyOf(named)).toBe(code)
})
