import { minorUnitDigits, mostDecimals, noCurrency } from '../../../../shared/currency.ts'
import type { Money } from '../../../../shared/models/account.ts'
import { isObject, isSent, textOf } from './fdx-values.ts'

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

/** True for an amount that was sent and is not read. */
export function isUnreadableAmount(amount: unknown): boolean {
  return isSent(amount) && partsOf(amount) === null
}

/**
 * The currency that an institution names, as text (`"CAD"`) or as FDX's object (`{"currencyCode": "CAD"}`).
 *
 * @returns null if it names none; `XXX` for anything that can't be a code of ISO 4217: the account's currency must not be taken for it
 */
export function currencyOf(currency: unknown): string | null {
  const named = namedCurrency(currency)
  if (!isSent(named)) return null
  const code = textOf(named) ?? ''
  return /^[A-Za-z]{3}$/.test(code) ? code.toUpperCase() : noCurrency
}

/** True for a currency that was sent and is not read. */
export function isUnreadableCurrency(currency: unknown): boolean {
  return currencyOf(currency) === noCurrency && textOf(namedCurrency(currency))?.toUpperCase() !== noCurrency
}

/** An object that says something, but not in FDX's field, names a currency that is not read: the object itself is returned. */
function namedCurrency(currency: unknown): unknown {
  if (!isObject(currency)) return currency
  if ('currencyCode' in currency) return currency['currencyCode']
  return Object.values(currency).some(isSent) ? currency : null
}
