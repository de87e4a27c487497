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
  /** What the institution says of which way the money went; null where it does not: then the amount has the sign that was sent. */
  direction: z.enum(['debit', 'credit']).nullable(),
  /** The institution says that it is not booked yet. */
  isPending: z.boolean(),
})
export type Transaction = z.infer<typeof transaction>

export const transactionsPage = z.object({
  transactions: z.array(transaction),
  /** Names the next page in `transactions.more`; null after the last. */
  next: id.nullable(),
  /** How many entries of the page could not be read. */
  unreadable: z.int(),
  /** How many were the same as one that was read before: each is told once. */
  repeats: z.int(),
  /** Some are missing: the institution could give only some (HTTP 206), or its pages lead in a circle. */
  isPartial: z.boolean(),
  /** What support asks for. */
  interactionId: z.string().nullable(),
})
export type TransactionsPage = z.infer<typeof transactionsPage>
