import type { Bank } from './bank.ts'
import type { SandboxAccount, SandboxUser } from './users.ts'

/** A call of a data product that the consent allows. */
export interface ProductCall {
  bank: Bank
  user: SandboxUser
  /** The accounts that the user shared. */
  accounts: SandboxAccount[]
  accountId: string
  url: URL
}
