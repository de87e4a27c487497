/** ISO 4217's code for "no currency": none was named, or an unknown one. */
export const noCurrency = 'XXX'

/** How many decimals amounts of a currency have: 2 for USD, 0 for JPY, 3 for BHD; null for a currency that is not in ISO 4217. */
export function minorUnitDigits(currency: string): number | null {
  if (!isKnownCurrency(currency)) return null
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return format.resolvedOptions().maximumFractionDigits ?? 2
}

export function isKnownCurrency(currency: string): boolean {
  known ??= new Set(Intl.supportedValuesOf('currency'))
  return currency !== noCurrency && known.has(currency)
}

let known: Set<string> | null = null
