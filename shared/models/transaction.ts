import { z } from 'zod'
import { money } from './account.ts'
import { day, id, ms } from './basics.ts'

/** What an institution sends of a transaction and Mooring reads. */
export const transactionParts = [
  'id',
  'date',
  'description',
  'category',
  'amount',
  'currency',
  'status',
  'direction',
] as const

/** A transaction of an account. Institutions may leave out any field. */
export const transaction = z.object({
  id: z.string().nullable(),
  /** The posting day, else the day of the transaction. */
  day: day.nullable(),
  /** Set only where the institution gives a time with a zone. */
  postedAtMs: ms.nullable(),
  madeAtMs: ms.nullable(),
  description: z.string().nullable(),
  category: z.string().nullable(),
  /** Negative when money left the account. */
  amount: money.nullable(),
  /** Whether money left or entered the account. Null where the institution does not say: `amount` then has the sign that was sent. */
  direction: z.enum(['debit', 'credit']).nullable(),
  /** The institution says that it is not posted yet. */
  isPending: z.boolean(),
  /** What was sent and could not be read. */
  unreadable: z.array(z.enum(transactionParts)),
})
export type Transaction = z.infer<typeof transaction>

export const transactionsPage = z.object({
  transactions: z.array(transaction),
  /** The id of the next page for `transactions.more`; null after the last. */
  next: id.nullable(),
  /** Number of entries that could not be read, or not all of them: the latter are in `transactions`. */
  unreadable: z.int(),
  /** Number of entries left out because they repeat an earlier one. */
  repeats: z.int(),
  /** Some are missing: the institution returned only some (HTTP 206), or its pages lead in a circle. */
  isPartial: z.boolean(),
  /** Akoya's `x-akoya-interaction-id`, for support. */
  interactionId: z.string().nullable(),
})
export type TransactionsPage = z.infer<typeof transactionsPage>
