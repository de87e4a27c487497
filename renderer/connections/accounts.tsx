import { localDay } from '../../shared/calendar.ts'
import { useState } from 'react'
import type { Account } from '../../shared/models/account.ts'
import type { Connection } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { balanceKinds, type BalanceKind } from '../../shared/balance-kinds.ts'
import { shownBalance, signed } from '../../shared/balance.ts'
import { agoText, calendarDayText, moneyText } from '../text/format.ts'
import { Button } from '../parts/button.tsx'
import { ExportButtons } from '../export/export-buttons.tsx'
import { Name } from '../parts/name.tsx'
import { text } from '../text/text.ts'
import { accountTypeText } from '../text/names.ts'
import { sameReadMs } from '../text/connection-status.ts'
import { AccountLinks } from './data/account-links.tsx'

/** So many leave room for consent and permissions on the first screen. A connection may share thousands. */
const firstAccounts = 5
const moreAccounts = 500

export function Accounts({ connection, nowMs }: { connection: Connection; nowMs: number }) {
  const [limit, setLimit] = useState(firstAccounts)
  const { accounts } = connection
  return (
    <section>
      <header className="section-head">
        <h3>{text.pane.accounts}</h3>
        <ExportButtons
          label={text.pane.exportAccounts}
          onExport={(file) =>
            call('accounts.export', { scope: { kind: 'connections', ids: [connection.id] }, ...file })
          }
        />
      </header>
      <ul className="accounts">
        {accounts.slice(0, limit).map((account) => (
          <li key={account.key}>
            <div className="account-line">
              <span className="account-name">
                <Name text={account.name} />
                {account.mask && <small> ···{account.mask}</small>}
              </span>
              <span className="amount">{amountText(account)}</span>
            </div>
            <div className="account-line notes">
              <small>{typeText(account, connection, nowMs)}</small>
              <AccountLinks connection={connection} account={account} />
            </div>
          </li>
        ))}
      </ul>
      {connection.unreadableCount > 0 && (
        <p className="problem soon">{text.pane.unreadable(connection.unreadableCount)}</p>
      )}
      {connection.isPartial && connection.unreadableCount === 0 && (
        <p className="problem soon">{text.pane.partial}</p>
      )}
      {accounts.length > limit && (
        <Button look="quiet-accent" onPress={() => setLimit(limit + moreAccounts)}>
          {text.pane.moreAccounts(accounts.length - limit)}
        </Button>
      )}
    </section>
  )
}

/** The signed balance, below zero for a debt. */
function amountText(account: Account): string {
  if (account.unavailable) return text.pane.unavailable
  const shown = shownBalance(account)
  return shown === null ? '—' : moneyText(shown.money)
}

/** Which balance is shown, the institution's own figure where it differs, and the other balances. */
function balanceNotes(account: Account): string[] {
  const shown = shownBalance(account)
  if (account.unavailable || shown === null) return []
  const { kind, money, reported } = shown
  const isSignChanged = money.amount !== reported
  return [
    ...(mainKinds.has(kind) ? [] : [text.balanceKinds[kind]]),
    ...(isSignChanged ? [text.pane.reported(moneyText({ ...money, amount: reported }))] : []),
    ...otherBalances(account, money.amount).map(
      (other) => `${text.balanceKinds[other.kind]} ${moneyText({ ...money, amount: other.amount })}`,
    ),
  ]
}

/** Shown without the name of their kind. */
const mainKinds: ReadonlySet<BalanceKind> = new Set(['current', 'value'])

/** The balances of other kinds whose amounts differ from the one shown. */
function otherBalances(account: Account, shown: string): { kind: BalanceKind; amount: string }[] {
  return balanceKinds.flatMap((kind) => {
    const reported = account.balances[kind]
    if (reported === undefined) return []
    const amount = signed(account, kind, reported)
    return amount === shown ? [] : [{ kind, amount }]
  })
}

/**
 * The account type, the institution's own figure and the other balances where they differ, when its data is from if that differs from the
 * connection's, whether it was kept from an earlier response, and what of it could not be read.
 */
function typeText(account: Account, connection: Connection, nowMs: number): string {
  const asOf = asOfText(account, connection, nowMs)
  return [
    accountTypeText(account),
    ...balanceNotes(account),
    asOf === null ? null : text.pane.updated(asOf),
    account.isEarlier ? text.pane.earlier : null,
    account.unreadable.length > 0 ? text.pane.unreadableValues(account.unreadable) : null,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

function asOfText({ asOfDay, asOfMs }: Account, { dataAsOfMs }: Connection, nowMs: number): string | null {
  if (dataAsOfMs === null) return null
  if (asOfMs !== null) return Math.abs(asOfMs - dataAsOfMs) > sameReadMs ? agoText(asOfMs, nowMs) : null
  return asOfDay === null || asOfDay === localDay(dataAsOfMs) ? null : calendarDayText(asOfDay)
}
