import { z } from 'zod'
import { money } from './account.ts'
import { id, ms } from './basics.ts'

/** A movement of money on an account, as far as the institution tells: every field can be missing. */
export const transaction = z.object({
  id: z.string().nullable(),
  atMs: ms.nullable(),
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
  /** The institution could give only some of them (HTTP 206). */
  isPartial: z.boolean(),
  /** What support asks for. */
  interactionId: z.string().nullable(),
})
export type TransactionsPage = z.infer<typeof transactionsPage>
