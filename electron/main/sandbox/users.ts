import type { Habit } from './ledger/habits.ts'

/** One account as the data products return it. Amounts are major units, as at Akoya. */
export interface SandboxAccount {
  accountId: string
  /** The key that names its category. */
  key: 'depositAccount' | 'investmentAccount' | 'loanAccount' | 'locAccount'
  accountType: string
  nickname: string
  /** Last digits, shown masked. */
  display: string
  balanceType: 'ASSET' | 'LIABILITY'
  /** About the balance at the beginning of each month; of an investment account, of its cash. The ledger says the rest. */
  balance: number
  /** What makes its transactions hard to follow. */
  habits?: readonly Habit[]
  /** Other fields of the balances product. */
  details: Record<string, unknown>
  holdings: Holding[]
}

export interface Holding {
  symbol: string
  holdingName: string
  units: number
  currentUnitPrice: number
}

export interface SandboxUser {
  username: string
  /** Constant across consents, and only for this institution. */
  sub: string
  customerId: string
  first: string
  last: string
  /** A description for the list of sign-ins to try. */
  about: string
  products: string[]
  accounts: SandboxAccount[]
}

const funds: Holding[] = [
  { symbol: 'VTI', holdingName: 'Total stock market index', units: 412.5, currentUnitPrice: 291.4 },
  { symbol: 'BND', holdingName: 'Total bond market index', units: 640, currentUnitPrice: 73.18 },
  { symbol: 'VXUS', holdingName: 'International stock index', units: 510.25, currentUnitPrice: 70.02 },
]

/** The users of Mikomo. Their password is their username. Akoya page "Mikomo". */
export const users: readonly SandboxUser[] = [
  {
    username: 'mikomo_1',
    sub: 'mk-6d1f0a7e52',
    customerId: 'cust-0001',
    first: 'Ines',
    last: 'Alvarado',
    about: 'Eight brokerage accounts',
    products: ['account_info', 'balances', 'transactions', 'investments'],
    accounts: Array.from({ length: 8 }, (_, index) => ({
      accountId: `brk${index + 1}4c7d20e9`,
      key: 'investmentAccount' as const,
      accountType: 'BROKERAGEPRODUCT',
      nickname: `Brokerage ${index + 1}`,
      display: `xxxx52${10 + index}`,
      balanceType: 'ASSET' as const,
      balance: 320.5 * (index + 1),
      details: { margin: false },
      holdings: funds.slice(0, 1 + (index % 3)),
    })),
  },
  {
    username: 'mikomo_4',
    sub: 'mk-1b9d43c8f0',
    customerId: 'cust-0004',
    first: 'Theo',
    last: 'Marsh',
    about: 'Checking and savings; balances only',
    products: ['account_info', 'balances'],
    accounts: [
      deposit('chk7719aa02b4', 'CHECKING', 'Checking', '4410', 5912.35),
      deposit('sav7719aa02b5', 'SAVINGS', 'Rainy day', '4411', 6400),
    ],
  },
  {
    username: 'mikomo_7',
    sub: 'mk-90be27a1d4',
    customerId: 'cust-0007',
    first: 'Joan',
    last: 'Ortega',
    about:
      'One account of every kind, with holdings and documents; what is pending posts under another id, with tips and fuel at another amount',
    products: ['account_info', 'balances', 'transactions', 'investments', 'customers', 'statements', 'tax'],
    accounts: [
      deposit('chk5d20f1c083', 'CHECKING', 'Everyday checking', '0071', 4218.07, ['new id', 'repeats']),
      deposit('sav5d20f1c084', 'SAVINGS', 'High-yield savings', '3390', 61_940.55),
      {
        accountId: 'brk5d20f1c085',
        key: 'investmentAccount',
        accountType: 'BROKERAGEPRODUCT',
        nickname: 'Brokerage',
        display: 'xxxx8812',
        balanceType: 'ASSET',
        balance: 344.75,
        details: { margin: false },
        holdings: funds,
      },
      {
        accountId: 'crd5d20f1c086',
        key: 'locAccount',
        accountType: 'CREDITCARD',
        nickname: 'Platinum card',
        display: 'xxxx1104',
        balanceType: 'LIABILITY',
        balance: 1302.66,
        habits: ['new id', 'new amount'],
        details: { creditLine: 12_000, minimumPaymentAmount: 35, lastStmtBalance: 1180.2, pastDueAmount: 0 },
        holdings: [],
      },
      {
        accountId: 'mtg5d20f1c087',
        key: 'loanAccount',
        accountType: 'MORTGAGE',
        nickname: 'Home loan',
        display: 'xxxx7740',
        balanceType: 'LIABILITY',
        balance: 284_310.91,
        details: {
          originalPrincipal: 320_000,
          escrowBalance: 2140.18,
          nextPaymentAmount: 1894.33,
          loanTerm: 360,
        },
        holdings: [],
      },
    ],
  },
  {
    username: 'mikomo_10',
    sub: 'mk-e47c5508b3',
    customerId: 'cust-0010',
    first: 'Priya',
    last: 'Nair',
    about: 'One checking account, with payments and contact data',
    products: ['account_info', 'balances', 'transactions', 'payments', 'customers'],
    accounts: [deposit('g833202fb0866d0ad83472c429', 'CHECKING', 'Household', '2029', 15_877.2)],
  },
  {
    username: 'mikomo_15',
    sub: 'mk-57c2e8d16b',
    customerId: 'cust-0015',
    first: 'Noor',
    last: 'Haddad',
    about: 'Eight accounts with transactions that are hard to follow; each is named after what it does',
    products: ['account_info', 'balances', 'transactions'],
    accounts: [
      deposit('dif1e60b7a31', 'CHECKING', 'New ids and amounts', '1501', 5200, ['new id', 'new amount']),
      deposit('dif2e60b7a32', 'CHECKING', 'Late and corrected', '1502', 5310.5, [
        'new id',
        'late',
        'corrected',
      ]),
      deposit('dif3e60b7a33', 'CHECKING', 'Vanishing', '1503', 5420.15, ['new id', 'vanishing', 'repeats']),
      deposit('dif4e60b7a34', 'CHECKING', 'Ids by position', '1504', 5530.4, ['id by position', 'repeats']),
      deposit('dif5e60b7a35', 'CHECKING', 'No ids', '1505', 5640.99, ['no id', 'new amount', 'repeats']),
      deposit('dif6e60b7a36', 'CHECKING', 'Sent twice on shifting pages', '1506', 5750.01, [
        'sent twice',
        'fleeting',
      ]),
      deposit('dif7e60b7a37', 'CHECKING', 'Answered in part', '1507', 5860.3, ['partial', 'new id', 'late']),
      deposit('dif8e60b7a38', 'CHECKING', 'Keeps 90 days', '1508', 5970.8, ['short history', 'new id']),
    ],
  },
]

export function findUser(username: string): SandboxUser | undefined {
  return users.find((user) => user.username === username)
}

function deposit(
  accountId: string,
  accountType: 'CHECKING' | 'SAVINGS',
  nickname: string,
  digits: string,
  balance: number,
  habits: readonly Habit[] = [],
): SandboxAccount {
  return {
    accountId,
    key: 'depositAccount',
    accountType,
    nickname,
    display: `xxxx${digits}`,
    balanceType: 'ASSET',
    balance,
    habits,
    details: accountType === 'SAVINGS' ? { annualPercentageYield: 4.1, interestYtd: 812.44 } : {},
    holdings: [],
  }
}
