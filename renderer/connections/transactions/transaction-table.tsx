import { useMemo, useState } from 'react'
import type { Transaction } from '../../../shared/models/transaction.ts'
import { Name } from '../../parts/name.tsx'
import { SortHeadings } from '../../parts/column-headings.tsx'
import { VirtualRows } from '../../parts/virtual-rows.tsx'
import { calendarDayText, moneyText } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { transactionColumns, type TransactionColumn, type TransactionOrder } from './arrange-transactions.ts'

/** Transactions as a table that renders only the visible rows. */
export function TransactionTable({
  transactions,
  order,
  onSort,
  onEnd,
}: {
  transactions: Transaction[]
  order: TransactionOrder
  onSort: (column: TransactionColumn) => void
  /** The last row is near: more may be loaded. */
  onEnd: () => void
}) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const keys = useMemo(() => transactions.map(({ id }, index) => `${id ?? ''}/${index}`), [transactions])
  const hasCategory = useMemo(() => transactions.some(({ category }) => category !== null), [transactions])
  const columns = transactionColumns.filter((column) => hasCategory || column !== 'category')
  return (
    <div
      className="transactions"
      role="region"
      aria-label={text.transactions.caption}
      tabIndex={0}
      ref={setScroller}
    >
      <table className="wide-table" aria-rowcount={transactions.length + 1}>
        <caption className="hidden">{text.transactions.caption}</caption>
        <SortHeadings
          columns={columns}
          words={text.transactions}
          sort={order.sort}
          isDescending={order.isDescending}
          onSort={onSort}
        />
        <VirtualRows keys={keys} rowPx={32} scroller={scroller} onEnd={onEnd}>
          {(index, attributes) => {
            const one = transactions[index]
            if (!one) return null
            return (
              <tr key={keys[index]} {...attributes}>
                <td className="date-cell">
                  {one.day === null ? text.transactions.noDate : calendarDayText(one.day)}
                </td>
                <td className="description-cell">
                  <Name text={one.description ?? text.transactions.noDescription} />
                  {one.isPending && <span className="tag pending">{text.transactions.pending}</span>}
                  {one.unreadable.length > 0 && (
                    <span className="sub"> · {text.pane.unreadableValues(one.unreadable)}</span>
                  )}
                </td>
                {hasCategory && (
                  <td className="category-cell">{one.category !== null && <Name text={one.category} />}</td>
                )}
                <td className="amount-cell">
                  {one.amount ? moneyText(one.amount) : text.transactions.noAmount}
                </td>
              </tr>
            )
          }}
        </VirtualRows>
      </table>
    </div>
  )
}
