import { useMemo, useState, type KeyboardEvent } from 'react'
import type { Account } from '../../shared/models/account.ts'
import { stepTo } from '../parts/step-to.ts'
import { Name } from '../parts/name.tsx'
import { SortHeadings } from '../parts/column-headings.tsx'
import { VirtualRows, type RowAttributes } from '../parts/virtual-rows.tsx'
import { moneyText } from '../text/format.ts'
import { accountTypeText } from '../text/names.ts'
import { text } from '../text/text.ts'
import type { AccountColumn, AccountLine, Listed } from './arrange-accounts.ts'
import { asOfText, isStale } from './as-of.ts'
import { totalText } from './totals.tsx'

const rowPx = 44

/** The accounts as a table. Tab reaches one row, and the arrow keys move between rows. */
export function AccountTable({
  lines,
  columns,
  scroller,
  nowMs,
  sort,
  isDescending,
  onSort,
  onConnection,
}: {
  lines: AccountLine[]
  columns: readonly AccountColumn[]
  scroller: HTMLElement | null
  nowMs: number
  sort: AccountColumn | null
  isDescending: boolean
  onSort: (column: AccountColumn) => void
  onConnection: (id: string) => void
}) {
  const [currentId, setCurrent] = useState<string | null>(null)
  const [goTo, setGoTo] = useState<{ index: number } | null>(null)
  const keys = useMemo(() => lines.map(({ id }) => id), [lines])
  const found = currentId === null ? -1 : keys.indexOf(currentId)
  const current = found < 0 ? lines.findIndex(({ kind }) => kind === 'account') : found

  const move = (event: KeyboardEvent<HTMLElement>) => {
    const next = stepTo(event.key, lines, current, Math.floor((scroller?.clientHeight ?? 0) / rowPx))
    const line = next === null ? undefined : lines[next]
    if (next === null || line === undefined) return
    event.preventDefault()
    setCurrent(line.id)
    setGoTo({ index: next })
  }
  return (
    <table className="wide-table accounts-table" aria-rowcount={lines.length + 1}>
      <caption className="hidden">{text.accounts.caption}</caption>
      <SortHeadings
        columns={columns}
        words={text.accounts.columns}
        sort={sort}
        isDescending={isDescending}
        onSort={onSort}
      />
      <VirtualRows
        keys={keys}
        rowPx={rowPx}
        scroller={scroller}
        current={current}
        goTo={goTo}
        onKeyDown={move}
      >
        {(index, attributes) => {
          const line = lines[index]
          if (!line) return null
          if (line.kind === 'group')
            return <GroupRow key={line.id} line={line} span={columns.length} attributes={attributes} />
          return (
            <AccountRow
              key={line.id}
              listed={line.listed}
              columns={columns}
              attributes={attributes}
              nowMs={nowMs}
              isCurrent={index === current}
              onFocus={() => setCurrent(line.id)}
              onConnection={onConnection}
            />
          )
        }}
      </VirtualRows>
    </table>
  )
}

function GroupRow({
  line,
  span,
  attributes,
}: {
  line: Extract<AccountLine, { kind: 'group' }>
  span: number
  attributes: RowAttributes
}) {
  return (
    <tr {...attributes} className="group-row">
      <th scope="rowgroup" colSpan={span}>
        <Name text={line.name} /> <span className="sub">{line.count}</span>
        <span className="group-totals">{line.totals.map(totalText).join(' · ')}</span>
      </th>
    </tr>
  )
}

function AccountRow({
  listed,
  columns,
  attributes,
  nowMs,
  isCurrent,
  onFocus,
  onConnection,
}: {
  listed: Listed
  columns: readonly AccountColumn[]
  attributes: RowAttributes
  nowMs: number
  isCurrent: boolean
  onFocus: () => void
  onConnection: (id: string) => void
}) {
  const { account, connection, balance } = listed
  const owner = [connection.institutionName, connection.signedInAs].filter(Boolean).join(' · ')
  return (
    <tr {...attributes}>
      <th scope="row" className="account-cell">
        <strong>
          <Name text={account.name} />
        </strong>
        {account.mask && <span className="sub"> ···{account.mask}</span>}
        {notesOf(account).map((note) => (
          <span key={note} className="sub">
            {' '}
            · {note}
          </span>
        ))}
      </th>
      <td className="connection-cell">
        <button
          type="button"
          className="cell-link"
          aria-label={text.accounts.openConnection([owner, account.name, account.mask ?? ''].join(', '))}
          tabIndex={isCurrent ? 0 : -1}
          onFocus={onFocus}
          onClick={() => onConnection(connection.id)}
        >
          <span className="institution">
            <Name text={connection.institutionName} />
          </span>
          {connection.signedInAs !== '' && (
            <>
              {' · '}
              <span className="login">
                <Name text={connection.signedInAs} />
              </span>
            </>
          )}
        </button>
      </td>
      {columns.includes('label') && (
        <td className="label-cell">
          {connection.labels.map((label) => (
            <span key={label} className="tag">
              <Name text={label} />
            </span>
          ))}
        </td>
      )}
      {columns.includes('kind') && <td className="kind-cell">{accountTypeText(account)}</td>}
      <td className="balance-cell">
        {balance !== null
          ? moneyText(balance)
          : account.unavailable
            ? text.pane.unavailable
            : text.accounts.noBalance}
        {!columns.includes('asOf') && <StaleMark isShown={isStale(listed, nowMs)} />}
      </td>
      {columns.includes('asOf') && (
        <td className="asOf-cell">
          {asOfText(listed, nowMs)}
          <StaleMark isShown={isStale(listed, nowMs)} />
        </td>
      )}
    </tr>
  )
}

function StaleMark({ isShown }: { isShown: boolean }) {
  if (!isShown) return null
  return (
    <span className="stale" title={text.accounts.isStale}>
      {' '}
      <span aria-hidden="true">▲</span>
      <span className="hidden">{text.accounts.isStale}</span>
    </span>
  )
}

function notesOf({ isEarlier, unreadable }: Account): string[] {
  return [
    ...(isEarlier ? [text.pane.earlier] : []),
    ...(unreadable.length > 0 ? [text.pane.unreadableValues(unreadable)] : []),
  ]
}
