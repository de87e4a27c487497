import { useState } from 'react'
import type { Account } from '../../shared/models/account.ts'
import type { Connection } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { agoText, balanceText } from '../text/format.ts'
import { Button } from '../parts/button.tsx'
import { ExportButtons } from '../parts/export-buttons.tsx'
import { Name } from '../parts/name.tsx'
import { text } from '../text/text.ts'
import { accountTypeText } from '../text/names.ts'
import { sameReadMs } from './status.tsx'
import { TransactionsDialog } from './transactions-dialog.tsx'

/** A connection may share thousands of accounts: render so many at first. */
const firstAccounts = 50

export function Accounts({ connection, nowMs }: { connection: Connection; nowMs: number }) {
  const [limit, setLimit] = useState(firstAccounts)
  const [opened, open] = useState<Account | null>(null)
  const { accounts, status, permissions } = connection
  const canRead = status === 'active' && permissions.includes('transactions')
  return (
    <section>
      <header className="section-head">
        <h3>
          {text.pane.accounts}
          {connection.dataAsOfMs !== null && (
            <span className="as-of"> · {text.pane.updated(agoText(connection.dataAsOfMs, nowMs))}</span>
          )}
        </h3>
        <ExportButtons
          label={text.pane.exportAccounts}
          onExport={(format) => call('accounts.export', { id: connection.id, format })}
        />
      </header>
      <ul className="accounts">
        {accounts.slice(0, limit).map((account) => (
          <li key={account.id}>
            <span className="account-name">
              <Name text={account.name} />
              {account.mask && <small> ···{account.mask}</small>}
              <small className="account-type">{typeText(account, connection, nowMs)}</small>
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
      {accounts.length > limit && (
        <Button look="quiet-accent" onPress={() => setLimit(limit + 10 * firstAccounts)}>
          {text.pane.moreAccounts(accounts.length - limit)}
        </Button>
      )}
      {opened && (
        <TransactionsDialog connectionId={connection.id} account={opened} onClose={() => open(null)} />
      )}
    </section>
  )
}

/** The account type, and when its data is from if that differs from the connection's. */
function typeText(account: Account, connection: Connection, nowMs: number): string {
  const type = accountTypeText(account)
  const differs =
    account.asOfMs !== null &&
    connection.dataAsOfMs !== null &&
    Math.abs(account.asOfMs - connection.dataAsOfMs) > sameReadMs
  return differs && account.asOfMs !== null
    ? `${type} · ${text.pane.updated(agoText(account.asOfMs, nowMs))}`
    : type
}
