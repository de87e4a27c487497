import type { Failure } from '../../../shared/errors.ts'
import type { NamedAccounts } from '../../../shared/models/export.ts'
import type { Transaction } from '../../../shared/models/transaction.ts'
import { AppError, toFailure } from '../core/errors.ts'
import { hasNoTransactions } from '../connections/data/no-transactions.ts'
import { readTransactionPages } from '../connections/data/transactions.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import type { ExportRun } from '../runtime/export-runs.ts'
import { recordExport, type ExportedPart, type SavedData } from './record.ts'
import { ownerOf, type OwnerCells } from './rows.ts'
import type { OwnedAccount, Scoped } from './scope.ts'
import { fileName, type Whole } from './table-file.ts'

export interface Period {
  days: number
  toDay?: string | undefined
}

/** What has been read of a connection. */
interface Part extends ExportedPart {
  repeated: number
  owner: OwnerCells
}

/** What has been read so far. */
export interface Reading {
  /** By connection. */
  parts: Map<string, Part>
  /** Accounts that could not be read. */
  missing: Unread[]
  /** Accounts that have no transactions to read: nothing is missing. */
  none: Unread[]
}

interface Unread {
  of: OwnedAccount
  problem: Failure
}

/** A page of an account's transactions. After the last one comes one without any, which says why the account could not be read, if so. */
export interface AccountPage {
  of: OwnedAccount
  owner: OwnerCells
  transactions: Transaction[]
  isPartial: boolean
  end: { problem: Failure | null } | null
}

/** As many accounts are named in the window. */
const mostNamed = 20

export function newReading(deps: RefreshDeps, { connectionIds }: Scoped): Reading {
  const newPart = (id: string): Part => ({
    unreadable: 0,
    repeated: 0,
    isPartial: false,
    owner: ownerOf(deps, id),
  })
  return { parts: new Map(connectionIds.map((id) => [id, newPart(id)])), missing: [], none: [] }
}

/**
 * Reads the transactions of accounts page by page, one account after the other. One that can't be read, or that has none, is noted, and the
 * next one is read.
 *
 * @throws AppError as readTransactions if no account can be read; the signal's reason
 */
export async function* readAccounts(
  deps: RefreshDeps,
  accounts: readonly OwnedAccount[],
  period: Period,
  run: ExportRun,
  { parts, missing, none }: Reading,
): AsyncGenerator<AccountPage> {
  for (const [index, of] of accounts.entries()) {
    const part = parts.get(of.connectionId)
    if (!part) continue
    if (accounts.length > 1) run.reportLeft(accounts.length - index)
    const nothing = { of, owner: part.owner, transactions: [], isPartial: false }
    try {
      const { days, toDay } = period
      const wanted = { connectionId: of.connectionId, accountKey: of.account.key, days, toDay }
      for await (const page of readTransactionPages(deps, wanted, run.signal)) {
        const isPartial = page.isPartial || page.unreadable > 0
        part.unreadable += page.unreadable
        part.repeated += page.repeats
        part.isPartial ||= isPartial
        yield { ...nothing, transactions: page.transactions, isPartial, end: null }
      }
      yield { ...nothing, end: { problem: null } }
    } catch (thrown) {
      if (!(thrown instanceof AppError) || run.signal.aborted) throw thrown
      const problem = toFailure(thrown)
      if (hasNoTransactions(deps, of.connectionId, problem)) {
        none.push({ of, problem })
        yield { ...nothing, end: { problem } }
        continue
      }
      part.isPartial = true
      missing.push({ of, problem })
      if (missing.length === accounts.length) throw thrown
      yield { ...nothing, isPartial: true, end: { problem } }
    }
  }
}

/** How complete everything that was read is. */
export function wholeOf({ gone }: Scoped, { parts }: Reading): Whole {
  const all = [...parts.values()]
  return {
    partial: gone > 0 || all.some(({ isPartial }) => isPartial),
    unreadable: all.reduce((sum, { unreadable }) => sum + unreadable, 0),
  }
}

/** Adds a saved export to the activity of each connection. @returns what the window says of it */
export function finish(deps: RefreshDeps, isSaved: boolean, scoped: Scoped, reading: Reading): SavedData {
  const { parts, missing, none } = reading
  if (isSaved) {
    for (const [id, { owner: _, ...part }] of parts) recordExport(deps, id, 'transactions_exported', part)
  }
  const named = (unread: readonly Unread[]): NamedAccounts => {
    const accounts = unread.slice(0, mostNamed).map(({ of: { connectionId, account }, problem }) => {
      const name = account.mask === null ? account.name : `${account.name} ···${account.mask}`
      return { name, institutionName: parts.get(connectionId)?.owner.institution ?? '', failure: problem }
    })
    return { count: unread.length, accounts }
  }
  return {
    saved: isSaved,
    isPartial: wholeOf(scoped, reading).partial,
    ...(missing.length > 0 && { missing: named(missing) }),
    ...(none.length > 0 && { none: named(none) }),
  }
}

/** Of one account or one connection, its name; else Mooring's. */
export function nameOf(deps: RefreshDeps, { accounts, connectionIds }: Scoped): string {
  const [first] = accounts
  if (first === undefined || connectionIds.length !== 1) return 'mooring-transactions'
  const { name, mask } = first.account
  const ofAccount = accounts.length === 1 ? [name, mask ?? ''] : []
  return fileName(deps, first.connectionId, [...ofAccount, 'transactions'], false)
}
