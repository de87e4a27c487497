import type { BulkBank } from './bulk-bank.ts'

export interface LedgerRow {
  accountId: string
  transactionId: string
  /** Such as `2026-11-20`. */
  day: string
  amount: number
  description: string
}

/** Gives each login of a bulk bank two accounts, with transactions that a test may add to. */
export function keepLedger(bank: BulkBank, options: { pageLength?: number } = {}): LedgerRow[] {
  const { pageLength = 50 } = options
  const rows: LedgerRow[] = []
  bank.data = (url, sub) => {
    const [, product, , , accountId = ''] = url.pathname.split('/')
    if (product !== 'transactions') return { accounts: accountsOf(sub) }
    const from = url.searchParams.get('startTime') ?? ''
    const to = url.searchParams.get('endTime') ?? ''
    const offset = Number(url.searchParams.get('offset') ?? 0)
    const found = rows.filter((row) => row.accountId === accountId && isIn(row, from, to)).toReversed()
    const next = offset + pageLength
    const links = next < found.length ? { next: { href: nextPage(url, next) } } : {}
    return { transactions: found.slice(offset, next).map(sent), links }
  }
  return rows
}

/** The ids of the accounts of a login. */
export function accountIdsOf(sub: string): [checking: string, card: string] {
  return [`${sub}-checking`, `${sub}-card`]
}

function accountsOf(sub: string): unknown[] {
  const [checking, card] = accountIdsOf(sub)
  const common = { currency: { currencyCode: 'USD' }, status: 'OPEN' }
  return [
    {
      depositAccount: {
        ...common,
        accountId: checking,
        accountType: 'CHECKING',
        nickname: 'Checking',
        accountNumberDisplay: '0071',
        currentBalance: 421.8,
      },
    },
    {
      locAccount: {
        ...common,
        accountId: card,
        accountType: 'CREDITCARD',
        nickname: 'Card',
        accountNumberDisplay: '1104',
        balanceType: 'LIABILITY',
        currentBalance: 130.2,
      },
    },
  ]
}

function isIn({ day }: LedgerRow, from: string, to: string): boolean {
  const at = `${day}T12:00:00.000Z`
  return from <= at && at <= to
}

function nextPage(url: URL, offset: number): string {
  const next = new URL(url)
  next.searchParams.set('offset', String(offset))
  return `${next.pathname}${next.search}`
}

function sent({ transactionId, day, amount, description }: LedgerRow): unknown {
  const at = `${day}T12:00:00.000Z`
  return {
    depositTransaction: {
      transactionId,
      amount: Math.abs(amount),
      debitCreditMemo: amount < 0 ? 'DEBIT' : 'CREDIT',
      description,
      status: 'POSTED',
      postedTimestamp: at,
      transactionTimestamp: at,
    },
  }
}
