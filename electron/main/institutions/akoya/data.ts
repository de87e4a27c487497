import { pathOf } from '../fdx/address.ts'
import { readFdxStatements, readFdxTaxForms } from '../fdx/documents.ts'
import { downloadFdxStatement, downloadFdxTaxForm } from '../fdx/download.ts'
import { readFdxOwner } from '../fdx/owner.ts'
import { readFdxAccounts } from '../fdx/read-accounts.ts'
import { readFdxHoldings, readFdxTaxLots } from '../fdx/read-holdings.ts'
import type { FdxServer } from '../fdx/server.ts'
import { readFdxTransactions } from '../fdx/transactions.ts'
import type { Profile } from '../profile.ts'
import { callAkoya, downloadFromAkoya } from './call.ts'

/** @see Akoya page "Pagination" */
const server: FdxServer = { call: callAkoya, download: downloadFromAkoya, leadsOn: isSameProduct }

type Readers = Required<
  Pick<
    Profile<unknown>,
    'readAccounts' | 'readTransactions' | 'readHoldings' | 'readTaxLots' | 'readOwner' | 'documents'
  >
>

/**
 * Akoya's data products, each at `{dataBase}/{product}/v3/{providerId}…`.
 *
 * @see Akoya pages "Headers", "Data access API errors", and the OpenAPI paths
 */
export function akoyaData(dataBase: string, providerId: string): Readers {
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

function withQuery(address: string, query: Record<string, string>): string {
  return `${address}?${new URLSearchParams(query).toString()}`
}

/** A year begins first at UTC+14, and ends last at UTC-12: an institution's day is in it wherever the institution is. */
function periodOf(year: number, nowMs: number): { startTime: string; endTime: string; limit: string } {
  const hourMs = 60 * 60_000
  const endMs = Date.UTC(year + 1, 0, 1) + 12 * hourMs
  return {
    startTime: new Date(Date.UTC(year, 0, 1) - 14 * hourMs).toISOString(),
    endTime: new Date(Math.min(endMs, nowMs)).toISOString(),
    limit: '50',
  }
}

/** The address of a page is `/{product}/v3/{providerId}…`; a link may name another version. */
function isSameProduct(page: URL, next: URL): boolean {
  const [, product] = page.pathname.split('/')
  const [, other, version = '', ...rest] = next.pathname.split('/')
  return other === product && /^v\d+$/.test(version) && rest.length > 0
}
