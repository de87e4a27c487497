/** The exact sum of decimal numbers: `0.1` and `0.20` are `0.30`. `0` for none. */
export function sumDecimals(decimals: readonly string[]): string {
  const digits = decimals.reduce((most, one) => Math.max(most, fractionDigits(one)), 0)
  const sum = decimals.reduce((total, one) => total + scaled(one, digits), 0n)
  const text = String(sum < 0n ? -sum : sum).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  const sign = sum < 0n ? '-' : ''
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(-digits)}`
}

/** Below zero if `a` is less than `b`, above zero if it is greater. Exact. */
export function compareDecimals(a: string, b: string): number {
  const digits = Math.max(fractionDigits(a), fractionDigits(b))
  const difference = scaled(a, digits) - scaled(b, digits)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function fractionDigits(decimal: string): number {
  const point = decimal.indexOf('.')
  return point < 0 ? 0 : decimal.length - point - 1
}

/** The number times ten to the power of `digits`. */
function scaled(decimal: string, digits: number): bigint {
  return BigInt(decimal.replace('.', '') + '0'.repeat(digits - fractionDigits(decimal)))
}
