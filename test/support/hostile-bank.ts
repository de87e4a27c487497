import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Harness } from './harness.ts'

/** How an institution sends the transactions of its one account. */
export interface Manner {
  /** How many transactions there are, evenly over so many days before the start. */
  rows: number
  days: number
  pageSize: number
  ids: 'own' | 'by position' | 'none'
  /**
   * What the last page leads to: nothing, the first one, the same page again and again, or without an end pages with new rows, of the
   * period or of a day before it.
   */
  end: 'none' | 'circle' | 'same for ever' | 'new for ever' | 'older for ever'
}

export const good: Manner = { rows: 1000, days: 100, pageSize: 50, ids: 'own', end: 'none' }

export interface HostileBank {
  baseUrl: string
  /** A test may change it between two runs. */
  manner: Manner
  /** How many pages of transactions were requested. */
  pages: number
  close(): Promise<void>
}

const dayMs = 86_400_000

/** A server of the data products with one account, in Akoya's shapes, whose transactions come in any manner. */
export async function startHostileBank(manner: Manner, nowMs: number): Promise<HostileBank> {
  const newestMs = Math.floor(nowMs / dayMs) * dayMs - 3_600_000
  const bank: HostileBank = { baseUrl: '', manner, pages: 0, close: async () => {} }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://bank.invalid')
    const isPage = url.pathname.startsWith('/transactions/')
    if (isPage) bank.pages += 1
    const body = JSON.stringify(isPage ? pageOf(bank.manner, newestMs, url) : { accounts: [account] })
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  bank.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  bank.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return bank
}

/** From now on the data products are that server's; everything else stays Mikomo's. */
export function readDataFrom({ deps }: Harness, bank: Pick<HostileBank, 'baseUrl'>): void {
  const { http } = deps
  deps.http = {
    ...http,
    fetch: (url, init) => {
      const { pathname, search } = new URL(url)
      const isData = /^\/(accounts-info|accounts|balances|transactions)\//.test(pathname)
      return http.fetch(isData ? `${bank.baseUrl}${pathname}${search}` : url, init)
    },
  }
}

const account = {
  depositAccount: {
    accountId: 'a1',
    accountNumberDisplay: 'xxxx0001',
    accountType: 'CHECKING',
    balanceType: 'ASSET',
    currency: { currencyCode: 'USD' },
    nickname: 'Everything',
    currentBalance: 1,
  },
}

function pageOf({ rows, days, pageSize, ids, end }: Manner, newestMs: number, url: URL): object {
  const stepMs = (days * dayMs) / rows
  const time = (name: string) => Date.parse(url.searchParams.get(name) ?? '')
  const first = Math.max(0, Math.ceil((newestMs - time('endTime')) / stepMs))
  const last = Math.min(rows - 1, Math.floor((newestMs - time('startTime')) / stepMs))
  const count = Math.max(last - first + 1, 0)
  const offset = Number(url.searchParams.get('offset') ?? 0)
  const isPast = offset >= count
  const numbers = Array.from(
    { length: Math.min(pageSize, isPast ? pageSize : count - offset) },
    (_, index) => {
      const place = offset + index
      if (!isPast) return { place, number: first + place }
      return {
        place,
        number: end === 'new for ever' || end === 'older for ever' ? rows + place : first + index,
      }
    },
  )
  const next = offset + pageSize
  const follows = next < count ? next : end === 'none' || count === 0 ? null : end === 'circle' ? 0 : next
  const entry = ({ place, number }: { place: number; number: number }) => {
    const id = ids === 'none' ? null : ids === 'own' ? `t${number}` : String(place + 1)
    const endlessMs = end === 'new for ever' ? ((first + last) / 2) * stepMs : (last + 1) * stepMs + dayMs
    const atMs = newestMs - (number < rows ? number * stepMs : endlessMs)
    return toEntry({ id, number, atMs })
  }
  return {
    links: follows === null ? {} : { next: { href: hrefOf(url, follows) } },
    transactions: count === 0 ? [] : numbers.map(entry),
  }
}

/** In cents, what the transaction of a number takes from the account. */
export function centsOf(number: number): number {
  return 100 + ((number * 7919) % 100_003)
}

function toEntry({ id, number, atMs }: { id: string | null; number: number; atMs: number }): object {
  const at = new Date(atMs).toISOString()
  return {
    depositTransaction: {
      accountId: 'a1',
      ...(id === null ? {} : { transactionId: id }),
      amount: centsOf(number) / 100,
      debitCreditMemo: 'DEBIT',
      description: `Payee ${number % 97}`,
      status: 'POSTED',
      postedTimestamp: at,
      transactionTimestamp: at,
    },
  }
}

function hrefOf(url: URL, offset: number): string {
  const query = new URLSearchParams(url.searchParams)
  query.set('offset', String(offset))
  return `${url.pathname}?${query.toString()}`
}
