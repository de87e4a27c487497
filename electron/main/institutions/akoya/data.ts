import type { Account } from '../../../../shared/models/account.ts'
import { AppError } from '../../core/errors.ts'
import { callAkoya } from './call.ts'
import { entryOf, firstText, idOf, isObject, textOf } from '../values/fdx-values.ts'
import { currencyOf, toMoney } from '../values/money.ts'
import type { AccountsRead, ReadContext } from '../profile.ts'

/** An account as a product sends it: every field may be missing but its id. */
interface WireAccount {
  id: string
  category: Account['category']
  fields: Record<string, unknown>
}

/**
 * The accounts of a consent with their balances: `GET /accounts-info/v3/{providerId}`, then `GET /balances/v3/{providerId}`.
 * HTTP 206 is a success in which some accounts carry an error: those come back as unavailable.
 *
 * @throws AppError `grant_ended` (601), `bearer_rejected` (602, 401), `not_subscribed` (403), `rate_limited` (429),
 *   `server_unavailable` (408, 5xx), `answer_invalid`, and what `http.fetch` throws
 * @see Akoya pages "Headers", "Data access API errors"
 */
export async function readAkoyaAccounts(
  context: ReadContext,
  dataBase: string,
  providerId: string,
): Promise<AccountsRead> {
  const info = await readProduct(context, `${dataBase}/accounts-info/v3/${encodeURIComponent(providerId)}`)
  const balances = await readProduct(context, `${dataBase}/balances/v3/${encodeURIComponent(providerId)}`)

  const balanceById = new Map(balances.accounts.map((account) => [account.id, account]))
  return {
    accounts: info.accounts.map((account) => toAccount(account, balanceById.get(account.id), context.now())),
    interactionId: balances.interactionId ?? info.interactionId,
  }
}

/** @throws AppError `answer_invalid` for an answer without a list of accounts, or of whose accounts none can be read */
async function readProduct(
  context: ReadContext,
  url: string,
): Promise<{ accounts: WireAccount[]; interactionId: string | null }> {
  const { body, interactionId } = await callAkoya(context, url)
  const entries = isObject(body) ? body['accounts'] : null
  const accounts = Array.isArray(entries) ? entries.flatMap(toWire) : []
  if (!Array.isArray(entries) || (entries.length > 0 && accounts.length === 0)) {
    throw new AppError('answer_invalid', { host: new URL(url).host })
  }
  return { accounts, interactionId }
}

function toWire(entry: unknown): WireAccount[] {
  const found = entryOf(entry, ['accountId'], 'Account')
  const id = idOf(found?.fields['accountId'])
  if (!found || id === null) return []
  return [{ id, category: categoryOf(found), fields: found.fields }]
}

/** FDX's categories, without the word "account" and what is no letter: `locAccount` and `LOC_ACCOUNT` are both `loc`. */
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
function categoryOf({
  key,
  fields,
}: {
  key: string | null
  fields: Record<string, unknown>
}): Account['category'] {
  const [found] = [key, textOf(fields['accountCategory'])].flatMap((word) => {
    const category = categories.get(word?.toLowerCase().replaceAll(/account|[^a-z]/g, '') ?? '')
    return category === undefined ? [] : [category]
  })
  return found ?? 'other'
}

function toAccount(info: WireAccount, balance: WireAccount | undefined, nowMs: number): Account {
  const unavailable = balance === undefined || hasError(info) || hasError(balance)
  const known = unavailable ? undefined : balance.fields
  const currency = currencyOf(balance?.fields['currency']) ?? currencyOf(info.fields['currency'])
  const asOfMs = Date.parse(textOf(known?.['balanceAsOf']) ?? '')
  const { nickname, productName, description } = info.fields
  return {
    id: info.id.slice(0, 200),
    category: info.category,
    type: textOf(info.fields['accountType']),
    name: firstText(nickname, productName, description) ?? 'Account',
    mask: textOf(info.fields['accountNumberDisplay'])?.match(/[A-Za-z0-9]{1,4}$/)?.[0] ?? null,
    currency,
    balance: toMoney(
      known?.['currentBalance'] ?? known?.['currentValue'] ?? known?.['principalBalance'],
      currency,
    ),
    balanceType: isLiability(info) ? 'liability' : 'asset',
    asOfMs: known === undefined ? null : Number.isNaN(asOfMs) ? nowMs : asOfMs,
    unavailable,
  }
}

function hasError({ fields }: WireAccount): boolean {
  return fields['error'] !== undefined && fields['error'] !== null
}

function isLiability({ category, fields }: WireAccount): boolean {
  const balanceType = textOf(fields['balanceType'])
  if (balanceType !== null) return balanceType.toUpperCase() === 'LIABILITY'
  return category === 'loan' || category === 'line-of-credit'
}
