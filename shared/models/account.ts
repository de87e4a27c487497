import { z } from 'zod'
import { ms } from './basics.ts'

/** An amount in minor units (cents) with its ISO 4217 currency. */
export const money = z.object({ minorUnits: z.int(), currency: z.string().length(3) })
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

export const account = z.object({
  /** The institution's id. Unique and stable only within one `sub`. */
  id: z.string(),
  category: z.enum(accountCategories),
  /** The institution's name for the account type, such as CHECKING. */
  type: z.string().nullable(),
  name: z.string(),
  /** The last characters of the account number, as the institution shows them. */
  mask: z.string().nullable(),
  /** Also set without a balance; null where the institution names none. */
  currency: z.string().length(3).nullable(),
  balance: money.nullable(),
  /** `asset`: the user owns the balance. `liability`: the user owes it. */
  balanceType: z.enum(['asset', 'liability']),
  asOfMs: ms.nullable(),
  /** The institution returned other accounts but not this one (HTTP 206). */
  unavailable: z.boolean(),
})
export type Account = z.infer<typeof account>
