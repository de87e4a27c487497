import { z } from 'zod'
import { money } from './account.ts'
import { day, id, ms } from './basics.ts'

/** A movement of money on an account, as far as the institution tells: every field can be missing. */
export const transaction = z.object({
  id: z.string().nullable(),
  /** When it was posted, else when it was made. */
  day: day.nullable(),
  /** The instant of it, where the institution gives a time of day with its zone. */
  postedAtMs: ms.nullable(),
  madeAtMs: ms.nullable(),
  description: z.string().nullable(),
  category: z.string().nullable(),
  /** Below zero when money left the account. */
  amount: money.nullable(),
  /** Not settled yet. */
  isPending: z.boolean(),
})
export type Transaction = z.infer<typeof transaction>

export const transactionsPage = z.object({
  transactions: z.array(transaction),
  /** Names the next page in `transactions.more`; null after the last. */
  next: id.nullable(),
  /** How many entries of the page could not be read. */
  unreadable: z.int(),
  /** The institution could give only some of them (HTTP 206). */
  isPartial: z.boolean(),
  /** What support asks for. */
  interactionId: z.string().nullable(),
})
export type TransactionsPage = z.infer<typeof transactionsPage>
