import type { Account, Connection } from '../../shared/models.ts'
import { agoText, balanceText } from '../format.ts'
import { accountKindText } from '../words.ts'
import { sameReadMs } from './status.tsx'

export function Accounts({ connection, nowMs }: { connection: Connection; nowMs: number }) {
  return (
    <section>
      <h3>
        Shared accounts
        {connection.dataAsOfMs !== null && (
          <span className="as-of"> · as of {agoText(connection.dataAsOfMs, nowMs)}</span>
        )}
      </h3>
      <ul className="accounts">
        {connection.accounts.map((account) => (
          <li key={account.id}>
            <span className="account-name">
              {account.name}
              {account.mask && <small> ···{account.mask}</small>}
              <small className="account-kind">{kindText(account, connection, nowMs)}</small>
            </span>
            <span className="amount">
              {account.unavailable ? 'unavailable' : (balanceText(account) ?? '—')}
            </span>
          </li>
        ))}
      </ul>
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
  return differs && account.asOfMs !== null ? `${kind} · as of ${agoText(account.asOfMs, nowMs)}` : kind
}
