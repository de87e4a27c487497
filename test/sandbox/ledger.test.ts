import { afterEach, describe, expect, test } from 'vitest'
import { balanceAt, historyDays, transactionsAt } from '../../electron/main/sandbox/ledger/ledger.ts'
import { sentTransactions } from '../../electron/main/sandbox/ledger/sent.ts'
import type { TrueTransaction } from '../../electron/main/sandbox/ledger/ledger.ts'
import { users } from '../../electron/main/sandbox/users.ts'
import { ledgerOf } from '../support/mikomo-ledger.ts'
import { openRecipient, type Recipient } from './recipient.ts'

const dayMs = 86_400_000
const trueLedger = (ledger: ReturnType<typeof ledgerOf>, atMs: number) =>
  transactionsAt(ledger, { fromMs: atMs - historyDays * dayMs, toMs: atMs }, atMs)
const nowMs = Date.parse('2026-11-26T12:00:00Z')
const accountIds = users.flatMap(({ accounts }) => accounts.map(({ accountId }) => accountId))
const named = (nickname: string) =>
  ledgerOf(
    users.flatMap(({ accounts }) => accounts).find((one) => one.nickname === nickname)?.accountId ?? '',
  )

test.each(accountIds)('%s has the same ledger at the same moment, and another one by another seed', (id) => {
  expect(trueLedger(ledgerOf(id), nowMs)).toEqual(trueLedger(ledgerOf(id), nowMs))
  const contents = (seed: string) =>
    trueLedger(ledgerOf(id, seed), nowMs).map(({ cents, key }) => [cents, key])
  expect(contents('another')).not.toEqual(contents('mikomo'))
})

test.each(accountIds)('from one moment to another, the balance of %s changes by what was posted', (id) => {
  const ledger = ledgerOf(id)
  const postedAt = (atMs: number) =>
    transactionsAt(ledger, { fromMs: nowMs - 600 * dayMs, toMs: atMs }, atMs)
      .filter(({ postedMs }) => postedMs !== null)
      .reduce((sum, { cents }) => sum + cents, 0)
  const opening = balanceAt(ledger, nowMs - 400 * dayMs).posted - postedAt(nowMs - 400 * dayMs)
  for (let hours = 0; hours < 400 * 24; hours += 1009) {
    const atMs = nowMs - hours * 3_600_000
    expect([hours, balanceAt(ledger, atMs).posted]).toEqual([hours, opening + postedAt(atMs)])
  }
})

test.each(accountIds)('%s stays plausible for ten years', { tags: 'thorough' }, (id) => {
  const ledger = ledgerOf(id)
  const { balance, balanceType, key } = ledger.account
  for (let days = 0; days < 3650; days += 61) {
    const { posted } = balanceAt(ledger, nowMs + days * dayMs)
    if (balanceType === 'ASSET') expect(posted).toBeGreaterThan(0)
    else expect(posted).toBeGreaterThan((key === 'loanAccount' ? -balance - 2000 : -12_000) * 100)
  }
})

/** How each transaction of an account looks on 200 days in a row, by its key. */
function history(nickname: string): TrueTransaction[][] {
  const ledger = named(nickname)
  const byKey = new Map<string, TrueTransaction[]>()
  for (let day = 0; day <= 200; day += 1) {
    const atMs = nowMs - (200 - day) * dayMs
    for (const one of transactionsAt(ledger, { fromMs: nowMs - 260 * dayMs, toMs: atMs }, atMs)) {
      const seen = byKey.get(one.key) ?? []
      if (JSON.stringify(seen.at(-1)) !== JSON.stringify(one)) seen.push(one)
      byKey.set(one.key, seen)
    }
  }
  return [...byKey.values()]
}

describe('an account does what its name says', () => {
  test('New ids and amounts: what is pending posts under another id, on another day, some for another amount', () => {
    const pairs = history('New ids and amounts').filter(
      ([pending, posted]) => pending?.postedMs === null && posted?.postedMs !== null && posted !== undefined,
    )
    expect(pairs.length).toBeGreaterThan(100)
    expect(pairs.every(([pending, posted]) => pending?.id !== posted?.id)).toBe(true)
    expect(new Set(pairs.map(([pending, posted]) => pending?.cents === posted?.cents))).toEqual(
      new Set([true, false]),
    )
  })

  test('Late and corrected: some appear weeks after their day, and some change later', () => {
    const all = history('Late and corrected')
    const firstSeenLate = all.filter(([first]) => first && first.fromMs - first.dateMs > 9 * dayMs)
    expect(firstSeenLate.length).toBeGreaterThan(20)
    const posted = all.map((versions) => versions.filter(({ postedMs }) => postedMs !== null))
    const corrected = posted.filter(({ length }) => length > 1)
    expect(corrected.length).toBeGreaterThan(20)
    expect(corrected.every((versions) => new Set(versions.map(({ id }) => id)).size === 1)).toBe(true)
  })

  test('Vanishing: some that were pending and some that were posted are gone, and others come twice', () => {
    const keys = new Set(trueLedger(named('Vanishing'), nowMs).map(({ key }) => key))
    const gone = history('Vanishing').filter(([first]) => first && !keys.has(first.key))
    const last = gone.map((versions) => versions.at(-1)?.postedMs === null)
    expect(new Set(last)).toEqual(new Set([true, false]))
    const contents = trueLedger(named('Vanishing'), nowMs).map((one) =>
      [one.dateMs, one.cents, one.description].join(' '),
    )
    expect(new Set(contents).size).toBeLessThan(contents.length - 50)
  })

  const sentOf = (nickname: string, atMs = nowMs) => {
    const { rows, isPartial } = sentTransactions(
      named(nickname),
      { fromMs: atMs - 60 * dayMs, toMs: atMs },
      atMs,
    )
    return { isPartial, rows: rows.flatMap((row) => Object.values(row) as { transactionId?: string }[]) }
  }
  const idsOf = (nickname: string, atMs?: number) =>
    sentOf(nickname, atMs).rows.map(({ transactionId }) => transactionId)

  test('Ids by position: an id is the place in the answer', () => {
    const ids = idsOf('Ids by position')
    expect(ids).toEqual(ids.map((_, index) => String(index + 1)))
  })

  test('No ids: not one', () => {
    expect(new Set(idsOf('No ids'))).toEqual(new Set([undefined]))
  })

  test('Sent twice on shifting pages: rows are repeated, and the first comes and goes with each second', () => {
    const ids = idsOf('Sent twice on shifting pages')
    expect(new Set(ids).size).toBeLessThan(ids.length - 10)
    const aSecondLater = idsOf('Sent twice on shifting pages', nowMs + 1000)
    expect(aSecondLater.length).not.toBe(ids.length)
  })

  test('Answered in part: rows are missing on one day of three', () => {
    const days = [0, 1, 2].map((days) => sentOf('Answered in part', nowMs + days * dayMs))
    expect(days.filter(({ isPartial }) => isPartial).length).toBe(1)
  })
})

let recipient: Recipient | undefined
afterEach(() => recipient?.close())

test('over HTTP, page by page, an account has exactly what its ledger has', async () => {
  recipient = await openRecipient()
  const { idToken } = await recipient.link('mikomo_15')
  const endTime = new Date(Date.now() - 30 * dayMs).toISOString()
  const startTime = new Date(Date.now() - 150 * dayMs).toISOString()
  const ids: unknown[] = []
  let next: string | undefined =
    `/transactions/v3/mikomo/dif2e60b7a32?startTime=${startTime}&endTime=${endTime}`
  while (next !== undefined) {
    const { body } = await recipient.read(next, idToken)
    const page = body as {
      links: { next?: { href: string } }
      transactions: { depositTransaction: { transactionId: string } }[]
    }
    ids.push(...page.transactions.map(({ depositTransaction }) => depositTransaction.transactionId))
    next = page.links.next?.href
  }
  const truth = transactionsAt(
    named('Late and corrected'),
    { fromMs: Date.parse(startTime), toMs: Date.parse(endTime) },
    Date.now(),
  )
  expect(ids).toEqual(truth.map(({ id }) => id))
})
