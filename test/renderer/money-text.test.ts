import { expect, test } from 'vitest'
import { moneyText } from '../../renderer/text/format.ts'

test.each([
  ['1234.56', 'HUF', 'HUF 1,234.56'],
  ['5', 'HUF', 'HUF 5.00'],
  ['-0.5', 'PKR', '−PKR 0.50'],
  ['1.005', 'USD', '$1.005'],
  ['12.5', 'JPY', '¥12.5'],
  ['1200', 'JPY', '¥1,200'],
  ['5.1', 'IQD', 'IQD 5.100'],
  ['90071992547409.93', 'USD', '$90,071,992,547,409.93'],
  ['0.0000000000000000000123', 'ETH', '0.0000000000000000000123 ETH'],
])(
  '%s %s is shown with every digit, and at least the decimals of ISO 4217 [Num 1]',
  (amount, currency, words) => {
    // The locale is that of the computer: only the name of the currency differs.
    const shown = moneyText({ amount, currency }).replaceAll(/\u00a0/g, ' ')
    expect(
      shown.replace(/^(−?)(US\$|JP¥|\$|¥)/, (_all, sign: string, name: string) => sign + name.slice(-1)),
    ).toBe(words)
  },
)
