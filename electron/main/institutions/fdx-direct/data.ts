import { readFdxAccountNumbers } from '../fdx/account-numbers.ts'
import { pathOf, periodOf, withQuery } from '../fdx/address.ts'
import { fdxCalls } from '../fdx/call.ts'
import { readFdxStatements, readFdxTaxForms } from '../fdx/documents.ts'
import { downloadFdxStatement, downloadFdxTaxForm } from '../fdx/download.ts'
import { readFdxOwner } from '../fdx/owner.ts'
import { readFdxAccounts } from '../fdx/read-accounts.ts'
import { readFdxHoldings } from '../fdx/read-holdings.ts'
import type { FdxReaders, FdxServer } from '../fdx/server.ts'
import type { ReadContext } from '../model/profile.ts'
import { readFdxTransactions } from '../fdx/transactions.ts'

/** @see FDX API, header `FDX-API-Actor-Type` */
export function fdxHeaders({ isBatch }: Pick<ReadContext, 'isBatch'>): Record<string, string> {
  return { 'fdx-api-actor-type': isBatch ? 'BATCH' : 'USER' }
}

/** @see FDX API, header `x-fapi-interaction-id` */
const server: FdxServer = {
  ...fdxCalls({
    headersOf: fdxHeaders,
    idHeader: 'x-fapi-interaction-id',
  }),
  leadsOn: (page, next) => page.pathname === next.pathname,
}

/**
 * The data of an institution's own FDX server.
 *
 * @param dataBase with the version, such as `https://api.bank.example/fdx/v6`
 * @see FDX API 6, as plaid/core-exchange `versions/6.4/corex.yaml` has its paths. Tax lots are in the holdings
 */
export function fdxDirectData(dataBase: string): FdxReaders {
  const base = dataBase.replace(/\/+$/, '')
  const ofAccount = (...path: string[]) => `${base}/accounts/${pathOf(...path)}`
  return {
    readAccounts: (context) =>
      readFdxAccounts(server, context, {
        accounts: `${base}/accounts`,
        // Without it, a list may have names only.
        balances: withQuery(`${base}/accounts`, { resultType: 'details' }),
      }),
    readTransactions: async (context, wanted) =>
      readFdxTransactions(server, context, ofAccount(wanted.accountId, 'transactions'), wanted),
    readHoldings: async (context, wanted) =>
      readFdxHoldings(server, context, ofAccount(wanted.accountId), wanted),
    readOwner: (context) => readFdxOwner(server, context, `${base}/customers/current`),
    readAccountNumbers: async (context, { accountId }) =>
      readFdxAccountNumbers(server, context, ofAccount(accountId, 'payment-networks')),
    documents: {
      statement: {
        list: async (context, { accountId, year }) => {
          const address = withQuery(ofAccount(accountId, 'statements'), periodOf(year, context.now()))
          return readFdxStatements(server, context, address)
        },
        download: async (context, { accountId, documentId }) =>
          downloadFdxStatement(server, context, ofAccount(accountId, 'statements', documentId)),
      },
      'tax form': {
        list: (context, { accountId, year }) => {
          const address = withQuery(`${base}/tax-forms`, { taxYear: String(year), accountId })
          return readFdxTaxForms(server, context, address)
        },
        download: async (context, { documentId }) =>
          downloadFdxTaxForm(server, context, `${base}/tax-forms/${pathOf(documentId)}`),
      },
    },
  }
}
