import type { Account, Money } from '../../../shared/models/account.ts'
import type { Transaction } from '../../../shared/models/transaction.ts'
import { minorUnitDigits } from '../../../shared/currency.ts'
import { toCsv, type Cell, type ColumnKind } from './csv.ts'
import { listAccounts } from '../store/accounts.ts'
import { readAllTransactions, requireAccount, type OfAccount } from '../connections/data/transactions.ts'
import { viewConnection, type ViewDeps } from '../connections/model/view.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'

type Format = 'csv' | 'json'

const accountColumns = {
  account_id: 'text',
  name: 'text',
  mask: 'text',
  category: 'value',
  type: 'text',
  balance: 'value',
  currency: 'value',
  balance_type: 'value',
  as_of: 'value',
  unavailable: 'value',
} as const satisfies Record<string, ColumnKind>

const transactionColumns = {
  date: 'value',
  posted_at: 'value',
  transaction_at: 'value',
  description: 'text',
  category: 'text',
  amount: 'value',
  currency: 'value',
  pending: 'value',
  transaction_id: 'text',
} as const satisfies Record<string, ColumnKind>

type Row<Columns> = Record<keyof Columns, Cell>

/**
 * Writes a connection's accounts, as last read, into a file that the person chooses. Times are UTC, amounts decimal with their currency.
 *
 * @returns false when the person chose none
 * @throws AppError `not_found`, `file_unwritable`
 */
export function exportAccounts(
  deps: ViewDeps & Pick<RefreshDeps, 'saveFile'>,
  wanted: { id: string; format: Format },
): Promise<boolean> {
  const { institutionName } = viewConnection(deps, wanted.id)
  const rows = listAccounts(deps.store, wanted.id).map(accountRow)
  const { format } = wanted
  return save(deps, { name: `${slug(institutionName)}-accounts`, columns: accountColumns, rows, format })
}

/**
 * Reads an account's transactions, every page of them, and writes them into a file that the person chooses.
 *
 * @returns false when the person chose none
 * @throws AppError as readTransactions, and `file_unwritable`
 */
export async function exportTransactions(
  deps: RefreshDeps,
  wanted: OfAccount & { format: Format },
): Promise<boolean> {
  const { institutionName } = viewConnection(deps, wanted.connectionId)
  const account = requireAccount(deps, wanted.connectionId, wanted.accountId)
  const { transactions } = await readAllTransactions(deps, wanted)
  const name = `${slug(institutionName)}-${slug(account.name)}-transactions`
  const rows = transactions.map(transactionRow)
  return save(deps, { name, columns: transactionColumns, rows, format: wanted.format })
}

function save<Column extends string>(
  deps: Pick<RefreshDeps, 'now' | 'saveFile'>,
  file: {
    name: string
    columns: Record<Column, ColumnKind>
    rows: Record<Column, Cell>[]
    format: Format
  },
): Promise<boolean> {
  const { columns, rows, format } = file
  const day = new Date(deps.now()).toISOString().slice(0, 10)
  const text = format === 'csv' ? toCsv(columns, rows) : `${JSON.stringify(rows, null, 2)}\n`
  return deps.saveFile({ name: `${file.name}-${day}.${format}`, text })
}

function accountRow(account: Account): Row<typeof accountColumns> {
  return {
    account_id: account.id,
    name: account.name,
    mask: account.mask,
    category: account.category,
    type: account.type,
    balance: decimalText(account.balance),
    currency: account.currency,
    balance_type: account.balanceType,
    as_of: timeText(account.asOfMs),
    unavailable: account.unavailable,
  }
}

function transactionRow(transaction: Transaction): Row<typeof transactionColumns> {
  return {
    date: transaction.day,
    posted_at: timeText(transaction.postedAtMs),
    transaction_at: timeText(transaction.madeAtMs),
    description: transaction.description,
    category: transaction.category,
    amount: decimalText(transaction.amount),
    currency: transaction.amount?.currency ?? null,
    pending: transaction.isPending,
    transaction_id: transaction.id,
  }
}

/** "-12.50": exact, without grouping. */
function decimalText(money: Money | null): string | null {
  if (money === null) return null
  const digits = minorUnitDigits(money.currency)
  const units = String(Math.abs(money.minorUnits)).padStart(digits + 1, '0')
  const whole = units.slice(0, units.length - digits)
  const sign = money.minorUnits < 0 ? '-' : ''
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${units.slice(-digits)}`
}

function timeText(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

/** A name that every file system takes. */
function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return plain.slice(0, 60).toLowerCase() || 'mooring'
}
