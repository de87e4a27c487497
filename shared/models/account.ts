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
  /** The institution's id: unique and lasting only within one `sub`. */
  id: z.string(),
  category: z.enum(accountCategories),
  /** Its type in the institution's words, such as CHECKING. */
  type: z.string().nullable(),
  name: z.string(),
  /** The last characters of its number, as the institution shows them. */
  mask: z.string().nullable(),
  /** Its currency, also where there is no balance; null where the institution names none. */
  currency: z.string().length(3).nullable(),
  balance: money.nullable(),
  /** What the balance means: owed to the person or by the person. */
  balanceType: z.enum(['asset', 'liability']),
  asOfMs: ms.nullable(),
  /** The institution answered for the others but not for this one (HTTP 206). */
  unavailable: z.boolean(),
})
export type Account = z.infer<typeof account>
