import { useState } from 'react'
import type { Account } from '../../shared/models/account.ts'
import type { Connection } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { agoText, balanceText } from '../text/format.ts'
import { Button } from '../parts/button.tsx'
import { ExportButtons } from '../parts/export-buttons.tsx'
import { Name } from '../parts/name.tsx'
import { text } from '../text/text.ts'
import { accountKindText } from '../text/labels.ts'
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
          <li key={account.id}>
            <span className="account-name">
              <Name text={account.name} />
              {account.mask && <small> ···{account.mask}</small>}
              <small className="account-kind">{kindText(account, connection, nowMs)}</small>
            </span>
            <span className="account-end">
              <span className="amount">
                {account.unavailable ? text.pane.unavailable : (balanceText(account) ?? '—')}
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

/** What it is, and how fresh it is where that differs from the rest. */
function kindText(account: Account, connection: Connection, nowMs: number): string {
  const kind = accountKindText(account)
  const differs =
    account.asOfMs !== null &&
    connection.dataAsOfMs !== null &&
    Math.abs(account.asOfMs - connection.dataAsOfMs) > sameReadMs
  return differs && account.asOfMs !== null
    ? `${kind} · ${text.pane.asOf(agoText(account.asOfMs, nowMs))}`
    : kind
}
