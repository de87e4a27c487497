import { z } from 'zod'

/** The full number of an account in one payment network, with its bank's. Institutions may leave out any field. */
const accountNumber = z.object({
  /** The bank's number in the network, such as a routing number. */
  bank: z.string().nullable(),
  /** The account's full number in the network. */
  account: z.string().nullable(),
  /** It stands for the account's number and is not it: only this app's payments can use it. */
  isToken: z.boolean(),
  /** The network, as the institution names it, such as US_ACH. */
  network: z.string().nullable(),
})
export type AccountNumber = z.infer<typeof accountNumber>

export const accountNumberList = z.object({
  numbers: z.array(accountNumber),
  /** Number of entries that could not be read. */
  unreadable: z.int(),
  isPartial: z.boolean(),
})
export type AccountNumberList = z.infer<typeof accountNumberList>
