import { drawFrom, idFrom, type Draw } from './draw.ts'
import type { Habit } from './habits.ts'
import { planOf, type Plan } from './plans.ts'
import type { SandboxAccount } from '../users.ts'
import { dayMs, versionsOf, type Version } from './versions.ts'

/** An account of one ledger: the same seed gives the same transactions. */
export interface LedgerOf {
  seed: string
  account: Pick<SandboxAccount, 'accountId' | 'key' | 'accountType' | 'balance' | 'balanceType'> & {
    habits?: readonly Habit[]
  }
}

/** One thing that happened in an account. */
export interface Happening {
  /** Ours: never sent, and the same at any time. */
  key: string
  versions: readonly Version[]
}

/** Months since year 0, UTC. */
export function monthAt(atMs: number): number {
  const at = new Date(atMs)
  return at.getUTCFullYear() * 12 + at.getUTCMonth()
}

export function startOfMonth(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12)
}

/** The month at whose beginning a balance that drifts is the one in the list of users. */
const firstMonth = 2026 * 12 + 10

/** The balance at the beginning of a month once all of the months before it is final, in cents; a debt is below zero. */
export function balanceAtStart({ seed, account }: LedgerOf, month: number): number {
  const { wobble, drift } = planOf(account)
  const usual = Math.round(account.balance * 100) * (account.balanceType === 'LIABILITY' ? -1 : 1)
  const draw = drawFrom(`${seed}/${account.accountId}/balance/${month}`)
  return usual + drift * (month - firstMonth) + draw.below(2 * wobble + 1) - wobble
}

/** All that happened in a month, in any order. */
export function happeningsOf(ledger: LedgerOf, month: number): Happening[] {
  const { account, seed } = ledger
  const plan = planOf(account)
  const name = `${seed}/${account.accountId}/${month}`
  const draw = drawFrom(name)
  const days = Math.round((startOfMonth(month + 1) - startOfMonth(month)) / dayMs)
  const purchases = Array.from({ length: days }, (_, day) =>
    purchasesOf({ draw, plan, habits: account.habits ?? [], name: `${name}/${day}` }, month, day),
  ).flat()
  const { fixed, balancing } = plan
  const others = fixed ? [posted(`${name}/fixed`, month, fixed)] : []
  const change = balanceAtStart(ledger, month + 1) - balanceAtStart(ledger, month)
  const cents = change - [...purchases, ...others].reduce((sum, one) => sum + finalCents(one), 0)
  return [...purchases, ...others, posted(`${name}/balancing`, month, { ...balancing, cents })]
}

interface Day {
  draw: Draw
  plan: Plan
  habits: readonly Habit[]
  name: string
}

function purchasesOf({ draw, plan, habits, name }: Day, month: number, day: number): Happening[] {
  if (!draw.oneIn(plan.every)) return []
  const count = 1 + draw.below(plan.most)
  return Array.from({ length: count }, (_, index) => {
    const key = `${name}/${index}`
    const payee = plan.payees[draw.below(plan.payees.length)] ?? { name: 'Fee', least: 500, most: 500 }
    const madeMs = startOfMonth(month) + day * dayMs + (8 * 60 + draw.below(14 * 60)) * 60_000
    const versions = versionsOf(draw, habits, { key, madeMs, payee })
    const repeats = draw.oneIn(5) && habits.includes('repeats') ? 1 + draw.below(2) : 0
    return Array.from({ length: 1 + repeats }, (__, nth) => again({ key, versions }, nth))
  }).flat()
}

/** The same once more, under ids of its own. */
function again({ key, versions }: Happening, nth: number): Happening {
  if (nth === 0) return { key, versions }
  return {
    key: `${key}/${nth}`,
    versions: versions.map((one) => ({ ...one, id: idFrom(`${one.id}/${nth}`) })),
  }
}

/** Posted at once. */
function posted(
  key: string,
  month: number,
  { name, day, cents }: { name: string; day: number; cents: number },
): Happening {
  const madeMs = startOfMonth(month) + (day - 1) * dayMs + 7 * 3_600_000
  return {
    key,
    versions: [
      {
        fromMs: madeMs,
        untilMs: Infinity,
        id: idFrom(key),
        madeMs,
        postedMs: madeMs,
        cents,
        description: name,
      },
    ],
  }
}

function finalCents({ versions }: Happening): number {
  const last = versions.at(-1)
  return last?.untilMs === Infinity && last.postedMs !== null ? last.cents : 0
}
