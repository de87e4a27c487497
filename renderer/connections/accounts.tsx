import { useState } from 'react'
import type { Account } from '../../shared/models/account.ts'
import type { Connection } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { balanceKinds, type BalanceKind } from '../../shared/balance-kinds.ts'
import { shownBalance, signed } from '../../shared/balance.ts'
import { agoText, calendarDayText, dayOf, moneyText } from '../text/format.ts'
import { Button } from '../parts/button.tsx'
import { ExportButtons } from '../parts/export-buttons.tsx'
import { Name } from '../parts/name.tsx'
import { text } from '../text/text.ts'
import { accountKindText, balanceWords } from '../text/labels.ts'
import { sameReadMs } from './status.tsx'
import { TransactionsDialog } from './transactions-dialog.tsx'

/** A connection may share thousands: so many are drawn at a time. */
const accountsAtATime = 50

export function Accounts({ connection, nowMs }: { connection: Connection; nowMs: number }) {
  const [most, setMost] = useState(accountsAtATime)
  const [opened, open] = useState<Account | null>(null)
  const { accounts, status, permissions } = connection
  const canRead = status === 'active' && permissions.includes('transactions')
  return (
    <section>
      <header className="section-head">
        <h3>
          {text.pane.accounts}
          {connection.dataAsOfMs !== null && (
            <span className="as-of"> · {text.pane.asOf(agoText(connection.dataAsOfMs, nowMs))}</span>
          )}
        </h3>
        <ExportButtons
          label={text.pane.exportAccounts}
          onExport={(format) => call('accounts.export', { id: connection.id, format })}
        />
      </header>
      <ul className="accounts">
        {accounts.slice(0, most).map((account) => (
          <li key={account.key}>
            <span className="account-name">
              <Name text={account.name} />
              {account.mask && <small> ···{account.mask}</small>}
              <small className="account-kind">{kindText(account, connection, nowMs)}</small>
            </span>
            <span className="account-end">
              <span className="amount">
                <Balance account={account} />
              </span>
              {canRead && !account.unavailable && (
                <Button
                  look="link"
                  label={text.pane.transactionsOf(account.name)}
                  onPress={() => open(account)}
                >
                  {text.pane.transactions}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {connection.unreadableCount > 0 && (
        <p className="problem soon">{text.pane.unreadable(connection.unreadableCount)}</p>
      )}
      {accounts.length > most && (
        <Button look="quiet-accent" onPress={() => setMost(most + 10 * accountsAtATime)}>
          {text.pane.moreAccounts(accounts.length - most)}
        </Button>
      )}
      {opened && (
        <TransactionsDialog connectionId={connection.id} account={opened} onClose={() => open(null)} />
      )}
    </section>
  )
}

/** What it has, below zero where it is owed; beside that, what the institution says, where that is another figure. */
function Balance({ account }: { account: Account }) {
  const shown = shownBalance(account)
  if (account.unavailable) return text.pane.unavailable
  if (shown === null) return '—'
  const { kind, money, reported } = shown
  const isTurned = money.amount !== reported
  const notes = [
    plainKinds.has(kind) ? null : balanceWords[kind],
    isTurned ? text.pane.reported(moneyText({ ...money, amount: reported })) : null,
    ...otherBalances(account, money.amount).map(
      (other) => `${balanceWords[other.kind]} ${moneyText({ ...money, amount: other.amount })}`,
    ),
  ].filter((note) => note !== null)
  return (
    <>
      {moneyText(money)}
      {notes.length > 0 && <small className="account-kind">{notes.join(' · ')}</small>}
    </>
  )
}

/** These need no word where they are the balance that is shown. */
const plainKinds: ReadonlySet<BalanceKind> = new Set(['current', 'value'])

/** Its balances of other kinds, where they are other figures. */
function otherBalances(account: Account, shown: string): { kind: BalanceKind; amount: string }[] {
  return balanceKinds.flatMap((kind) => {
    const reported = account.balances[kind]
    if (reported === undefined) return []
    const amount = signed(account, kind, reported)
    return amount === shown ? [] : [{ kind, amount }]
  })
}

/** What it is, how fresh it is where that differs from the rest, and whether it was in the last answer. */
function kindText(account: Account, connection: Connection, nowMs: number): string {
  const asOf = asOfText(account, connection, nowMs)
  return [
    accountKindText(account),
    asOf === null ? null : text.pane.asOf(asOf),
    account.isEarlier ? text.pane.earlier : null,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

function asOfText({ asOfDay, asOfMs }: Account, { dataAsOfMs }: Connection, nowMs: number): string | null {
  if (dataAsOfMs === null) return null
  if (asOfMs !== null) return Math.abs(asOfMs - dataAsOfMs) > sameReadMs ? agoText(asOfMs, nowMs) : null
  return asOfDay === null || asOfDay === dayOf(dataAsOfMs) ? null : calendarDayText(asOfDay)
}
