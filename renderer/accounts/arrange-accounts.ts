import { shownBalance } from '../../shared/balance.ts'
import { noCurrency } from '../../shared/currency.ts'
import { compareDecimals, sumDecimals } from '../../shared/decimal.ts'
import type { Account, Money } from '../../shared/models/account.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { accountColumnKeys, type AccountColumnKey } from '../../shared/list-arrangement.ts'
import { folded } from '../../shared/plain-text.ts'
import { accountKinds, kindOfCategory } from '../parts/account-kinds.ts'
import { accountTypeText } from '../text/names.ts'
import { text } from '../text/text.ts'

/** An account with the connection that shares it. */
export interface Listed {
  connection: ConnectionSummary
  account: Account
  /** The balance to show; null for none. */
  balance: Money | null
}

export const kindFilters = ['all', ...accountKinds] as const
export type KindFilter = (typeof kindFilters)[number]
export const accountGroups = ['none', 'institution', 'label', 'currency'] as const
export type AccountGroup = (typeof accountGroups)[number]
const accountColumns = ['account', 'connection', 'label', 'kind', 'balance', 'asOf'] as const
export type AccountColumn = (typeof accountColumns)[number]

/** The columns of the table, of which some are hidden. */
export function shownColumns(chosen: readonly AccountColumnKey[]): AccountColumn[] {
  const hidden = accountColumnKeys.filter((key) => !chosen.includes(key))
  return accountColumns.filter((column) => !hidden.some((key) => key === column))
}

export interface AccountArrangement {
  search: string
  filter: KindFilter
  group: AccountGroup
  /** Null: as the connections were linked, and in each institution's order. */
  sort: AccountColumn | null
  isDescending: boolean
}

export const plainAccounts: AccountArrangement = {
  search: '',
  filter: 'all',
  group: 'none',
  sort: null,
  isDescending: false,
}

export type AccountLine =
  | { kind: 'group'; id: string; name: string; count: number; totals: Total[] }
  | { kind: 'account'; id: string; listed: Listed }

/** What the accounts in one currency add up to; debts are below zero. */
export interface Total {
  currency: string
  count: number
  /** Null if they can't be added: more than one account without a named currency, or no balance at all. */
  sum: Money | null
  withoutBalance: number
}

export function listed(connection: ConnectionSummary, account: Account): Listed {
  const shown = account.unavailable ? null : shownBalance(account)
  return { connection, account, balance: shown?.money ?? null }
}

export function idOf({ connection, account }: Listed): string {
  return `${connection.id}/${account.key}`
}

/** Those in which every word of the search occurs, in any of their texts. */
export function searchAccounts(all: readonly Listed[], search: string): Listed[] {
  const words = folded(search).split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...all]
  return all.filter((one) => words.every((word) => searchText(one).includes(word)))
}

/** The count of each kind. */
export function countKinds(found: readonly Listed[]): Record<KindFilter, number> {
  const counts: Record<KindFilter, number> = {
    all: found.length,
    cash: 0,
    cards: 0,
    loans: 0,
    investments: 0,
    other: 0,
  }
  for (const { account } of found) counts[kindOfCategory[account.category]] += 1
  return counts
}

/** Those of the chosen kind, sorted. */
export function arrangeAccounts(
  found: readonly Listed[],
  { filter, sort, isDescending }: AccountArrangement,
): Listed[] {
  const kept =
    filter === 'all' ? [...found] : found.filter(({ account }) => kindOfCategory[account.category] === filter)
  if (sort === null) return kept
  const compare = comparisons[sort]
  return kept.toSorted((a, b) => (isDescending ? compare(b, a) : compare(a, b)))
}

/** The lines of the table. An account with several labels is in the group of each. */
export function linesOfAccounts(shown: readonly Listed[], group: AccountGroup): AccountLine[] {
  if (group === 'none') return shown.map((one) => ({ kind: 'account', id: idOf(one), listed: one }))
  const groups = new Map<string, { name: string; members: Listed[] }>()
  for (const one of shown) {
    for (const { id, name } of groupsOf(one, group)) {
      const members = groups.get(id)?.members
      if (members) members.push(one)
      else groups.set(id, { name, members: [one] })
    }
  }
  return [...groups]
    .toSorted(([a, { name: nameA }], [b, { name: nameB }]) =>
      a === '' || b === '' ? Number(a === '') - Number(b === '') : collator.compare(nameA, nameB),
    )
    .flatMap(([id, { name, members }]): AccountLine[] => [
      { kind: 'group', id: `group/${id}`, name, count: members.length, totals: totalsOf(members) },
      ...members.map((one): AccountLine => ({
        kind: 'account',
        id: `${id}/${idOf(one)}`,
        listed: one,
      })),
    ])
}

/** One total a currency, the currency of most accounts first, and last what names none. */
export function totalsOf(shown: readonly Listed[]): Total[] {
  const byCurrency = new Map<string, Listed[]>()
  for (const one of shown) {
    const currency = currencyOf(one)
    const members = byCurrency.get(currency)
    if (members) members.push(one)
    else byCurrency.set(currency, [one])
  }
  return [...byCurrency]
    .map(([currency, members]): Total => {
      const amounts = members.flatMap(({ balance }) => (balance === null ? [] : [balance.amount]))
      const canAdd = amounts.length > 0 && (currency !== noCurrency || amounts.length === 1)
      return {
        currency,
        count: members.length,
        sum: canAdd ? { amount: sumDecimals(amounts), currency } : null,
        withoutBalance: members.length - amounts.length,
      }
    })
    .toSorted(
      (a, b) =>
        Number(a.currency === noCurrency) - Number(b.currency === noCurrency) ||
        b.count - a.count ||
        collator.compare(a.currency, b.currency),
    )
}

/** How many accounts seem to be another one that a second login at the same institution shares. */
export function countSharedTwice(shown: readonly Listed[]): number {
  const owners = new Map<string, Set<string>>()
  for (const { connection, account } of shown) {
    if (account.mask === null) continue
    const key = JSON.stringify([connection.institutionId, account.name, account.mask, account.balances])
    owners.set(key, (owners.get(key) ?? new Set()).add(connection.id))
  }
  return [...owners.values()].filter(({ size }) => size > 1).length
}

export function currencyOf({ account }: Listed): string {
  return account.currency ?? noCurrency
}

function groupsOf(one: Listed, group: Exclude<AccountGroup, 'none'>): { id: string; name: string }[] {
  const { connection } = one
  switch (group) {
    case 'institution':
      return [{ id: connection.institutionName, name: connection.institutionName }]
    case 'label': {
      const { labels } = connection
      return labels.length === 0
        ? [{ id: '', name: text.accounts.noLabel }]
        : labels.map((label) => ({ id: label, name: label }))
    }
    case 'currency': {
      const currency = currencyOf(one)
      return currency === noCurrency
        ? [{ id: '', name: text.accounts.unknownCurrency }]
        : [{ id: currency, name: currency }]
    }
  }
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
const byText = (of: (one: Listed) => string) => (a: Listed, b: Listed) => collator.compare(of(a), of(b))

const comparisons: Record<AccountColumn, (a: Listed, b: Listed) => number> = {
  account: byText(({ account }) => account.name),
  connection: byText(({ connection }) => `${connection.institutionName} ${connection.signedInAs}`),
  label: byText(({ connection }) => connection.labels.join(' ')),
  kind: byText(({ account }) => accountTypeText(account)),
  balance: (a, b) =>
    collator.compare(currencyOf(a), currencyOf(b)) ||
    Number(a.balance === null) - Number(b.balance === null) ||
    compareDecimals(a.balance?.amount ?? '0', b.balance?.amount ?? '0'),
  asOf: (a, b) => asOfMs(a) - asOfMs(b),
}

/** How many connections may share more accounts than were read. */
export function countIncomplete(connections: readonly ConnectionSummary[]): number {
  return connections.filter(
    ({ sharesAccounts, isPartial, unreadableCount, accountCount, dataAsOfMs, status }) =>
      isPartial ||
      unreadableCount > 0 ||
      (sharesAccounts && accountCount === 0 && dataAsOfMs === null && status !== 'revoked'),
  ).length
}

/**
 * What the balance is as of: where the institution does not say, when it was read. A day without a time counts from its beginning, and 0 is
 * unknown. Milliseconds UTC.
 */
export function asOfMs({ account, connection }: Listed): number {
  if (account.asOfMs !== null) return account.asOfMs
  if (account.asOfDay !== null) return new Date(`${account.asOfDay}T00:00:00`).getTime()
  // What the institution says can't be read, or the last read was of other accounts.
  if (account.isEarlier || account.unreadable.includes('date')) return 0
  return connection.dataAsOfMs ?? 0
}

const searchTexts = new WeakMap<Listed, string>()

function searchText(one: Listed): string {
  const known = searchTexts.get(one)
  if (known !== undefined) return known
  const { account, connection } = one
  const parts = [account.name, account.mask, accountTypeText(account), account.currency]
  const owner = [connection.institutionName, connection.signedInAs, ...connection.labels]
  const made = folded([...parts, ...owner].join('\n'))
  searchTexts.set(one, made)
  return made
}
