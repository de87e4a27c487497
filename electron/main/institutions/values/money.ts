import { minorUnitDigits, mostDecimals, noCurrency } from '../../../../shared/currency.ts'
import type { Money } from '../../../../shared/models/account.ts'
import { isObject, textOf } from './fdx-values.ts'

/**
 * An exact amount from an institution's JSON number or decimal string, in major units; reads `+12.50`, `.5`, `1.10E2`. It has every
 * decimal sent, and in a currency of ISO 4217 at least that currency's. Null for anything that is not an amount, and for one with more than
 * 30 digits before or 100 after the decimal point.
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
  const fraction = parts.fraction.padEnd(minorUnitDigits(currency) ?? 0, '0')
  const size = fraction === '' ? parts.whole : `${parts.whole}.${fraction}`
  return parts.isNegative && /[1-9]/.test(size) ? `-${size}` : size
}

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
  const whole = (at <= 0 ? '' : digits.slice(0, at).padEnd(at, '0')).replace(/^0+/, '')
  const fraction = at <= 0 ? digits.padStart(digits.length - at, '0') : digits.slice(at)
  if (whole.length > mostDigits || fraction.length > mostDecimals) return null
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
