import { z } from 'zod'
import type { Account } from '../../../shared/models/account.ts'
import { AppError } from '../errors.ts'
import { callAkoya } from './akoya-call.ts'
import { toMoney } from './money.ts'
import type { AccountsRead, ReadContext } from './profile.ts'

/** One key an account says its category. Akoya page "Account info": every field is optional, unknown words occur. */
const categoryOfKey = {
  depositAccount: 'deposit',
  investmentAccount: 'investment',
  loanAccount: 'loan',
  locAccount: 'line-of-credit',
  lineOfCreditAccount: 'line-of-credit',
  insuranceAccount: 'insurance',
  annuityAccount: 'annuity',
} as const satisfies Record<string, Account['category']>

const text = z.string().nullish().catch(null)
const amount = z.union([z.number(), z.string()]).nullish().catch(null)

const wireAccount = z.object({
  accountId: z.string().min(1),
  accountNumberDisplay: text,
  accountType: text,
  nickname: text,
  productName: text,
  description: text,
  balanceType: text,
  balanceAsOf: text,
  currency: z.object({ currencyCode: text }).nullish().catch(null),
  currentBalance: amount,
  principalBalance: amount,
  currentValue: amount,
  error: z.unknown().optional(),
})
type WireAccount = z.infer<typeof wireAccount>

const wireAccounts = z.object({ accounts: z.array(z.record(z.string(), z.unknown())) })

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

  const balanceById = new Map(balances.accounts.map((entry) => [entry.wire.accountId, entry]))
  return {
    accounts: info.accounts.map(({ wire, category }) =>
      toAccount(wire, category, balanceById.get(wire.accountId)?.wire, context.now()),
    ),
    interactionId: balances.interactionId ?? info.interactionId,
  }
}

interface ProductRead {
  accounts: { wire: WireAccount; category: Account['category'] }[]
  interactionId: string | null
}

async function readProduct(context: ReadContext, url: string): Promise<ProductRead> {
  const { body, interactionId } = await callAkoya(context, url)
  const parsed = wireAccounts.safeParse(body)
  if (!parsed.success) throw new AppError('answer_invalid', { host: new URL(url).host })
  return { accounts: parsed.data.accounts.flatMap(toWire), interactionId }
}

function toWire(entry: Record<string, unknown>): ProductRead['accounts'] {
  const [key, value] = Object.entries(entry).find(([name]) => name.endsWith('Account')) ?? []
  const wire = wireAccount.safeParse(value)
  if (key === undefined || !wire.success) return []
  const category = Object.hasOwn(categoryOfKey, key)
    ? categoryOfKey[key as keyof typeof categoryOfKey]
    : 'other'
  return [{ wire: wire.data, category }]
}

function toAccount(
  info: WireAccount,
  category: Account['category'],
  balance: WireAccount | undefined,
  nowMs: number,
): Account {
  const unavailable = balance === undefined || hasError(info) || hasError(balance)
  const known = unavailable ? undefined : balance
  const asOfMs = Date.parse(known?.balanceAsOf ?? '')
  return {
    id: info.accountId.slice(0, 200),
    category,
    type: shown(info.accountType),
    name: shown(info.nickname) ?? shown(info.productName) ?? shown(info.description) ?? 'Account',
    mask: info.accountNumberDisplay?.match(/[A-Za-z0-9]{1,4}$/)?.[0] ?? null,
    balance: toMoney(
      known?.currentBalance ?? known?.currentValue ?? known?.principalBalance,
      (known?.currency ?? info.currency)?.currencyCode,
    ),
    balanceType: isLiability(info, category) ? 'liability' : 'asset',
    asOfMs: known === undefined ? null : Number.isNaN(asOfMs) ? nowMs : asOfMs,
    unavailable,
  }
}

function hasError(wire: WireAccount): boolean {
  return wire.error !== undefined && wire.error !== null
}

function isLiability(info: WireAccount, category: Account['category']): boolean {
  if (info.balanceType) return info.balanceType.toUpperCase() === 'LIABILITY'
  return category === 'loan' || category === 'line-of-credit'
}

function shown(value: string | null | undefined): string | null {
  const trimmed = value?.trim() ?? ''
  return trimmed === '' ? null : trimmed.slice(0, 500)
}
