import { useDeferredValue, useMemo, useState } from 'react'
import type { Account } from '../../../shared/models/account.ts'
import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { call } from '../../state/api.ts'
import { DialogFrame } from '../../parts/dialog-frame.tsx'
import { Button } from '../../parts/button.tsx'
import { ExportButtons } from '../../export/export-buttons.tsx'
import { RequestId } from '../../parts/request-id.tsx'
import { Problem } from '../../parts/problem.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { moneyText } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import {
  arrangeTransactions,
  flowsOf,
  type TransactionColumn,
  type TransactionOrder,
} from '../transactions/arrange-transactions.ts'
import { PeriodFields } from '../transactions/period-fields.tsx'
import { TransactionTable } from '../transactions/transaction-table.tsx'
import { useTransactions, type Period, type TransactionsRead } from '../transactions/use-transactions.ts'

const plainOrder: TransactionOrder = { search: '', sort: null, isDescending: false }

/** The transactions of an account, loaded as the user scrolls. */
export function TransactionsDialog({
  connection,
  account,
  onClose,
}: {
  connection: ConnectionSummary
  account: Account
  onClose: () => void
}) {
  const [period, setPeriod] = useState<Period>({ days: 90 })
  const [order, setOrder] = useState(plainOrder)
  const ofAccount = { connectionId: connection.id, accountKey: account.key }
  const { institutionName, signedInAs } = connection
  const owner = [institutionName, signedInAs].filter(Boolean).join(' · ')
  return (
    <DialogFrame
      title={text.transactions.titleOf(account.name, account.mask, owner)}
      isWide
      onClose={onClose}
    >
      <div className="transactions-head">
        <PeriodFields period={period} onChange={setPeriod} />
        <SearchBox
          label={text.transactions.search}
          value={order.search}
          onChange={(search) => setOrder({ ...order, search })}
        />
        <span className="gap" />
        <ExportButtons
          label={text.transactions.export}
          onExport={(file) =>
            call('transactions.export', {
              scope: { kind: 'accounts', accounts: [ofAccount] },
              ...period,
              ...file,
            })
          }
        />
      </div>
      <Transactions
        key={JSON.stringify(period)}
        wanted={{ ...ofAccount, ...period }}
        order={order}
        onOrder={setOrder}
      />
      <div className="dialog-actions">
        <span className="hint">{text.transactions.notStored}</span>
        <span className="gap" />
        <Button autoFocus onPress={onClose}>
          {text.transactions.close}
        </Button>
      </div>
    </DialogFrame>
  )
}

function Transactions({
  wanted,
  order,
  onOrder,
}: {
  wanted: { connectionId: string; accountKey: string } & Period
  order: TransactionOrder
  onOrder: (order: TransactionOrder) => void
}) {
  // A search or a sort of a part would be wrong: then everything is loaded.
  const wantsAll = order.search !== '' || order.sort !== null
  const { read, readMore } = useTransactions(wanted, wantsAll)
  const deferred = useDeferredValue(order)
  const { transactions, page, unreadable, failure } = read
  const shown = useMemo(() => arrangeTransactions(transactions, deferred), [transactions, deferred])
  const sortBy = (column: TransactionColumn) =>
    onOrder({ ...order, sort: column, isDescending: order.sort === column && !order.isDescending })
  return (
    <>
      {page && transactions.length + unreadable === 0 && <p className="empty">{text.transactions.none}</p>}
      {transactions.length > 0 && shown.length === 0 && (
        <p className="empty">{text.transactions.nothingFound}</p>
      )}
      {shown.length > 0 && (
        <TransactionTable transactions={shown} order={order} onSort={sortBy} onEnd={readMore} />
      )}
      <Sums read={read} shown={shown} />
      <Warnings read={read} />
      {failure && <Problem failure={failure} />}
      <div className="transactions-head">
        <span className="muted" role="status">
          {statusText(read, shown.length)}
        </span>
        {failure && page?.next && <Button onPress={readMore}>{text.transactions.more}</Button>}
        <span className="gap" />
        {page?.interactionId && <RequestId id={page.interactionId} />}
      </div>
    </>
  )
}

function statusText({ transactions, isReading, page }: TransactionsRead, shown: number): string {
  if (isReading && transactions.length === 0) return text.transactions.loading
  const count =
    shown === transactions.length
      ? text.transactions.count(shown)
      : text.transactions.countOf(shown, transactions.length)
  if (isReading) return `${count} ${text.transactions.loading}`
  return page?.next ? `${count} ${text.transactions.scrollForMore}` : count
}

function Sums({ read, shown }: { read: TransactionsRead; shown: ReturnType<typeof arrangeTransactions> }) {
  const { flows, leftOut } = useMemo(() => flowsOf(shown), [shown])
  if (flows.length === 0) return null
  return (
    <p className="transaction-sums">
      {flows.map(({ currency, received, spent, net }) => (
        <span key={currency}>
          {text.transactions.sums(moneyText(received), moneyText(spent), moneyText(net))}
        </span>
      ))}
      <span className="muted">
        {[
          read.page?.next ? text.transactions.sumsOfLoaded : text.transactions.sumsOfShown,
          ...(leftOut > 0 ? [text.transactions.leftOut(leftOut)] : []),
        ].join(' ')}
      </span>
    </p>
  )
}

function Warnings({ read: { isPartial, unreadable, repeats } }: { read: TransactionsRead }) {
  return (
    <>
      {isPartial && <p className="problem soon">{text.transactions.partial}</p>}
      {unreadable > 0 && <p className="problem soon">{text.transactions.unreadable(unreadable)}</p>}
      {repeats > 0 && <p className="hint">{text.transactions.repeats(repeats)}</p>}
    </>
  )
}
