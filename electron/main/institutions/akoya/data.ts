import { readFdxAccountNumbers } from '../fdx/account-numbers.ts'
import { pathOf, periodOf, withQuery } from '../fdx/address.ts'
import { fdxCalls } from '../fdx/call.ts'
import { readFdxStatements, readFdxTaxForms } from '../fdx/documents.ts'
import { downloadFdxStatement, downloadFdxTaxForm } from '../fdx/download.ts'
import { readFdxOwner } from '../fdx/owner.ts'
import { readFdxAccounts } from '../fdx/read-accounts.ts'
import { readFdxHoldings, readFdxTaxLots } from '../fdx/read-holdings.ts'
import type { FdxReaders, FdxServer } from '../fdx/server.ts'
import type { ReadContext } from '../model/profile.ts'
import { readFdxTransactions } from '../fdx/transactions.ts'

/** @see Akoya page "Headers" */
export function akoyaHeaders(
  { isBatch, lastUseMs }: Pick<ReadContext, 'isBatch' | 'lastUseMs'>,
  intent: 'nonpayments' | 'payments' = 'nonpayments',
): Record<string, string> {
  return {
    'x-akoya-interaction-type': isBatch ? 'BATCH' : 'USER',
    'x-akoya-last-access': new Date(lastUseMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    // Required of an app that is subscribed to Payments; harmless for others.
    'x-akoya-intent-type': intent,
  }
}

const server = serverFor('nonpayments')
const paymentsServer = serverFor('payments')

/** @see Akoya page "Pagination" */
function serverFor(intent: 'nonpayments' | 'payments'): FdxServer {
  return {
    ...fdxCalls({
      headersOf: (context) => akoyaHeaders(context, intent),
      idHeader: 'x-akoya-interaction-id',
    }),
    leadsOn: isSameProduct,
  }
}

/**
 * Akoya's data products, each at `{dataBase}/{product}/v3/{providerId}…`.
 *
 * @see Akoya pages "Headers", "Data access API errors", and the OpenAPI paths
 */
export function akoyaData(dataBase: string, providerId: string): Required<FdxReaders> {
  const base = dataBase.replace(/\/+$/, '')
  const at = (product: string, ...path: string[]) => `${base}/${product}/v3/${pathOf(providerId, ...path)}`
  return {
    readAccounts: (context) =>
      readFdxAccounts(server, context, { accounts: at('accounts-info'), balances: at('balances') }),
    readTransactions: async (context, wanted) =>
      readFdxTransactions(server, context, at('transactions', wanted.accountId), wanted),
    readHoldings: (context, wanted) =>
      readFdxHoldings(server, context, withQuery(at('accounts'), { accountIds: wanted.accountId }), wanted),
    readTaxLots: async (context, wanted) =>
      readFdxTaxLots(server, context, at('taxlots', wanted.accountId, wanted.holdingId), wanted),
    readOwner: (context) => readFdxOwner(server, context, at('customers', 'current')),
    readAccountNumbers: async (context, { accountId }) =>
      readFdxAccountNumbers(paymentsServer, context, at('payments', accountId, 'payment-networks')),
    documents: {
      statement: {
        list: async (context, { accountId, year }) =>
          readFdxStatements(
            server,
            context,
            withQuery(at('statements', accountId), periodOf(year, context.now())),
          ),
        download: async (context, { accountId, documentId }) =>
          downloadFdxStatement(server, context, at('statements', accountId, documentId)),
      },
      'tax form': {
        list: async (context, { accountId, year }) =>
          readFdxTaxForms(server, context, withQuery(at('tax-forms'), { taxYear: String(year), accountId })),
        download: async (context, { documentId }) =>
          downloadFdxTaxForm(server, context, at('tax-forms', documentId)),
      },
    },
  }
}

/** The address of a page is `/{product}/v3/{providerId}…`; a link may name another version. */
function isSameProduct(page: URL, next: URL): boolean {
  const [, product] = page.pathname.split('/')
  const [, other, version = '', ...rest] = next.pathname.split('/')
  return other === product && /^v\d+$/.test(version) && rest.length > 0
}
