import { randomUUID } from 'node:crypto'
import type { TransactionsWanted } from '../../institutions/model/profile.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'

/** Cursors by opaque id; the page URL never reaches the renderer. */
export interface TransactionCursors {
  /** Keeps a cursor. @returns its id */
  add(cursor: TransactionCursor): string
  find(id: string): TransactionCursor | undefined
}

/** Where a page of an account's transactions begins. The page URL in it is the institution's. */
export interface TransactionCursor extends TransactionsWanted {
  connectionId: string
  /** Its first and last day, as the institution dates them; null for a period that ends now. */
  period: { fromDay: string; toDay: string } | null
  /** 0 for the first page. */
  page: number
  /** How many pages before it, one after the other, brought nothing new. */
  pagesWithoutNew: number
  /** How many entries they had, those that repeat an earlier page left out, and the most that one of them says there are on all pages. */
  sent: number
  total: number
  /** What the pages before it held, shared by all pages of one list. */
  before: PagesBefore
}

interface PagesBefore {
  /** Addresses that pages have led to, with the page that is there. */
  addresses: Map<string, number>
  /** The content of each page that was not empty, and of each transaction with an id, with the page that it was on first. */
  contents: Map<string, number>
}

export type DataDeps = RefreshDeps & { transactions: TransactionCursors }

/** A window shows one account at a time: older cursors are deleted. */
const mostCursors = 100

export function openTransactionCursors(): TransactionCursors {
  const cursors = new Map<string, TransactionCursor>()
  return {
    add(cursor) {
      const id = randomUUID()
      cursors.set(id, cursor)
      for (const old of [...cursors.keys()].slice(0, -mostCursors)) cursors.delete(old)
      return id
    },
    find: (id) => cursors.get(id),
  }
}
