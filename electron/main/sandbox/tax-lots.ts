import { holdingIdOf } from './accounts.ts'
import { priceAt } from './prices.ts'
import type { ProductCall } from './product-call.ts'
import type { Holding } from './users.ts'
import { dataError, json, type Answer } from './wire.ts'

/** Akoya page "Tax lots": `/taxlots/{version}/{providerId}/{accountId}/{holdingId}`. */
export function listTaxLots({ bank, accounts, accountId, url }: ProductCall): Answer {
  const account = accounts.find((known) => known.accountId === accountId)
  const wanted = decodeURIComponent(url.pathname.split('/')[5] ?? '')
  const holding = account?.holdings.find((known) => holdingIdOf(account, known) === wanted)
  if (!holding) return dataError(404, 701, 'Tax lots not found')
  return json(200, {
    accountId,
    holding: {
      holdingId: wanted,
      securityId: holding.symbol,
      securityIdType: 'SYMBOL',
      taxLots: lotsOf(holding, bank.now()),
    },
  })
}

/** The day of purchase, the part of the units in hundredths, and the price in hundredths of today's. */
const purchases: [day: string, part: number, price: number][] = [
  ['2019-03-11', 50, 62],
  ['2021-08-02', 30, 88],
  ['2024-01-16', 20, 95],
]

/** Whole thousandths of a unit, so that the lots add up to the holding. */
function lotsOf(holding: Holding, atMs: number): Record<string, unknown>[] {
  const { units, currentUnitPrice } = holding
  const all = Math.round(units * 1000)
  let left = all
  return purchases.map(([day, part, price], index) => {
    const quantity = index === purchases.length - 1 ? left : Math.floor((all * part) / 100)
    left -= quantity
    const purchasedPrice = Math.round(currentUnitPrice * price) / 100
    return {
      originalPurchaseDate: day,
      quantity: quantity / 1000,
      purchasedPrice,
      costBasis: Math.round((quantity * purchasedPrice) / 10) / 100,
      currentValue: Math.round((quantity * priceAt(holding, atMs)) / 10) / 100,
      positionType: 'LONG',
    }
  })
}
