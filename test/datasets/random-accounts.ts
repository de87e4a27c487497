import { drawFrom } from '../../electron/main/sandbox/ledger/draw.ts'
import type { Habit } from '../../electron/main/sandbox/ledger/habits.ts'
import type { SandboxAccount } from '../../electron/main/sandbox/users.ts'

const kinds = [
  ['depositAccount', 'CHECKING'],
  ['depositAccount', 'SAVINGS'],
  ['locAccount', 'CREDITCARD'],
  ['investmentAccount', 'BROKERAGEPRODUCT'],
] as const

const habits: readonly Habit[] = [
  'new id',
  'new amount',
  'late',
  'corrected',
  'vanishing',
  'repeats',
  'fleeting',
  'partial',
  'short history',
]

/** Accounts of any kind with any habits together, which follow from the seed. */
export function randomAccounts(seed: string, count: number): SandboxAccount[] {
  const draw = drawFrom(`${seed}/accounts`)
  return Array.from({ length: count }, (_, index) => {
    const [key, accountType] = kinds[draw.below(kinds.length)] ?? kinds[0]
    // A row that is sent twice without an id of its own can't be told from one that happened twice.
    const ids = (['sent twice', 'id by position', 'no id'] as const)[draw.below(6)]
    return {
      accountId: `any${index}`,
      key,
      accountType,
      nickname: `Account ${index}`,
      display: `xxxx${1000 + index}`,
      balanceType: key === 'locAccount' ? 'LIABILITY' : 'ASSET',
      balance: 1000,
      habits: possible([...habits.filter(() => draw.oneIn(3)), ...(ids === undefined ? [] : [ids])]),
      details: {},
      holdings: [],
    }
  })
}

/**
 * What comes after 80 days and is gone after 90 can be missed by a history that is read once a month. So can what was answered in part, and
 * what a row that left between two pages has hidden: docs/datasets.md says so.
 */
const needsHistory: readonly Habit[] = ['late', 'partial', 'fleeting']

function possible(some: Habit[]): Habit[] {
  return some.filter((habit) => !some.includes('short history') || !needsHistory.includes(habit))
}
