import type { BalanceKind } from '../../../shared/balance-kinds.ts'
import { shownBalance, signed } from '../../../shared/balance.ts'
import type { Account } from '../../../shared/models/account.ts'
import type { Transaction } from '../../../shared/models/transaction.ts'
import type { Cell, ColumnKind } from '../tables/columns.ts'
import { viewConnection, type ViewDeps } from '../connections/model/view.ts'
import { utcText, type Whole } from './table-file.ts'

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
  partial: 'flag',
  unreadable: 'count',
} as const satisfies Record<string, ColumnKind>

export const accountColumns = {
  ...ownerColumns,
  category: 'value',
  type: 'text',
  balance: 'decimal',
  currency: 'value',
  balance_kind: 'value',
  reported_balance: 'decimal',
  current_balance: 'decimal',
  available_balance: 'decimal',
  principal_balance: 'decimal',
  pay_off_amount: 'decimal',
  current_value: 'decimal',
  net_present_value: 'decimal',
  available_cash_balance: 'decimal',
  balance_type: 'value',
  as_of_date: 'day',
  as_of_utc: 'utc',
  unavailable: 'flag',
  earlier: 'flag',
  ...wholeColumns,
} as const satisfies Record<string, ColumnKind>

export const transactionColumns = {
  date: 'day',
  posted_at_utc: 'utc',
  transaction_at_utc: 'utc',
  description: 'text',
  category: 'text',
  amount: 'decimal',
  currency: 'value',
  debit_credit: 'value',
  pending: 'flag',
  transaction_id: 'id',
  ...ownerColumns,
  ...wholeColumns,
} as const satisfies Record<string, ColumnKind>

export type Of<Columns> = Record<keyof Columns, Cell>

export type OwnerCells = Omit<Of<typeof ownerColumns>, keyof AccountCells> & { institution: string }
type AccountCells = Pick<Of<typeof ownerColumns>, 'account_id' | 'account' | 'mask'>

/** A connection's part of a row. @throws AppError `not_found` */
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

export function accountRow(owner: OwnerCells, account: Account, whole: Whole): Of<typeof accountColumns> {
  return {
    ...owner,
    ...accountCells(account),
    ...balanceCells(account),
    unreadable_values: partsText(account.unreadable),
    ...whole,
  }
}

export function transactionRow(
  owner: OwnerCells,
  account: Account,
  transaction: Transaction,
  whole: Whole,
): Of<typeof transactionColumns> {
  return { ...transactionCells(transaction), ...owner, ...accountCells(account), ...whole }
}

export function accountCells({ id, name, mask }: Account): AccountCells {
  return { account_id: id, account: name, mask }
}

type BalanceCells = Omit<Of<typeof accountColumns>, keyof typeof ownerColumns | keyof typeof wholeColumns>

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
  Of<typeof transactionColumns>,
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
