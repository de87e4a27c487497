/** ISO 4217's code for "no currency": none was named, or what was named is not one that is known. */
export const noCurrency = 'XXX'

/** How many decimals amounts of a currency have: 2 for USD, 0 for JPY, 3 for BHD; null for what ISO 4217 does not know. */
export function minorUnitDigits(currency: string): number | null {
  if (!isKnownCurrency(currency)) return null
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return format.resolvedOptions().maximumFractionDigits ?? 2
}

export function isKnownCurrency(currency: string): boolean {
  return currency !== noCurrency && known.has(currency)
}

const known = new Set(Intl.supportedValuesOf('currency'))
