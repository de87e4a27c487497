/** One account as the data products give it. Amounts are major units, as Akoya sends them. */
export interface SandboxAccount {
  accountId: string
  /** The key that says its category. */
  key: 'depositAccount' | 'investmentAccount' | 'loanAccount' | 'locAccount'
  accountType: string
  nickname: string
  /** Last digits, shown masked. */
  display: string
  balanceType: 'ASSET' | 'LIABILITY'
  balance: number
}

export interface SandboxPerson {
  user: string
  /** Constant across consents, and of this institution only. */
  sub: string
  customerId: string
  first: string
  last: string
  products: string[]
  accounts: SandboxAccount[]
}

const everything = ['account_info', 'balances', 'transactions', 'investments']

/** The people who bank at Mikomo. Their password is their user name. Akoya page "Mikomo". */
export const people: readonly SandboxPerson[] = [
  {
    user: 'mikomo_1',
    sub: 'mk-6d1f0a7e52',
    customerId: 'cust-0001',
    first: 'Ines',
    last: 'Alvarado',
    products: everything,
    accounts: Array.from({ length: 8 }, (_, index) => ({
      accountId: `brk${index + 1}4c7d20e9`,
      key: 'investmentAccount' as const,
      accountType: 'BROKERAGEPRODUCT',
      nickname: `Brokerage ${index + 1}`,
      display: `xxxx52${10 + index}`,
      balanceType: 'ASSET' as const,
      balance: 10_250.4 * (index + 1),
    })),
  },
  {
    user: 'mikomo_4',
    sub: 'mk-1b9d43c8f0',
    customerId: 'cust-0004',
    first: 'Theo',
    last: 'Marsh',
    products: ['account_info', 'balances'],
    accounts: [
      {
        accountId: 'chk7719aa02b4',
        key: 'depositAccount',
        accountType: 'CHECKING',
        nickname: 'Checking',
        display: 'xxxx4410',
        balanceType: 'ASSET',
        balance: 912.35,
      },
      {
        accountId: 'sav7719aa02b5',
        key: 'depositAccount',
        accountType: 'SAVINGS',
        nickname: 'Rainy day',
        display: 'xxxx4411',
        balanceType: 'ASSET',
        balance: 6400,
      },
    ],
  },
  {
    user: 'mikomo_7',
    sub: 'mk-90be27a1d4',
    customerId: 'cust-0007',
    first: 'Joan',
    last: 'Ortega',
    products: everything,
    accounts: [
      {
        accountId: 'chk5d20f1c083',
        key: 'depositAccount',
        accountType: 'CHECKING',
        nickname: 'Everyday checking',
        display: 'xxxx0071',
        balanceType: 'ASSET',
        balance: 4218.07,
      },
      {
        accountId: 'sav5d20f1c084',
        key: 'depositAccount',
        accountType: 'SAVINGS',
        nickname: 'High-yield savings',
        display: 'xxxx3390',
        balanceType: 'ASSET',
        balance: 61_940.55,
      },
      {
        accountId: 'brk5d20f1c085',
        key: 'investmentAccount',
        accountType: 'BROKERAGEPRODUCT',
        nickname: 'Brokerage',
        display: 'xxxx8812',
        balanceType: 'ASSET',
        balance: 203_115.2,
      },
      {
        accountId: 'crd5d20f1c086',
        key: 'locAccount',
        accountType: 'CREDITCARD',
        nickname: 'Platinum card',
        display: 'xxxx1104',
        balanceType: 'LIABILITY',
        balance: 1302.66,
      },
      {
        accountId: 'mtg5d20f1c087',
        key: 'loanAccount',
        accountType: 'MORTGAGE',
        nickname: 'Home loan',
        display: 'xxxx7740',
        balanceType: 'LIABILITY',
        balance: 284_310.91,
      },
    ],
  },
  {
    user: 'mikomo_10',
    sub: 'mk-e47c5508b3',
    customerId: 'cust-0010',
    first: 'Priya',
    last: 'Nair',
    products: ['account_info', 'balances', 'transactions'],
    accounts: [
      {
        accountId: 'g833202fb0866d0ad83472c429',
        key: 'depositAccount',
        accountType: 'CHECKING',
        nickname: 'Household',
        display: 'xxxx2029',
        balanceType: 'ASSET',
        balance: 15_877.2,
      },
    ],
  },
]

export function findPerson(user: string): SandboxPerson | undefined {
  return people.find((person) => person.user === user)
}
