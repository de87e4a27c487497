import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBearer } from './id-token.ts'
import type { Consent } from './memory.ts'
import type { Bank } from './mikomo.ts'
import { findPerson, type SandboxAccount, type SandboxPerson } from './people.ts'
import { transactionsOf } from './transactions.ts'
import { sendJson } from './wire.ts'

/** The data products under `/{product}/{version}/mikomo`. Akoya pages "Headers", "Data access API errors", "Pagination". */
export function answerData(bank: Bank, request: IncomingMessage, response: ServerResponse, url: URL): void {
  response.setHeader('x-akoya-interaction-id', interactionId(request))
  const [, product = '', version = '', provider = '', accountId, ...rest] = url.pathname.split('/')
  const refusal = refusalOf(bank, request, { version, provider })
  if (refusal) return sendError(response, ...refusal)

  const consent = readBearer(bank, request.headers.authorization)
  if (!consent) return sendError(response, 401, 602, 'Customer not authorized')
  if (consent.state === 'revoked') {
    return consent.revokedBy === 'bank'
      ? sendError(response, 404, 601, 'Customer not found')
      : sendError(response, 401, 602, 'Customer not authorized')
  }
  const person = findPerson(consent.user)
  if (!person || rest.length > 0) return sendError(response, 404, 601, 'Customer not found')
  send(bank, response, { product, accountId, consent, person, query: url.searchParams, path: url.pathname })
}

interface Asked {
  product: string
  accountId: string | undefined
  consent: Consent
  person: SandboxPerson
  query: URLSearchParams
  path: string
}

const subscriptionOf: Record<string, string> = {
  'accounts-info': 'account_info',
  balances: 'balances',
  accounts: 'investments',
  transactions: 'transactions',
  customers: 'customers',
  payments: 'payments',
}

function send(bank: Bank, response: ServerResponse, asked: Asked): void {
  const subscription = subscriptionOf[asked.product]
  if (!subscription || !asked.person.products.includes(subscription)) {
    return sendError(response, 403, 403, 'Incorrect providerId or no subscription to provider')
  }
  if (asked.product === 'transactions') return sendTransactions(bank, response, asked)

  const accounts = chosenAccounts(asked)
  const withBalances = asked.product !== 'accounts-info'
  if (withBalances) {
    bank.memory.reads += 1
    bank.save()
  }
  const failing = bank.misbehaviour.oneAccountFails && withBalances ? accounts.at(-1) : undefined
  sendJson(response, failing ? 206 : 200, {
    accounts: accounts.map((account) => ({
      [account.key]:
        account === failing
          ? { accountId: account.accountId, error: { code: 500, message: 'Account is not available' } }
          : { ...described(account), ...(withBalances ? balanceOf(bank, account) : {}) },
    })),
  })
}

function chosenAccounts({ consent, person, query }: Asked): SandboxAccount[] {
  const wanted = query.get('accountIds')?.split(',')
  return person.accounts.filter(
    ({ accountId }) => consent.accountIds.includes(accountId) && (wanted?.includes(accountId) ?? true),
  )
}

function described(account: SandboxAccount) {
  return {
    accountId: account.accountId,
    accountNumberDisplay: account.display,
    accountType: account.accountType,
    nickname: account.nickname,
    balanceType: account.balanceType,
    currency: { currencyCode: 'USD' },
    status: 'OPEN',
  }
}

/** Moves a little with every read, so that new numbers can be told from old ones. */
function balanceOf(bank: Bank, account: SandboxAccount): Record<string, unknown> {
  const moved = Math.round(account.balance * 100 + (((bank.memory.reads - 1) * 137) % 5000)) / 100
  const field = {
    depositAccount: 'currentBalance',
    locAccount: 'currentBalance',
    loanAccount: 'principalBalance',
    investmentAccount: 'currentValue',
  }[account.key]
  return { [field]: moved, balanceAsOf: new Date(bank.now()).toISOString() }
}

const pageSize = 50

function sendTransactions(bank: Bank, response: ServerResponse, asked: Asked): void {
  const account = chosenAccounts(asked).find(({ accountId }) => accountId === asked.accountId)
  if (!account) return sendError(response, 404, 701, 'Account not found')

  const from = asked.query.get('startTime')
  const to = asked.query.get('endTime')
  if ((from === null) !== (to === null)) return sendError(response, 400, 703, 'Invalid date range')
  const toMs = to === null ? bank.now() : Date.parse(to)
  const fromMs = from === null ? toMs - 15 * 24 * 3_600_000 : Date.parse(from)
  if (Number.isNaN(fromMs) || Number.isNaN(toMs))
    return sendError(response, 400, 702, 'Invalid start or end date')

  const offset = Number(asked.query.get('offset') ?? 0)
  const limit = Number(asked.query.get('limit') ?? pageSize)
  const all = transactionsOf(account, fromMs, toMs)
  const more = offset + limit < all.length
  const next = new URLSearchParams(asked.query)
  next.set('offset', String(offset + limit))
  sendJson(response, 200, {
    links: more ? { next: { href: `${asked.path}?${next.toString()}` } } : {},
    transactions: all.slice(offset, offset + limit),
  })
}

/** What is wrong with a request whoever sent it: status, code, message. */
function refusalOf(
  bank: Bank,
  { headers }: IncomingMessage,
  route: { version: string; provider: string },
): [number, number, string] | null {
  if (route.version !== 'v3' && route.version !== 'v2') return [404, 404, 'Requested resource does not exist']
  if (route.provider !== 'mikomo') return [400, 401, 'Invalid input']
  if (bank.misbehaviour.tooMany > 0) {
    bank.misbehaviour.tooMany -= 1
    return [429, 1207, 'Too many requests']
  }
  if (route.version === 'v2') return null
  const type = headers['x-akoya-interaction-type']
  const lastAccess = headers['x-akoya-last-access']
  const isComplete =
    (type === 'USER' || type === 'BATCH') &&
    typeof lastAccess === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(lastAccess)
  return isComplete ? null : [400, 401, 'Invalid input']
}

function interactionId(request: IncomingMessage): string {
  const given = request.headers['x-akoya-interaction-id']
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID()
}

function sendError(response: ServerResponse, status: number, code: number, message: string): void {
  sendJson(response, status, { code, message })
}
