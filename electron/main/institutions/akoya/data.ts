import type { Account } from '../../../../shared/models/account.ts'
import { AppError } from '../../core/errors.ts'
import { toAccount, wireAccountOf, type WireAccount } from './accounts.ts'
import { callAkoya } from './call.ts'
import { isObject } from '../values/fdx-values.ts'
import { nextPageUrl } from './pages.ts'
import type { AccountsRead, ReadContext } from '../profile.ts'

/**
 * Reads the accounts of a consent with their balances: `GET /accounts-info/v3/{providerId}`, then `GET /balances/v3/{providerId}`, page by
 * page. HTTP 206 is a success in which some accounts carry an error: they are returned as unavailable.
 *
 * @throws AppError `grant_ended` (601), `bearer_rejected` (602, 401), `not_subscribed` (403), `rate_limited` (429), `server_unavailable`
 * (408, 5xx), `answer_invalid` for a response without a list or without any readable entry, and the errors of `http.fetch`
 * @see Akoya pages "Headers", "Data access API errors"
 */
export async function readAkoyaAccounts(
  context: ReadContext,
  dataBase: string,
  providerId: string,
): Promise<AccountsRead> {
  const info = await readProduct(context, `${dataBase}/accounts-info/v3/${encodeURIComponent(providerId)}`)
  const balances = await readProduct(context, `${dataBase}/balances/v3/${encodeURIComponent(providerId)}`)

  const accounts = joined(info.accounts, balances.accounts)
  const unreadable = Math.max(info.unreadable, balances.unreadable)
  if (accounts.length === 0 && unreadable > 0) {
    throw new AppError('answer_invalid', { host: new URL(dataBase).host })
  }
  return {
    accounts,
    unreadable,
    repeats: Math.max(info.repeats, balances.repeats),
    isComplete: info.isComplete && balances.isComplete && unreadable === 0,
    interactionId: balances.interactionId ?? info.interactionId,
  }
}

interface ProductRead {
  accounts: WireAccount[]
  unreadable: number
  /** How many entries repeated an earlier one. */
  repeats: number
  /** Every page was read, and none was an HTTP 206. */
  isComplete: boolean
  interactionId: string | null
}

/** More pages than this count as endless. */
const mostPages = 200

/** @throws AppError as `readAkoyaAccounts` */
async function readProduct(context: ReadContext, firstUrl: string): Promise<ProductRead> {
  const read: ProductRead = {
    accounts: [],
    unreadable: 0,
    repeats: 0,
    isComplete: true,
    interactionId: null,
  }
  const seen = new Set<string>()
  const visited = new Set<string>()
  let url: string | null = firstUrl
  while (url !== null) {
    visited.add(url)
    const answer = await callAkoya(context, url)
    const entries = answer.isEmpty ? [] : listOf(answer.body, url)
    for (const entry of entries) add(read, seen, entry)
    if (answer.isPartial) read.isComplete = false
    read.interactionId = answer.interactionId ?? read.interactionId
    const next: string | null = isObject(answer.body) ? nextPageUrl(answer.body, url) : null
    const isCircle: boolean = next !== null && (visited.has(next) || visited.size >= mostPages)
    if (isCircle) read.isComplete = false
    url = isCircle ? null : next
  }
  return read
}

/** @throws AppError `answer_invalid` */
function listOf(body: unknown, url: string): unknown[] {
  const entries = isObject(body) ? body['accounts'] : null
  if (!Array.isArray(entries)) throw new AppError('answer_invalid', { host: new URL(url).host })
  return entries
}

function add(read: ProductRead, seen: Set<string>, entry: unknown): void {
  const account = wireAccountOf(entry)
  if (account === null) {
    read.unreadable += 1
    return
  }
  const content = JSON.stringify(entry)
  if (seen.has(content)) read.repeats += 1
  else read.accounts.push(account)
  seen.add(content)
}

/**
 * Joins each account with its balance. Keeps all accounts with the same id, and matches them in order. If the two products have a
 * different number of them, it is unknown which balance belongs to which, and those accounts get none.
 */
function joined(infos: readonly WireAccount[], balances: readonly WireAccount[]): Account[] {
  const infosById = Map.groupBy(infos, ({ id }) => id)
  const balancesById = Map.groupBy(balances, ({ id }) => id)
  const countIn = (byId: Map<string, WireAccount[]>, id: string) => byId.get(id)?.length ?? 0
  const hasMoreBalances = ({ id }: WireAccount) => countIn(balancesById, id) > countIn(infosById, id)

  const described = infos.filter((info) => !hasMoreBalances(info))
  const others = balances.filter(hasMoreBalances)
  const repeats = new Map<string, number>()
  return [...described, ...others].map((wire) => {
    const { id } = wire
    const repeat = repeats.get(id) ?? 0
    repeats.set(id, repeat + 1)
    const isMatch = countIn(balancesById, id) >= countIn(infosById, id)
    return toAccount(wire, isMatch ? (balancesById.get(id)?.[repeat] ?? null) : null, repeat)
  })
}
