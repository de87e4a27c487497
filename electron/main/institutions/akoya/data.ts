import { pathOf } from '../fdx/address.ts'
import { readFdxAccounts } from '../fdx/read-accounts.ts'
import type { FdxServer } from '../fdx/server.ts'
import { readFdxTransactions } from '../fdx/transactions.ts'
import type { AccountsRead, ReadContext, TransactionsRead, TransactionsWanted } from '../profile.ts'
import { callAkoya } from './call.ts'

/** Akoya's data products. @see Akoya pages "Headers", "Pagination", "Data access API errors" */
const server: FdxServer = { call: callAkoya, leadsOn: isSameProduct }

/** `GET /accounts-info/v3/{providerId}`, then `GET /balances/v3/{providerId}`. @throws AppError as callAkoya and readFdxAccounts */
export function readAkoyaAccounts(
  context: ReadContext,
  dataBase: string,
  providerId: string,
): Promise<AccountsRead> {
  const at = (product: string) => addressOf(dataBase, product, providerId)
  return readFdxAccounts(server, context, { accounts: at('accounts-info'), balances: at('balances') })
}

/** `GET /transactions/v3/{providerId}/{accountId}`. @throws AppError as callAkoya and readFdxTransactions */
export function readAkoyaTransactions(
  context: ReadContext,
  dataBase: string,
  providerId: string,
  wanted: TransactionsWanted,
): Promise<TransactionsRead> {
  const address = addressOf(dataBase, 'transactions', providerId, wanted.accountId)
  return readFdxTransactions(server, context, address, wanted)
}

function addressOf(dataBase: string, product: string, ...path: string[]): string {
  return `${dataBase}/${product}/v3/${pathOf(...path)}`
}

/** The address of a page is `/{product}/v3/{providerId}…`; a link may name another version. */
function isSameProduct(page: URL, next: URL): boolean {
  const [, product] = page.pathname.split('/')
  const [, other, version = '', ...rest] = next.pathname.split('/')
  return other === product && /^v\d+$/.test(version) && rest.length > 0
}
