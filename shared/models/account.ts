import { z } from 'zod'
import { balanceKinds } from '../balance-kinds.ts'
import { day, ms } from './basics.ts'

/** A decimal number as text, exact: `-12.50`. */
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/)

/** ISO 4217, or `XXX` for what can't be such a code. */
export const currency = z.string().length(3)

export const money = z.object({ amount: decimal, currency })
export type Money = z.infer<typeof money>

export const accountCategories = [
  'deposit',
  'investment',
  'loan',
  'line-of-credit',
  'insurance',
  'annuity',
  'other',
] as const

/** What an institution sends of an account and Mooring reads. */
export const accountParts = ['name', 'type', 'number', 'currency', 'balance', 'balance type', 'date'] as const

export const account = z.object({
  /** Mooring's own key. Distinguishes two accounts to which an institution gives the same id. */
  key: z.string().min(1).max(64),
  /** The institution's id, as sent. Stable only within one `sub`. */
  id: z.string(),
  category: z.enum(accountCategories),
  /** The institution's name for the account type, such as CHECKING. */
  type: z.string().nullable(),
  name: z.string(),
  /** The last characters of the account number, as the institution shows them. */
  mask: z.string().nullable(),
  /** The currency of all its balances; null if the institution names none. */
  currency: currency.nullable(),
  /** The institution's own figures: a debt is usually above zero. `shownBalance` gives the one to show. */
  balances: z.partialRecord(z.enum(balanceKinds), decimal),
  /** `asset`: the user owns the balances. `liability`: the user owes them. */
  balanceType: z.enum(['asset', 'liability']),
  /** What the balances are as of, where the institution says: the day, and the instant where it named a time with a zone. */
  asOfDay: day.nullable(),
  asOfMs: ms.nullable(),
  /** The institution returned other accounts but not this one (HTTP 206), or its balance could not be read. */
  unavailable: z.boolean(),
  /** It was missing in the last response, which was incomplete: these are the values read before. */
  isEarlier: z.boolean(),
  /** What was sent and could not be read. */
  unreadable: z.array(z.enum(accountParts)),
})
export type Account = z.infer<typeof account>
