/** ISO 4217's code for "no currency": what an institution names is not one that is known. */
export const noCurrency = 'XXX'

/** As many as an institution may send of what is no ISO 4217 currency, such as a coin or points. */
const mostDigits = 8

/** How many decimals an amount of a currency is kept with: 2 for USD, 0 for JPY, 3 for BHD, 8 for what ISO 4217 does not know. */
export function minorUnitDigits(currency: string): number {
  if (!isKnownCurrency(currency)) return mostDigits
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return format.resolvedOptions().maximumFractionDigits ?? 2
}

export function isKnownCurrency(currency: string): boolean {
  return currency !== noCurrency && Intl.supportedValuesOf('currency').includes(currency)
}
