import { AppError } from '../../core/errors.ts'
import type {
  HoldingsRead,
  HoldingsWanted,
  ReadContext,
  TaxLotsRead,
  TaxLotsWanted,
} from '../model/profile.ts'
import { isObject, isSent } from '../values/fdx-values.ts'
import { currencyOf } from '../values/money.ts'
import { hasError, wireAccountsOf, type WireAccount } from './accounts.ts'
import { holdingsOf, taxLotOf } from './holdings.ts'
import { readList } from './read-list.ts'
import type { FdxServer } from './server.ts'

/**
 * Reads the holdings of one account from an address that answers with a list of accounts (`{"accounts": […]}`) or with the account itself
 * (FDX: `/accounts/{accountId}`).
 *
 * @returns incomplete, with none, if the account is missing or carries an error (HTTP 206)
 * @throws AppError as `FdxServer.call`; `answer_invalid` for an answer of which no account can be read, for two different accounts with
 * the same id, and for holdings that are no list
 */
export async function readFdxHoldings(
  server: FdxServer,
  context: ReadContext,
  address: string,
  wanted: HoldingsWanted,
): Promise<HoldingsRead> {
  const accounts: WireAccount[] = []
  let unreadable = 0
  const list = await readList(server, context, {
    address,
    listIn: (body) => ('accounts' in body ? body['accounts'] : [body]),
    onPage: (entries) => {
      const found = entries.flatMap((entry) => {
        const sent = wireAccountsOf(entry)
        return sent.length === 0 ? [null] : sent
      })
      unreadable += found.filter((one) => one === null).length
      accounts.push(...found.filter((one) => one !== null))
      return 0
    },
  })
  const refusal = new AppError('answer_invalid', { host: new URL(address).host })
  if (accounts.length === 0 && unreadable > 0) throw refusal
  const own = Map.groupBy(
    accounts.filter(({ id }) => id === wanted.accountId),
    (one) => JSON.stringify(one),
  )
  if (own.size > 1) throw refusal
  const [[account] = []] = own.values()
  const none = { holdings: [], unreadable: 0, interactionId: list.interactionId }
  if (account === undefined || hasError(account)) return { ...none, isComplete: false }

  const sent = account.fields['holdings']
  if (!isSent(sent)) return { ...none, isComplete: list.isComplete }
  if (!Array.isArray(sent)) throw refusal
  const currency = currencyOf(account.fields['currency']) ?? wanted.currency
  const found = sent.map((entry: unknown) => holdingsOf(entry, currency))
  return {
    holdings: found.flat(),
    unreadable: found.filter(({ length }) => length === 0).length,
    isComplete: list.isComplete,
    interactionId: list.interactionId,
  }
}

/**
 * Reads the tax lots of one holding: `{"holding": {"taxLots": […]}}`, page by page.
 *
 * @throws AppError as `FdxServer.call`; `answer_invalid` for an answer without a list
 */
export async function readFdxTaxLots(
  server: FdxServer,
  context: ReadContext,
  address: string,
  { currency }: TaxLotsWanted,
): Promise<TaxLotsRead> {
  const read: Pick<TaxLotsRead, 'taxLots' | 'unreadable'> = { taxLots: [], unreadable: 0 }
  const list = await readList(server, context, {
    address,
    listIn: (body) => (isObject(body['holding']) ? body['holding'] : body)['taxLots'],
    onPage: (entries) => {
      const lots = entries.map((entry) => taxLotOf(entry, currency))
      read.taxLots.push(...lots.filter((lot) => lot !== null))
      read.unreadable += lots.filter((lot) => lot === null).length
      return 0
    },
  })
  return { ...read, ...list }
}
