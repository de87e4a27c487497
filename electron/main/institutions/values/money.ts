import { minorUnitDigits, noCurrency } from '../../../../shared/currency.ts'
import type { Money } from '../../../../shared/models/account.ts'
import { isObject, textOf } from './fdx-values.ts'

/**
 * An amount as institutions send it (a JSON number or a decimal string, in major units) in minor units, rounded half away from zero
 * where the institution sends more decimals than the currency has. Null for anything that is not an amount.
 *
 * @param currency as `currencyOf` gives it; null, where nobody named one, makes `XXX`: nothing is taken for dollars
 */
export function toMoney(amount: unknown, currency: string | null): Money | null {
  const code = currency ?? noCurrency
  const decimal = decimalDigits(amount)
  if (decimal === null) return null

  const digits = minorUnitDigits(code)
  const fraction = decimal.fraction.padEnd(digits + 1, '0')
  const units = BigInt(decimal.whole + fraction.slice(0, digits)) + (fraction.charAt(digits) >= '5' ? 1n : 0n)
  const minorUnits = Number(decimal.negative ? -units : units)
  return Number.isSafeInteger(minorUnits) ? { minorUnits, currency: code } : null
}

/**
 * The currency that an institution names, as text (`"CAD"`) or as FDX's object (`{"currencyCode": "CAD"}`).
 *
 * @returns null where it names none; `XXX` for what can't be a code of ISO 4217
 */
export function currencyOf(currency: unknown): string | null {
  const code = textOf(isObject(currency) ? currency['currencyCode'] : currency)
  if (code === null) return null
  return /^[A-Za-z]{3}$/.test(code) ? code.toUpperCase() : noCurrency
}

function decimalDigits(amount: unknown): { negative: boolean; whole: string; fraction: string } | null {
  if (typeof amount !== 'number' && typeof amount !== 'string') return null
  // Numbers of twenty digits and more print with an exponent; no account holds that much.
  const match = /^(-?)(\d{1,20})(?:\.(\d{1,20}))?$/.exec(
    typeof amount === 'number' ? decimalText(amount) : amount.trim(),
  )
  if (!match) return null
  return { negative: match[1] === '-', whole: match[2] ?? '0', fraction: match[3] ?? '' }
}

function decimalText(amount: number): string {
  // Very small numbers print as 1e-7: they round to nothing in every currency.
  return Math.abs(amount) < 1e-6 ? '0' : String(amount)
}
