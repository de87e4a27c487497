import type { BalanceKind } from '../../../shared/balance-kinds.ts'
import { shownBalance, signed } from '../../../shared/balance.ts'
import type { Account } from '../../../shared/models/account.ts'
import type { Transaction } from '../../../shared/models/transaction.ts'
import type { Cell, ColumnKind } from './csv.ts'
import { listAccounts } from '../store/accounts.ts'
import { appendActivity } from '../store/activity.ts'
import { write } from '../store/database.ts'
import { fileName, saveTable, utcText, type FileFormat } from './table-file.ts'
import { readAllTransactions, requireAccount, type OfAccount } from '../connections/data/transactions.ts'
import { announce, requireConnection, viewConnection, type ViewDeps } from '../connections/model/view.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'

/** Identifies the connection of a row. */
const ownerColumns = {
  connection: 'id',
  institution: 'text',
  login: 'text',
  label: 'text',
  account_id: 'id',
  account: 'text',
  mask: 'mask',
} as const satisfies Record<string, ColumnKind>

/** How complete the file is. */
const wholeColumns = {
  partial: 'value',
  unreadable: 'value',
} as const satisfies Record<string, ColumnKind>

const accountColumns = {
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

type Row<Columns> = Record<keyof Columns, Cell>

/**
 * Writes a connection's accounts, as last read, into a file that the user chooses.
 *
 * @returns whether it was saved: not when the user chose none; and whether something is missing in it
 * @throws AppError `not_found`, `file_unwritable`
 */
export async function exportAccounts(
  deps: ViewDeps & Pick<RefreshDeps, 'saveFile' | 'emit' | 'log'>,
  wanted: { id: string; format: FileFormat },
): Promise<SavedData> {
  const connection = requireConnection(deps, wanted.id)
  const accounts = listAccounts(deps.store, wanted.id)
  const owner = ownerOf(deps, wanted.id)
  const isPartial = connection.isPartial || accounts.some((one) => one.unavailable || one.isEarlier)
  const whole = { partial: isPartial, unreadable: connection.unreadableAccounts }
  const isSaved = await saveTable(deps, {
    name: fileName(deps, wanted.id, ['accounts'], isPartial),
    columns: accountColumns,
    rows: accounts.map((account) => ({
      ...owner,
      ...accountCells(account),
      ...balanceCells(account),
      ...whole,
    })),
    format: wanted.format,
  })
  const counts = { unreadable: connection.unreadableAccounts, isPartial, repeated: null }
  if (isSaved) record(deps, wanted.id, { kind: 'accounts_exported', ...counts })
  return { saved: isSaved, isPartial }
}

/**
 * Reads every page of an account's transactions, and writes them into a file that the user chooses. The file name says if some are
 * missing.
 *
 * @returns whether it was saved: not when the user chose none; and whether something is missing in it
 * @throws AppError as readTransactions, and `file_unwritable`
 */
export async function exportTransactions(
  deps: RefreshDeps,
  wanted: OfAccount & { format: FileFormat },
): Promise<SavedData> {
  const { connectionId } = wanted
  const account = requireAccount(deps, connectionId, wanted.accountKey)
  const read = await readAllTransactions(deps, wanted)
  const isPartial = read.isPartial || read.unreadable > 0
  const owner = { ...ownerOf(deps, connectionId), ...accountCells(account) }
  const whole = { partial: isPartial, unreadable: read.unreadable }
  const parts = [account.name, account.mask ?? '', 'transactions']
  const isSaved = await saveTable(deps, {
    name: fileName(deps, connectionId, parts, isPartial),
    columns: transactionColumns,
    rows: read.transactions.map((one) => ({ ...transactionCells(one), ...owner, ...whole })),
    format: wanted.format,
  })
  const counts = { unreadable: read.unreadable, isPartial, repeated: read.repeats }
  if (isSaved) record(deps, connectionId, { kind: 'transactions_exported', ...counts })
  return { saved: isSaved, isPartial }
}

function record(
  deps: ViewDeps & Pick<RefreshDeps, 'emit' | 'log'>,
  connectionId: string,
  line: {
    kind: 'accounts_exported' | 'transactions_exported'
    unreadable: number
    isPartial: boolean
    repeated: number | null
  },
): void {
  const { institutionName } = viewConnection(deps, connectionId)
  write(deps.store, () => {
    appendActivity(deps.store, { connectionId, institutionName, atMs: deps.now(), ...line })
  })
  announce(deps, connectionId)
}

type OwnerCells = Omit<Row<typeof ownerColumns>, keyof AccountCells>
type AccountCells = Pick<Row<typeof ownerColumns>, 'account_id' | 'account' | 'mask'>

function ownerOf(deps: ViewDeps, connectionId: string): OwnerCells {
  const { institutionName, signedInAs, labels } = viewConnection(deps, connectionId)
  return {
    connection: connectionId,
    institution: institutionName,
    login: signedInAs === '' ? null : signedInAs,
    // As people write a list. pandas: `.str.split('; ')`.
    label: labels.length === 0 ? null : labels.join('; '),
  }
}

function accountCells({ id, name, mask }: Account): AccountCells {
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
  keyof typeof ownerColumns | keyof typeof wholeColumns
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
  }
}
