import { useEffect, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import type { Account } from '../../shared/models/account.ts'
import type { Transaction, TransactionsPage } from '../../shared/models/transaction.ts'
import { call, toFailure } from '../state/api.ts'
import { calendarDayText, moneyText } from '../text/format.ts'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Button } from '../parts/button.tsx'
import { ExportButtons } from '../parts/export-buttons.tsx'
import { RequestId } from '../parts/request-id.tsx'
import { Problem } from '../parts/problem.tsx'
import { Name } from '../parts/name.tsx'
import { text } from '../text/text.ts'

/** Rows rendered at first. A page may have a hundred thousand transactions. */
const firstRows = 500

const dayChoices = [30, 90, 365, 730] as const

interface Read {
  transactions: Transaction[]
  /** The newest page; null before the first. */
  page: TransactionsPage | null
  isPartial: boolean
  unreadable: number
  repeats: number
  failure: Failure | null
  isReading: boolean
}

const nothing: Read = {
  transactions: [],
  page: null,
  isPartial: false,
  unreadable: 0,
  repeats: 0,
  failure: null,
  isReading: true,
}

/** The transactions of an account, loaded a page at a time. */
export function TransactionsDialog({
  connectionId,
  account,
  onClose,
}: {
  connectionId: string
  account: Account
  onClose: () => void
}) {
  const [days, setDays] = useState<number>(90)
  return (
    <DialogFrame title={text.transactions.title(account.name)} isWide onClose={onClose}>
      <div className="transactions-head">
        <select
          aria-label={text.transactions.days}
          value={days}
          onChange={(event) => setDays(Number(event.target.value))}
        >
          {dayChoices.map((choice) => (
            <option key={choice} value={choice}>
              {text.transactions.dayChoices[choice]}
            </option>
          ))}
        </select>
        <span className="hint">{text.transactions.notStored}</span>
        <ExportButtons
          label={text.transactions.export}
          onExport={(file) =>
            call('transactions.export', { connectionId, accountKey: account.key, days, ...file })
          }
        />
      </div>
      <Pages key={days} connectionId={connectionId} accountKey={account.key} days={days} />
      <div className="dialog-actions">
        <span className="gap" />
        <Button autoFocus onPress={onClose}>
          {text.transactions.close}
        </Button>
      </div>
    </DialogFrame>
  )
}

function Pages({
  connectionId,
  accountKey,
  days,
}: {
  connectionId: string
  accountKey: string
  days: number
}) {
  const [read, setRead] = useState(nothing)
  const [limit, setLimit] = useState(firstRows)
  useEffect(() => {
    let isCurrent = true
    call('transactions.read', { connectionId, accountKey, days }).then(
      (page) => isCurrent && setRead((before) => withPage(before, page)),
      (thrown: unknown) => isCurrent && setRead((before) => withFailure(before, thrown)),
    )
    return () => {
      isCurrent = false
    }
  }, [connectionId, accountKey, days])
  const readMore = (id: string) => {
    setRead((before) => ({ ...before, isReading: true }))
    call('transactions.more', { id }).then(
      (page) => setRead((before) => withPage(before, page)),
      (thrown: unknown) => setRead((before) => withFailure(before, thrown)),
    )
  }

  const { transactions, page, isPartial, unreadable, repeats, failure, isReading } = read
  const next = page?.next ?? null
  return (
    <>
      <div className="transactions" role="region" aria-label={text.transactions.caption} tabIndex={0}>
        {page && transactions.length + unreadable === 0 && <p className="empty">{text.transactions.none}</p>}
        {transactions.length > 0 && <TransactionTable transactions={transactions.slice(0, limit)} />}
      </div>
      {isPartial && <p className="problem soon">{text.transactions.partial}</p>}
      {unreadable > 0 && <p className="problem soon">{text.transactions.unreadable(unreadable)}</p>}
      {repeats > 0 && <p className="hint">{text.transactions.repeats(repeats)}</p>}
      {failure && <Problem failure={failure} />}
      <div className="transactions-head">
        <span className="muted" role="status">
          {isReading ? text.transactions.loading : text.transactions.count(transactions.length)}
        </span>
        {transactions.length > limit && (
          <Button look="quiet-accent" onPress={() => setLimit(limit + 10 * firstRows)}>
            {text.transactions.showMore(transactions.length - limit)}
          </Button>
        )}
        {next !== null && transactions.length <= limit && (
          <Button busy={isReading} onPress={() => readMore(next)}>
            {text.transactions.more}
          </Button>
        )}
        <span className="gap" />
        {page?.interactionId && <RequestId id={page.interactionId} />}
      </div>
    </>
  )
}

function withPage(before: Read, page: TransactionsPage): Read {
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

function withFailure(before: Read, thrown: unknown): Read {
  return { ...before, failure: toFailure(thrown), isReading: false }
}

function TransactionTable({ transactions }: { transactions: Transaction[] }) {
  return (
    <table>
      <caption className="hidden">{text.transactions.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{text.transactions.date}</th>
          <th scope="col">{text.transactions.description}</th>
          <th scope="col" className="amount">
            {text.transactions.amount}
          </th>
        </tr>
      </thead>
      <tbody>
        {transactions.map(({ id, day, description, amount, isPending, unreadable }, index) => (
          <tr key={`${id ?? ''}/${index}`}>
            <td>{day === null ? text.transactions.noDate : calendarDayText(day)}</td>
            <td>
              <Name text={description ?? text.transactions.noDescription} />
              {isPending && <span className="tag pending">{text.transactions.pending}</span>}
              {unreadable.length > 0 && (
                <span className="sub"> · {text.pane.unreadableValues(unreadable)}</span>
              )}
            </td>
            <td className="amount">{amount ? moneyText(amount) : text.transactions.noAmount}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
