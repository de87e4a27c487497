import type { Account } from '../../../../shared/models/account.ts'
import { AppError } from '../../core/errors.ts'
import { toAccount, wireAccountsOf, type WireAccount } from './accounts.ts'
import { readList } from './read-list.ts'
import type { FdxServer } from './server.ts'
import type { AccountsRead, ReadContext } from '../model/profile.ts'

/** Where the accounts of a consent and their balances are. They may be one address. */
export interface AccountAddresses {
  accounts: string
  balances: string
}

/**
 * Reads the accounts of a consent with their balances, page by page. HTTP 206 is a success in which some accounts carry an error: they are
 * returned as unavailable.
 *
 * @throws AppError as `FdxServer.call`; `answer_invalid` for a response without a list or without any readable entry
 */
export async function readFdxAccounts(
  server: FdxServer,
  context: ReadContext,
  addresses: AccountAddresses,
): Promise<AccountsRead> {
  const info = await readWireAccounts(server, context, addresses.accounts)
  const balances = await readWireAccounts(server, context, addresses.balances)

  const { accounts, usedRepeats } = joined(info, balances)
  const repeatsOf = (read: ReadAccounts) => read.sent.length - read.accounts.length
  const unreadable = Math.max(info.unreadable, balances.unreadable)
  if (accounts.length === 0 && unreadable > 0) {
    throw new AppError('answer_invalid', { host: new URL(addresses.accounts).host })
  }
  return {
    accounts,
    unreadable,
    repeats: Math.max(repeatsOf(info), repeatsOf(balances) - usedRepeats),
    isComplete: info.isComplete && balances.isComplete && unreadable === 0,
    interactionId: balances.interactionId ?? info.interactionId,
  }
}

interface ReadAccounts {
  /** Every entry that could be read. */
  sent: WireAccount[]
  /** Those of them that do not repeat an earlier one. */
  accounts: WireAccount[]
  unreadable: number
  /** The list is complete, and it is known which entries are the same account. */
  isComplete: boolean
  interactionId: string | null
}

/** @throws AppError as `readFdxAccounts` */
async function readWireAccounts(
  server: FdxServer,
  context: ReadContext,
  address: string,
): Promise<ReadAccounts> {
  const read: ReadAccounts = {
    sent: [],
    accounts: [],
    unreadable: 0,
    isComplete: true,
    interactionId: null,
  }
  const before: EntriesBefore = { contents: new Set(), pages: new Map() }
  const list = await readList(server, context, {
    address,
    listIn: ({ accounts }) => accounts,
    onPage: (entries, page) => {
      const found = entries.map(wireAccountsOf)
      read.unreadable += found.filter(({ length }) => length === 0).length
      return found.flat().filter((account) => !add(read, before, account, page)).length
    },
  })
  return { ...read, ...list, isComplete: read.isComplete && list.isComplete }
}

interface EntriesBefore {
  contents: Set<string>
  /** The first page of each account, by id and then by what identifies it beside the id. */
  pages: Map<string, Map<string, number>>
}

/**
 * Two entries with one id on one page are two accounts, unless they are equal. On different pages they are the same account, whose balance
 * may have changed in between, if their names and numbers are equal. Otherwise they may be one account or two: both are kept.
 *
 * @returns false if an earlier page had it
 */
function add(read: ReadAccounts, before: EntriesBefore, account: WireAccount | null, page: number): boolean {
  if (account === null) {
    read.unreadable += 1
    return true
  }
  const content = JSON.stringify(account)
  const identity = identityOf(account)
  const pages = before.pages.get(account.id) ?? new Map<string, number>()
  const isOnEarlierPage = (pages.get(identity) ?? page) < page
  read.sent.push(account)
  if (before.contents.has(content) || isOnEarlierPage) return !isOnEarlierPage
  if ([...pages.values()].some((first) => first < page)) read.isComplete = false
  read.accounts.push(account)
  before.contents.add(content)
  before.pages.set(account.id, pages.set(identity, pages.get(identity) ?? page))
  return true
}

function identityOf({ category, fields }: WireAccount): string {
  const names = ['accountType', 'nickname', 'productName', 'accountNumberDisplay', 'maskedAccountNumber']
  return JSON.stringify([category, ...names.map((name) => fields[name] ?? null)])
}

/**
 * Joins each account with its balance. Keeps all accounts with the same id, and matches them in order. If the two products have a
 * different number of them, it is unknown which balance belongs to which, and those accounts get none. Balances that repeat each other
 * are those of several accounts, if there are as many.
 */
function joined(info: ReadAccounts, balances: ReadAccounts): { accounts: Account[]; usedRepeats: number } {
  const infosById = Map.groupBy(info.accounts, ({ id }) => id)
  const balancesById = Map.groupBy(balances.accounts, ({ id }) => id)
  const sentById = Map.groupBy(balances.sent, ({ id }) => id)
  const countIn = (byId: Map<string, WireAccount[]>, id: string) => byId.get(id)?.length ?? 0

  let usedRepeats = 0
  for (const [id, infos] of infosById) {
    const sent = sentById.get(id) ?? []
    if (sent.length !== infos.length) continue
    usedRepeats += sent.length - countIn(balancesById, id)
    balancesById.set(id, sent)
  }

  const hasMoreBalances = ({ id }: WireAccount) => countIn(balancesById, id) > countIn(infosById, id)
  const described = info.accounts.filter((one) => !hasMoreBalances(one))
  const others = balances.accounts.filter(hasMoreBalances)
  const repeats = new Map<string, number>()
  const accounts = [...described, ...others].map((wire) => {
    const { id } = wire
    const repeat = repeats.get(id) ?? 0
    repeats.set(id, repeat + 1)
    const isMatch = countIn(balancesById, id) >= countIn(infosById, id)
    return toAccount(wire, isMatch ? (balancesById.get(id)?.[repeat] ?? null) : null, repeat)
  })
  return { accounts, usedRepeats }
}
