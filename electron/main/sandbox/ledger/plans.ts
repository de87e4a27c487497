import type { SandboxAccount } from '../users.ts'

export interface Payee {
  name: string
  isCredit?: boolean
  /** In cents. */
  least: number
  most: number
  /** What happens between the pending and the posted amount where the account has that habit. */
  final?: 'tip' | 'fuel'
}

/** What happens in an account in a month. */
export interface Plan {
  /** On one day of `every`, from one to `most` purchases. */
  every: number
  most: number
  payees: readonly Payee[]
  /** Comes on the same day of every month with a fixed amount, in cents. */
  fixed: { name: string; day: number; cents: number } | null
  /** Comes once a month and brings the balance back to about where it was, so that it stays plausible for years. */
  balancing: { name: string; day: number }
  /** How far the balance at the beginning of a month is from the usual one, in cents. */
  wobble: number
  /** How much more is in the account after each month, in cents. */
  drift: number
}

const groceries = { name: 'Corner Grocery', least: 450, most: 14_000 }
const fuel = { name: 'Route 9 Fuel', least: 1800, most: 9000, final: 'fuel' } as const

const checking: Plan = {
  every: 1,
  most: 3,
  payees: [
    groceries,
    { name: 'City Transit', least: 275, most: 275 },
    { name: 'Harbor Utilities', least: 2400, most: 22_000 },
    { name: 'Lumen Books', least: 600, most: 6000 },
    { name: 'North Pharmacy', least: 300, most: 4500 },
    { name: 'Harbor Diner', least: 900, most: 5200, final: 'tip' },
    fuel,
  ],
  fixed: null,
  balancing: { name: 'Payroll', day: 15 },
  wobble: 30_000,
  drift: 0,
}

const savings: Plan = {
  every: 6,
  most: 1,
  payees: [{ name: 'Transfer to checking', least: 5000, most: 40_000 }],
  fixed: { name: 'Interest', day: 1, cents: 20_912 },
  balancing: { name: 'Transfer from checking', day: 26 },
  wobble: 10_000,
  drift: 0,
}

const card: Plan = {
  ...checking,
  payees: [
    { name: 'Blue Door Restaurant', least: 1400, most: 9500, final: 'tip' },
    groceries,
    { name: 'Skyline Air', least: 8900, most: 48_000 },
    { name: 'City Transit', least: 275, most: 275 },
    fuel,
  ],
  balancing: { name: 'Card payment', day: 28 },
}

const loan: Plan = {
  every: Infinity,
  most: 0,
  payees: [],
  fixed: { name: 'Monthly payment', day: 3, cents: 189_433 },
  balancing: { name: 'Interest charged', day: 1 },
  wobble: 0,
  drift: 70_000,
}

/** Only its cash: what the funds are worth changes with their prices. */
const brokerage: Plan = {
  every: 5,
  most: 1,
  payees: [{ name: 'Dividend', isCredit: true, least: 300, most: 9000 }],
  fixed: { name: 'Advisory fee', day: 2, cents: -1250 },
  balancing: { name: 'Transfer to bank', day: 27 },
  wobble: 2000,
  drift: 0,
}

export function planOf({ key, accountType }: Pick<SandboxAccount, 'key' | 'accountType'>): Plan {
  switch (key) {
    case 'depositAccount':
      return accountType === 'SAVINGS' ? savings : checking
    case 'locAccount':
      return card
    case 'loanAccount':
      return loan
    case 'investmentAccount':
      return brokerage
  }
}
