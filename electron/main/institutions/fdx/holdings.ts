import { holdingParts, taxLotParts, type Holding, type TaxLot } from '../../../../shared/models/holding.ts'
import { noCurrency } from '../../../../shared/currency.ts'
import {
  entriesOf,
  firstText,
  idOf,
  isObject,
  isSent,
  isUnreadableText,
  textOf,
} from '../values/fdx-values.ts'
import { isUnreadableMoment, momentOf } from '../values/moment.ts'
import { currencyOf, decimalOf, isUnreadableAmount, isUnreadableCurrency, toMoney } from '../values/money.ts'

type Fields = Record<string, unknown>

/** An entry has at least one of these, alone or in a wrapper. */
const names = [
  'holdingId',
  'holdingName',
  'symbol',
  'securityId',
  'description',
  'units',
  'marketValue',
  'currentUnitPrice',
  'purchasedPrice',
  'holdingType',
] as const

/**
 * The holdings in an entry of a list, usually one; none in an entry that holds none.
 *
 * @param currency the account's, for holdings that name none
 */
export function holdingsOf(entry: unknown, currency: string | null): Holding[] {
  return entriesOf(entry, names, 'Holding').map(({ fields }) => toHolding(fields, currency))
}

function toHolding(fields: Fields, accountCurrency: string | null): Holding {
  const currency = currencyOf(fields['currency']) ?? accountCurrency
  const security = securityOf(fields)
  const asOf = momentOf(fields['currentUnitPriceDate'])
  const lots = fields['taxLots']
  return {
    id: idOf(fields['holdingId']),
    name: firstText(fields['holdingName'], fields['description']),
    symbol: textOf(fields['symbol']),
    securityId: idOf(security.id),
    securityIdType: textOf(security.type),
    type: textOf(fields['holdingType']),
    position: positionOf(fields['positionType']),
    units: decimalOf(fields['units'], noCurrency),
    unitPrice: toMoney(fields['currentUnitPrice'], currency),
    marketValue: toMoney(fields['marketValue'], currency),
    costBasis: toMoney(fields['costBasis'], currency),
    currency,
    asOfDay: asOf?.day ?? null,
    asOfMs: asOf?.atMs ?? null,
    taxLots: Array.isArray(lots) ? lots.flatMap((lot) => taxLotOf(lot, currency) ?? []) : null,
    unreadable: unreadableIn(fields, security),
  }
}

/** FDX 4 and 5 and Akoya have two fields, FDX 6 a list of `{id, idType}`. The first is taken. */
function securityOf(fields: Fields): { id: unknown; type: unknown } {
  const ids = fields['securityIds']
  const [first] = Array.isArray(ids) ? (ids as unknown[]) : []
  if (isSent(fields['securityId']) || !isSent(ids)) {
    return { id: fields['securityId'], type: fields['securityIdType'] }
  }
  // Neither text nor an id: counts as unreadable.
  if (!isObject(first)) return { id: ids, type: null }
  return { id: first['id'] ?? first['securityId'], type: first['idType'] ?? first['securityIdType'] }
}

/** A tax lot; null for an entry that is none. @param currency the holding's */
export function taxLotOf(entry: unknown, currency: string | null): TaxLot | null {
  if (!isObject(entry) || !Object.values(entry).some(isSent)) return null
  return {
    acquiredDay: momentOf(entry['originalPurchaseDate'])?.day ?? null,
    units: decimalOf(entry['quantity'], noCurrency),
    unitPrice: toMoney(entry['purchasedPrice'], currency),
    costBasis: toMoney(entry['costBasis'], currency),
    marketValue: toMoney(entry['currentValue'], currency),
    position: positionOf(entry['positionType']),
    unreadable: unreadableInLot(entry),
  }
}

function positionOf(value: unknown): Holding['position'] {
  const word = textOf(value)?.toLowerCase()
  return word === 'long' || word === 'short' ? word : null
}

function unreadableIn(fields: Fields, security: { id: unknown; type: unknown }): Holding['unreadable'] {
  const lots = fields['taxLots']
  const isUnreadable: Record<Holding['unreadable'][number], boolean> = {
    id: isUnreadableText(fields['holdingId']),
    name: isUnreadableText(fields['holdingName']) || isUnreadableText(fields['description']),
    symbol: isUnreadableText(fields['symbol']),
    security: isUnreadableText(security.id) || isUnreadableText(security.type),
    type: isUnreadableText(fields['holdingType']),
    quantity: isUnreadableAmount(fields['units']),
    price: isUnreadableAmount(fields['currentUnitPrice']),
    value: isUnreadableAmount(fields['marketValue']),
    cost: isUnreadableAmount(fields['costBasis']),
    currency: isUnreadableCurrency(fields['currency']),
    date: isUnreadableMoment(fields['currentUnitPriceDate']),
    position: isUnreadablePosition(fields['positionType']),
    'tax lots': isSent(lots) && (!Array.isArray(lots) || lots.some((lot) => taxLotOf(lot, null) === null)),
  }
  return holdingParts.filter((part) => isUnreadable[part])
}

function unreadableInLot(fields: Fields): TaxLot['unreadable'] {
  const isUnreadable: Record<TaxLot['unreadable'][number], boolean> = {
    date: isUnreadableMoment(fields['originalPurchaseDate']),
    quantity: isUnreadableAmount(fields['quantity']),
    price: isUnreadableAmount(fields['purchasedPrice']),
    cost: isUnreadableAmount(fields['costBasis']),
    value: isUnreadableAmount(fields['currentValue']),
    position: isUnreadablePosition(fields['positionType']),
  }
  return taxLotParts.filter((part) => isUnreadable[part])
}

function isUnreadablePosition(value: unknown): boolean {
  return isSent(value) && positionOf(value) === null
}
