import { balanceOf, describeAccount, holdingsOf } from './accounts.ts'
import type { Bank } from './bank.ts'
import { downloadStatement, downloadTaxForm, listStatements, listTaxForms } from './documents.ts'
import type { ProductCall } from './product-call.ts'
import { listTaxLots } from './tax-lots.ts'
import type { SandboxAccount } from './users.ts'
import { sentTransactions } from './ledger/sent.ts'
import { dataError, json, type Answer } from './wire.ts'

interface Product {
  name: string
  /** The product that the consent must include. */
  subscription: string
  /** The path after `/{product}/{version}/{providerId}/`. */
  path: RegExp
  answer(call: ProductCall): Answer
}

const catalogue: readonly Product[] = [
  { name: 'accounts-info', subscription: 'account_info', path: /^$/, answer: listAccounts(describeAccount) },
  { name: 'balances', subscription: 'balances', path: /^$/, answer: listAccounts(withBalance) },
  { name: 'accounts', subscription: 'investments', path: /^$/, answer: listAccounts(withHoldings) },
  { name: 'transactions', subscription: 'transactions', path: /^[^/]+$/, answer: listTransactions },
  { name: 'payments', subscription: 'payments', path: /^[^/]+\/payment-networks$/, answer: paymentNetworks },
  { name: 'customers', subscription: 'customers', path: /^current$/, answer: customer },
  { name: 'taxlots', subscription: 'investments', path: /^[^/]+\/[^/]+$/, answer: listTaxLots },
  { name: 'statements', subscription: 'statements', path: /^[^/]+$/, answer: listStatements },
  { name: 'statements', subscription: 'statements', path: /^[^/]+\/[^/]+$/, answer: downloadStatement },
  { name: 'tax-forms', subscription: 'tax', path: /^$/, answer: listTaxForms },
  { name: 'tax-forms', subscription: 'tax', path: /^[^/]+$/, answer: downloadTaxForm },
]

export function findProduct(name: string, rest: string[]): Product | undefined {
  return catalogue.find((product) => product.name === name && product.path.test(rest.join('/')))
}

function listAccounts(describe: (account: SandboxAccount, bank: Bank) => Record<string, unknown>) {
  return ({ bank, accounts, url }: ProductCall): Answer => {
    const wanted = url.searchParams.get('accountIds')?.split(',') ?? null
    const chosen = accounts.filter(({ accountId }) => wanted?.includes(accountId) ?? true)
    if (wanted !== null && chosen.length < new Set(wanted).size) return accountNotFound

    const failing = bank.misbehaviour.oneAccountFails ? chosen.at(-1) : undefined
    return json(failing ? 206 : 200, {
      accounts: chosen.map((account) => ({
        [account.key]: account === failing ? unavailable(account) : describe(account, bank),
      })),
    })
  }
}

const accountNotFound = dataError(404, 701, 'Account not found')

function withBalance(account: SandboxAccount, bank: Bank, atMs = bank.now()): Record<string, unknown> {
  return { ...describeAccount(account), ...balanceOf(bank, account, atMs) }
}

/** Values and their sum are of one moment. */
function withHoldings(account: SandboxAccount, bank: Bank): Record<string, unknown> {
  const atMs = bank.now()
  return { ...withBalance(account, bank, atMs), ...holdingsOf(account, atMs) }
}

/** An account that fails while others do not: HTTP 206, and an error instead of the account. Akoya page "API v2.2". */
function unavailable({ accountId }: SandboxAccount): Record<string, unknown> {
  return { accountId, error: { code: 500, message: 'Account is not available' } }
}

const fifteenDaysMs = 15 * 24 * 3_600_000
const mostOnAPage = 50

function listTransactions({ bank, accounts, accountId, url }: ProductCall): Answer {
  const account = accounts.find((known) => known.accountId === accountId)
  if (!account) return accountNotFound

  const { startTime, endTime, offset = '0', limit = '50' } = Object.fromEntries(url.searchParams)
  const nowMs = bank.now()
  const toMs = endTime === undefined ? nowMs : Date.parse(endTime)
  const fromMs = startTime === undefined ? nowMs - fifteenDaysMs : Date.parse(startTime)
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return dataError(400, 702, 'Invalid start or end date')
  if ((startTime === undefined) !== (endTime === undefined) || fromMs > toMs) {
    return dataError(400, 703, 'Invalid date range')
  }
  if (!/^\d{1,6}$/.test(offset) || !/^[1-9]\d{0,5}$/.test(limit)) return dataError(400, 401, 'Invalid input')

  const from = Number(offset)
  const size = Math.min(Number(limit), mostOnAPage)
  const { rows, isPartial } = sentTransactions({ seed: bank.seed, account }, { fromMs, toMs }, nowMs)
  // The next page of a call without times keeps the times of that call.
  const pageAt = (at: number) => ({ href: pageHref(url, { fromMs, toMs, offset: at, limit: size }) })
  return json(isPartial ? 206 : 200, {
    links: {
      ...(from + size < rows.length ? { next: pageAt(from + size) } : {}),
      ...(from > 0 ? { prev: pageAt(Math.max(from - size, 0)) } : {}),
    },
    transactions: rows.slice(from, from + size),
  })
}

/** Relative, to be used unchanged. Akoya page "Pagination". */
function pageHref(url: URL, page: { fromMs: number; toMs: number; offset: number; limit: number }): string {
  const query = new URLSearchParams({
    startTime: new Date(page.fromMs).toISOString(),
    endTime: new Date(page.toMs).toISOString(),
    offset: String(page.offset),
    limit: String(page.limit),
  })
  return `${url.pathname}?${query.toString()}`
}

function paymentNetworks({ accounts, accountId }: ProductCall): Answer {
  const account = accounts.find((known) => known.accountId === accountId)
  if (!account) return accountNotFound
  if (account.key !== 'depositAccount') return dataError(400, 704, 'Account type not supported')
  return json(200, {
    paymentNetworks: [
      {
        bankId: '000000000',
        identifier: `900000${account.display.slice(-4)}`,
        identifierType: 'ACCOUNT_NUMBER',
        type: 'US_ACH',
        transferIn: true,
        transferOut: true,
      },
    ],
  })
}

function customer({ user }: ProductCall): Answer {
  return json(200, {
    customer: {
      customerId: user.customerId,
      name: { first: user.first, middle: '', last: user.last },
      addresses: [{ line1: '1 Harbor Street', city: 'Springfield', state: 'IL', postalCode: '62701' }],
      telephones: null,
      email: [`${user.first.toLowerCase()}@example.com`],
      accounts: null,
    },
  })
}
