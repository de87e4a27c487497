import { idFrom, type Draw } from './draw.ts'
import type { Habit } from './habits.ts'
import type { Payee } from './plans.ts'

export const dayMs = 24 * 3_600_000
const hourMs = 3_600_000

/** A transaction as the institution shows it from one moment to another. */
export interface Version {
  fromMs: number
  untilMs: number
  /** What an account with ids sends. */
  id: string
  madeMs: number
  /** Null while it is pending. */
  postedMs: number | null
  /** Below zero when money leaves the account. */
  cents: number
  description: string
}

export interface Purchase {
  /** Ours: never sent. */
  key: string
  madeMs: number
  payee: Payee
}

/** How one purchase looks over time, with what the habits of its account do to it. Nothing changes 90 days after `madeMs`. */
export function versionsOf(draw: Draw, habits: readonly Habit[], purchase: Purchase): Version[] {
  const has = (habit: Habit, times: number) => draw.oneIn(times) && habits.includes(habit)
  const { key, madeMs, payee } = purchase
  const spent = payee.least + draw.below(payee.most - payee.least + 1)
  const postedMs = madeMs + (20 + draw.below(48)) * hourMs
  const posted: Version = {
    fromMs: postedMs,
    untilMs: Infinity,
    id: idFrom(habits.includes('new id') ? `${key}/posted` : key),
    madeMs,
    postedMs,
    cents: payee.isCredit === true ? spent : -spent,
    description: payee.name,
  }
  const pending: Version = {
    ...posted,
    fromMs: madeMs,
    untilMs: postedMs,
    id: idFrom(key),
    postedMs: null,
    cents: habits.includes('new amount') ? heldFor(payee, posted.cents) : posted.cents,
  }

  if (has('late', 40)) return [{ ...posted, fromMs: madeMs + (60 + draw.below(20)) * dayMs }]
  if (has('late', 8)) return [{ ...posted, fromMs: madeMs + (10 + draw.below(25)) * dayMs }]
  if (has('vanishing', 10)) return [{ ...pending, untilMs: madeMs + (1 + draw.below(5)) * dayMs }]
  if (has('vanishing', 15)) {
    return [pending, { ...posted, untilMs: postedMs + (5 + draw.below(25)) * dayMs }]
  }
  if (has('corrected', 8)) {
    const correctedMs = postedMs + (3 + draw.below(30)) * dayMs
    const corrected = { ...posted, ...correctionOf(draw, posted), fromMs: correctedMs }
    return [pending, { ...posted, untilMs: correctedMs }, corrected]
  }
  return [pending, posted]
}

/** What a shop holds until it knows what was spent: a meal without its tip, a fixed sum for fuel. */
function heldFor({ final }: Payee, cents: number): number {
  switch (final) {
    case 'tip':
      return Math.round(cents / 1.2)
    case 'fuel':
      return cents % 2 === 0 ? -12_500 : -100
    default:
      return cents
  }
}

function correctionOf(draw: Draw, { cents, description, postedMs }: Version): Partial<Version> {
  switch (draw.below(3)) {
    case 0:
      return { cents: cents - 1 - draw.below(900) }
    case 1:
      return { description: `${description} #${100 + draw.below(900)}` }
    default:
      return { postedMs: (postedMs ?? 0) - dayMs }
  }
}
