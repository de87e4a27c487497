import { minorUnitDigits, noCurrency } from '../../../../shared/currency.ts'
import type { Money } from '../../../../shared/models/account.ts'
import { isObject, textOf } from './fdx-values.ts'

/**
 * An exact amount from an institution's JSON number or decimal string, in major units; reads `+12.50`, `.5`, `1.10E2`. In a currency of
 * ISO 4217 it has that currency's decimals, rounded half away from zero; in another it has the decimals sent. Null for anything that is
 * not an amount.
 *
 * @param currency as `currencyOf` returns it; null, for an unnamed currency, becomes `XXX`: dollars are never assumed
 */
export function toMoney(amount: unknown, currency: string | null): Money | null {
  const code = currency ?? noCurrency
  const decimal = decimalOf(amount, code)
  return decimal === null ? null : { amount: decimal, currency: code }
}

/** The amount alone. */
export function decimalOf(amount: unknown, currency: string): string | null {
  const parts = partsOf(amount)
  if (parts === null) return null
  const digits = minorUnitDigits(currency) ?? Math.min(parts.fraction.length, mostDecimals)
  const fraction = parts.fraction.padEnd(digits + 1, '0')
  const units = BigInt(parts.whole + fraction.slice(0, digits)) + (fraction.charAt(digits) >= '5' ? 1n : 0n)
  const text = String(units).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  const sign = parts.isNegative && units !== 0n ? '-' : ''
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(-digits)}`
}

const mostDecimals = 18
const mostDigits = 30

interface Parts {
  isNegative: boolean
  whole: string
  fraction: string
}

function partsOf(amount: unknown): Parts | null {
  if (typeof amount !== 'number' && typeof amount !== 'string') return null
  const match = /^([+\-−]?)(\d{0,30})(?:\.(\d{0,400}))?(?:e([+-]?\d{1,3}))?$/i.exec(String(amount).trim())
  if (!match) return null
  const [, sign = '', left = '', right = '', exponent = '0'] = match
  if (left + right === '') return null

  // The exponent moves the decimal point.
  const at = left.length + Number(exponent)
  const digits = left + right
  const whole = at <= 0 ? '' : digits.slice(0, at).padEnd(at, '0')
  const fraction = at <= 0 ? digits.padStart(digits.length - at, '0') : digits.slice(at)
  if (whole.replace(/^0+/, '').length > mostDigits) return null
  return { isNegative: sign === '-' || sign === '−', whole: whole === '' ? '0' : whole, fraction }
}

/**
 * The currency that an institution names, as text (`"CAD"`) or as FDX's object (`{"currencyCode": "CAD"}`).
 *
 * @returns null if it names none; `XXX` for anything that can't be a code of ISO 4217
 */
export function currencyOf(currency: unknown): string | null {
  const code = textOf(isObject(currency) ? currency['currencyCode'] : currency)
  if (code === null) return null
  return /^[A-Za-z]{3}$/.test(code) ? code.toUpperCase() : noCurrency
}
