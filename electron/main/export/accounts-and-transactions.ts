import type { BalanceKind } from '../../../shared/balance-kinds.ts'
import { shownBalance, signed } from '../../../shared/balance.ts'
import type { Account } from '../../../shared/models/account.ts'
import type { Transaction } from '../../../shared/models/transaction.ts'
import type { Cell, ColumnKind } from './csv.ts'
import { listAccounts } from '../store/accounts.ts'
import { appendActivity } from '../store/activity.ts'
import { findConnection } from '../store/connections.ts'
import { write } from '../store/database.ts'
import { fileName, nothingMissing, saveTable, utcText, type FileFormat } from './table-file.ts'
import { readTransactionPages, requireAccount, type OfAccount } from '../connections/data/transactions.ts'
import { announce, requireConnection, viewConnection, type ViewDeps } from '../connections/model/view.ts'
import { unattended, type ExportRun } from '../runtime/export-runs.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'

/** Identifies the connection of a row. */
export const ownerColumns = {
  connection: 'id',
  institution: 'text',
  login: 'text',
  label: 'text',
  account_id: 'id',
  account: 'text',
  mask: 'mask',
} as const satisfies Record<string, ColumnKind>

/** How complete the file is. */
export const wholeColumns = {
  unreadable_values: 'value',
  partial: 'value',
  unreadable: 'value',
} as const satisfies Record<string, ColumnKind>

export const accountColumns = {
  ...ownerColumns,
  category: 'value',
  type: 'text',
  balance: 'value',
  currency: 'value',
  balance_kind: 'value',
  reported_balance: 'value',
  current_balance: 'value',
  available_balance: 'value',
  principal_balance: 'value',
  pay_off_amount: 'value',
  current_value: 'value',
  net_present_value: 'value',
  available_cash_balance: 'value',
  balance_type: 'value',
  as_of_date: 'value',
  as_of_utc: 'value',
  unavailable: 'value',
  earlier: 'value',
  ...wholeColumns,
} as const satisfies Record<string, ColumnKind>

const transactionColumns = {
  date: 'value',
  posted_at_utc: 'value',
  transaction_at_utc: 'value',
  description: 'text',
  category: 'text',
  amount: 'value',
  currency: 'value',
  debit_credit: 'value',
  pending: 'value',
  transaction_id: 'id',
  ...ownerColumns,
  ...wholeColumns,
} as const satisfies Record<string, ColumnKind>

export interface SavedData {
  saved: boolean
  isPartial: boolean
}

export type Row<Columns> = Record<keyof Columns, Cell>

/**
 * Writes a connection's accounts, as last read, into a file that the user chooses.
 *
 * @returns whether it was saved: not when the user chose none; and whether something is missing in it
 * @throws AppError `not_found`, `file_unwritable`
 */
export async function exportAccounts(
  deps: ViewDeps & Pick<RefreshDeps, 'saveFile' | 'emit' | 'log'>,
  wanted: { id: string; format: FileFormat },
  run: ExportRun = unattended,
): Promise<SavedData> {
  const { rows, isPartial, unreadable } = accountRows(deps, wanted.id)
  const name = fileName(deps, wanted.id, ['accounts'], isPartial)
  const pages = [[...rows.values()]]
  const isSaved = await saveTable(deps, { name, columns: accountColumns, pages, format: wanted.format }, run)
  if (isSaved) record(deps, wanted.id, { kind: 'accounts_exported', unreadable, isPartial, repeated: null })
  return { saved: isSaved, isPartial }
}

export interface AccountRows {
  /** By the key of the account, in the institution's order. */
  rows: Map<string, Row<typeof accountColumns>>
  /** Something is missing in the last response. */
  isPartial: boolean
  /** How many accounts of the last response could not be read. */
  unreadable: number
}

/** The accounts of a connection, as last read. @throws AppError `not_found` */
export function accountRows(deps: ViewDeps, connectionId: string): AccountRows {
  const connection = requireConnection(deps, connectionId)
  const accounts = listAccounts(deps.store, connectionId)
  const owner = ownerOf(deps, connectionId)
  const readInPart = accounts.filter((one) => one.unreadable.length > 0).length
  const isPartial =
    connection.isPartial || readInPart > 0 || accounts.some((one) => one.unavailable || one.isEarlier)
  const unreadable = connection.unreadableAccounts + readInPart
  const rows = accounts.map(
    (account) =>
      [
        account.key,
        {
          ...owner,
          ...accountCells(account),
          ...balanceCells(account),
          unreadable_values: partsText(account.unreadable),
          partial: isPartial,
          unreadable,
        },
      ] as const,
  )
  return { rows: new Map(rows), isPartial, unreadable }
}

/**
 * Reads an account's transactions and writes them into a file that the user chooses, page by page. The file's name and rows say if some
 * are missing.
 *
 * @returns whether it was saved: not when the user chose none; and whether something is missing in it
 * @throws AppError as readTransactions, `file_unwritable`, and the reason of the signal
 */
export async function exportTransactions(
  deps: RefreshDeps,
  wanted: OfAccount & { format: FileFormat },
  run: ExportRun = unattended,
): Promise<SavedData> {
  const { connectionId, format } = wanted
  const account = requireAccount(deps, connectionId, wanted.accountKey)
  const owner = { ...ownerOf(deps, connectionId), ...accountCells(account) }
  const read = { unreadable: 0, repeated: 0, isPartial: false }
  async function* pages(): AsyncGenerator<Row<typeof transactionColumns>[]> {
    for await (const page of readTransactionPages(deps, wanted, run.signal)) {
      read.unreadable += page.unreadable
      read.repeated += page.repeats
      read.isPartial ||= page.isPartial || page.unreadable > 0
      yield page.transactions.map((one) => ({ ...transactionCells(one), ...owner, ...nothingMissing }))
    }
  }
  const name = fileName(deps, connectionId, [account.name, account.mask ?? '', 'transactions'], false)
  const whole = () => ({ partial: read.isPartial, unreadable: read.unreadable })
  const table = { name, columns: transactionColumns, pages: pages(), format, whole }
  const isSaved = await saveTable(deps, table, run)
  if (isSaved) record(deps, connectionId, { kind: 'transactions_exported', ...read })
  return { saved: isSaved, isPartial: read.isPartial }
}

/** Adds an export to the activity, unless the connection was removed while the user chose the file. */
export function record(
  deps: ViewDeps & Pick<RefreshDeps, 'emit' | 'log'>,
  connectionId: string,
  line: {
    kind: 'accounts_exported' | 'transactions_exported' | 'holdings_exported' | 'document_saved'
    unreadable: number | null
    isPartial: boolean | null
    repeated: number | null
  },
): void {
  if (!findConnection(deps.store, connectionId)) return
  const { institutionName } = viewConnection(deps, connectionId)
  write(deps.store, () => {
    appendActivity(deps.store, { connectionId, institutionName, atMs: deps.now(), ...line })
  })
  announce(deps, connectionId)
}

type OwnerCells = Omit<Row<typeof ownerColumns>, keyof AccountCells>
type AccountCells = Pick<Row<typeof ownerColumns>, 'account_id' | 'account' | 'mask'>

export function ownerOf(deps: ViewDeps, connectionId: string): OwnerCells {
  const { institutionName, signedInAs, labels } = viewConnection(deps, connectionId)
  return {
    connection: connectionId,
    institution: institutionName,
    login: signedInAs === '' ? null : signedInAs,
    // As people write a list. pandas: `.str.split('; ')`.
    label: labels.length === 0 ? null : labels.join('; '),
  }
}

export function accountCells({ id, name, mask }: Account): AccountCells {
  return { account_id: id, account: name, mask }
}

type BalanceCells = Omit<Row<typeof accountColumns>, keyof typeof ownerColumns | keyof typeof wholeColumns>

/** Debts are below zero in every column except `reported_balance`, the institution's own figure. */
function balanceCells(account: Account): BalanceCells {
  const shown = shownBalance(account)
  const of = (kind: BalanceKind) => {
    const reported = account.balances[kind]
    return reported === undefined ? null : signed(account, kind, reported)
  }
  return {
    category: account.category,
    type: account.type,
    balance: shown?.money.amount ?? null,
    currency: account.currency,
    balance_kind: shown?.kind ?? null,
    reported_balance: shown?.reported ?? null,
    current_balance: of('current'),
    available_balance: of('available'),
    principal_balance: of('principal'),
    pay_off_amount: of('pay-off'),
    current_value: of('value'),
    net_present_value: of('net-present-value'),
    available_cash_balance: of('cash'),
    balance_type: account.balanceType,
    as_of_date: account.asOfDay,
    as_of_utc: utcText(account.asOfMs),
    unavailable: account.unavailable,
    earlier: account.isEarlier,
  }
}

type TransactionCells = Omit<
  Row<typeof transactionColumns>,
  keyof typeof ownerColumns | 'partial' | 'unreadable'
>

function transactionCells(transaction: Transaction): TransactionCells {
  return {
    date: transaction.day,
    posted_at_utc: utcText(transaction.postedAtMs),
    transaction_at_utc: utcText(transaction.madeAtMs),
    description: transaction.description,
    category: transaction.category,
    amount: transaction.amount?.amount ?? null,
    currency: transaction.amount?.currency ?? null,
    debit_credit: transaction.direction,
    pending: transaction.isPending,
    transaction_id: transaction.id,
    unreadable_values: partsText(transaction.unreadable),
  }
}

export function partsText(parts: readonly string[]): string | null {
  return parts.length === 0 ? null : parts.join(', ')
}
