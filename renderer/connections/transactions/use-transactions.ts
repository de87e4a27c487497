import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { Transaction, TransactionsPage } from '../../../shared/models/transaction.ts'
import { call, toFailure } from '../../state/api.ts'

/** Which transactions of an account. */
export interface Period {
  /** How far back from `toDay`. */
  days: number
  /** Absent: today. */
  toDay?: string
}

export interface TransactionsRead {
  transactions: Transaction[]
  /** The newest page; null before the first. */
  page: TransactionsPage | null
  isPartial: boolean
  unreadable: number
  repeats: number
  failure: Failure | null
  isReading: boolean
}

const nothing: TransactionsRead = {
  transactions: [],
  page: null,
  isPartial: false,
  unreadable: 0,
  repeats: 0,
  failure: null,
  isReading: true,
}

/**
 * The transactions of an account, read a page at a time. Mount anew for another account or period.
 *
 * @param wantsAll reads page after page until the last
 */
export function useTransactions(
  wanted: { connectionId: string; accountKey: string } & Period,
  wantsAll: boolean,
): { read: TransactionsRead; readMore: () => void } {
  const [read, setRead] = useState(nothing)
  const first = useRef(wanted)
  /** The answers to an earlier mount are not shown. */
  const mount = useRef({})
  const receive = useCallback((page: Promise<TransactionsPage>) => {
    const { current } = mount
    const set = (change: (before: TransactionsRead) => TransactionsRead) => {
      if (mount.current === current) setRead(change)
    }
    page.then(
      (one) => set((before) => withPage(before, one)),
      (thrown: unknown) => set((before) => ({ ...before, failure: toFailure(thrown), isReading: false })),
    )
  }, [])
  useEffect(() => {
    mount.current = {}
    receive(call('transactions.read', first.current))
    return () => {
      mount.current = {}
    }
  }, [receive])

  const next = read.page?.next ?? null
  const { isReading, failure } = read
  const readMore = useCallback(() => {
    if (next === null || isReading) return
    setRead((before) => ({ ...before, isReading: true, failure: null }))
    receive(call('transactions.more', { id: next }))
  }, [next, isReading, receive])
  useEffect(() => {
    // oxlint-disable-next-line react-hooks/set-state-in-effect -- it starts a call to the main process, and says that one runs
    if (wantsAll && failure === null) readMore()
  }, [wantsAll, failure, readMore])
  return { read, readMore }
}

function withPage(before: TransactionsRead, page: TransactionsPage): TransactionsRead {
  return {
    transactions: [...before.transactions, ...page.transactions],
    page,
    isPartial: before.isPartial || page.isPartial,
    unreadable: before.unreadable + page.unreadable,
    repeats: before.repeats + page.repeats,
    failure: null,
    isReading: false,
  }
}
