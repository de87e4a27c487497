/** ISO 4217's code for "no currency": none was named, or an unknown one. */
export const noCurrency = 'XXX'

/**
 * How many decimals amounts of a currency have at least: 2 for USD and HUF, 0 for JPY, 3 for BHD; null for a currency that is not in
 * ISO 4217. `Intl` gives CLDR's digits, which are 0 for HUF and others that have minor units.
 */
export function minorUnitDigits(currency: string): number | null {
  if (!isKnownCurrency(currency)) return null
  if (withoutMinorUnit.has(currency)) return 0
  return withThreeDigits.has(currency) ? 3 : 2
}

/** The currencies of ISO 4217 (list one) whose minor unit is not a hundredth. */
const withoutMinorUnit = new Set(
  'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
)
const withThreeDigits = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))

function isKnownCurrency(currency: string): boolean {
  known ??= new Set(Intl.supportedValuesOf('currency'))
  return currency !== noCurrency && known.has(currency)
}

let known: Set<string> | null = null

/** More decimals than `Intl.NumberFormat` can write are not read. */
export const mostDecimals = 100
