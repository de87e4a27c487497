import { createHash } from 'node:crypto'
import { balanceKinds, type BalanceKind } from '../../../../shared/balance-kinds.ts'
import { accountParts, type Account } from '../../../../shared/models/account.ts'
import { noCurrency } from '../../../../shared/currency.ts'
import { entriesOf, firstText, idOf, isSent, isUnreadableText, textOf } from '../values/fdx-values.ts'
import { isUnreadableMoment, momentOf } from '../values/moment.ts'
import { currencyOf, decimalOf, isUnreadableAmount, isUnreadableCurrency } from '../values/money.ts'

/** An account as a product sends it: every field except its id may be missing. */
export interface WireAccount {
  id: string
  category: Account['category']
  fields: Record<string, unknown>
}

/** The accounts in one entry of a list, usually one; null for each without an id. None in an entry that holds no account. */
export function wireAccountsOf(entry: unknown): (WireAccount | null)[] {
  return entriesOf(entry, ['accountId'], 'Account').map(({ key, fields }) => {
    const id = idOf(fields['accountId'])
    return id === null ? null : { id, category: categoryOf(key, fields), fields }
  })
}

/**
 * FDX's categories, without the word "account" and without characters other than letters: `locAccount` and `LOC_ACCOUNT` are both `loc`.
 */
const categories = new Map<string, Account['category']>([
  ['deposit', 'deposit'],
  ['investment', 'investment'],
  ['loan', 'loan'],
  ['loc', 'line-of-credit'],
  ['lineofcredit', 'line-of-credit'],
  ['insurance', 'insurance'],
  ['annuity', 'annuity'],
])

/** Akoya and FDX 4 name the category in the key around an account, FDX 5 and 6 in `accountCategory`. Unknown words occur. */
function categoryOf(key: string | null, fields: Record<string, unknown>): Account['category'] {
  const [found] = [key, textOf(fields['accountCategory'])].flatMap((word) => {
    const category = categories.get(word?.toLowerCase().replaceAll(/account|[^a-z]/g, '') ?? '')
    return category === undefined ? [] : [category]
  })
  return found ?? 'other'
}

/** The fields of FDX's and Akoya's account entities that hold a balance. */
const balanceFields: Record<BalanceKind, string> = {
  current: 'currentBalance',
  value: 'currentValue',
  principal: 'principalBalance',
  'net-present-value': 'netPresentValue',
  'pay-off': 'payOffAmount',
  available: 'availableBalance',
  cash: 'availableCashBalance',
}

/**
 * One account, with its entry in the balances product; null for none. Either may name its category and whether it is a debt.
 *
 * @param repeat how many earlier accounts have the same id
 */
export function toAccount(wire: WireAccount, balance: WireAccount | null, repeat: number): Account {
  const { id, fields } = wire
  const category = wire.category === 'other' ? (balance?.category ?? 'other') : wire.category
  const currency = currencyOf(balance?.fields['currency']) ?? currencyOf(fields['currency'])
  const unavailable =
    balance === null || hasError(balance) || hasError(wire) || isMainUnreadable(balance.fields)
  const known = unavailable ? {} : balance.fields
  const asOf = momentOf(known['balanceAsOf'])
  return {
    key: keyOf(id, repeat),
    id,
    category,
    type: textOf(fields['accountType']),
    name: firstText(fields['nickname'], fields['productName'], fields['description']) ?? 'Account',
    mask: maskOf(firstText(fields['accountNumberDisplay'], fields['maskedAccountNumber'])),
    currency,
    balances: balancesOf(known, currency ?? noCurrency),
    balanceType: balanceTypeOf(category, balance?.fields['balanceType'], fields['balanceType']),
    asOfDay: asOf?.day ?? null,
    asOfMs: asOf?.atMs ?? null,
    unavailable,
    isEarlier: false,
    unreadable: unreadableIn(fields, balance?.fields ?? {}),
  }
}

/** @param sent the fields of the account information @param known those of the balances */
function unreadableIn(sent: Record<string, unknown>, known: Record<string, unknown>): Account['unreadable'] {
  const isAny = (isUnreadable: (value: unknown) => boolean, ...names: string[]) =>
    names.some((name) => isUnreadable(sent[name]))
  const isUnreadable: Record<Account['unreadable'][number], boolean> = {
    name: isAny(isUnreadableText, 'nickname', 'productName', 'description'),
    type: isAny(isUnreadableText, 'accountType', 'accountCategory'),
    number: isAny(isUnreadableText, 'accountNumberDisplay', 'maskedAccountNumber'),
    currency: isUnreadableCurrency(known['currency']) || isAny(isUnreadableCurrency, 'currency'),
    balance: Object.values(balanceFields).some((name) => isUnreadableAmount(known[name])),
    'balance type': [known, sent].some((fields) => isUnknownBalanceType(fields['balanceType'])),
    date: isUnreadableMoment(known['balanceAsOf']),
  }
  return accountParts.filter((part) => isUnreadable[part])
}

function isUnknownBalanceType(value: unknown): boolean {
  return isSent(value) && !/^(asset|liability)$/i.test(textOf(value) ?? '')
}

/** A key that stays the same for an account in the next response: ids may be of any length, and are not always unique. */
export function keyOf(id: string, repeat: number): string {
  const hash = createHash('sha256').update(id).digest('base64url')
  return repeat === 0 ? hash : `${hash}.${repeat}`
}

function balancesOf(fields: Record<string, unknown>, currency: string): Account['balances'] {
  const known = Object.entries(balanceFields).flatMap(([kind, field]) => {
    const amount = decimalOf(fields[field], currency)
    return amount === null ? [] : [[kind, amount]]
  })
  return Object.fromEntries(known) as Account['balances']
}

/** The balance to show was sent but is not read: another must not be shown instead. */
function isMainUnreadable(fields: Record<string, unknown>): boolean {
  const main = balanceKinds.find((kind) => isSent(fields[balanceFields[kind]]))
  return main !== undefined && isUnreadableAmount(fields[balanceFields[main]])
}

/**
 * The last characters of an account's number, as the institution shows them: `0071` of `xxxx0071`, `12345` of `...12345`. Of an unmasked
 * number, four.
 */
function maskOf(display: string | null): string | null {
  const last = /[\p{L}\p{N}]+$/u.exec(display ?? '')?.[0]
  if (display === null || last === undefined || /^x+$/i.test(last)) return null
  // Letters may replace hidden digits, too.
  const visible = last.replace(/^x+/i, '')
  const isMasked = visible.length < display.length
  return isMasked && visible.length <= mostVisible ? visible : [...visible].slice(-4).join('')
}

/** More characters of a masked number would reveal too much of it. */
const mostVisible = 6

/** It failed at the institution, while others did not (HTTP 206). */
export function hasError({ fields }: WireAccount): boolean {
  return fields['error'] !== undefined && fields['error'] !== null
}

/** What the institution says, first in the balances product; else what the category suggests. */
function balanceTypeOf(category: Account['category'], ...named: unknown[]): Account['balanceType'] {
  const words = named.map((word) => textOf(word)?.toUpperCase())
  const said = words.find((word) => word === 'LIABILITY' || word === 'ASSET')
  if (said !== undefined) return said === 'LIABILITY' ? 'liability' : 'asset'
  return category === 'loan' || category === 'line-of-credit' ? 'liability' : 'asset'
}
