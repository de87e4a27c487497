import type { Connection } from '../../shared/models.ts'
import { useNow } from '../clock.ts'
import { dateText, dayTimeText } from '../format.ts'
import { nextTryText } from '../messages.ts'
import { Button } from '../parts/button.tsx'
import { Monogram } from '../parts/monogram.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { stageWords } from '../words.ts'
import { Accounts } from './accounts.tsx'
import { Actions } from './actions.tsx'
import { ConsentBar } from './consent-bar.tsx'
import { Facts } from './facts.tsx'
import { History } from './history.tsx'
import { Permissions } from './permissions.tsx'
import { StatusPill } from './status.tsx'

/** Everything about one connection: what it may read, what it shares, how long, and what happened. */
export function ConnectionPane({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const action = useAction()
  const nowMs = useNow(connection.status === 'revoking' ? 200 : 20_000)
  const stage = stageWords[connection.stage]
  const problem = action.failure ?? (connection.status === 'revoking' ? null : connection.problem)
  const planned = nextTryText(connection.nextTryAtMs, nowMs)
  const isAlive = connection.status === 'active' || connection.status === 'revoking'
  return (
    <aside className="pane" aria-label={`${connection.institutionName}, details`}>
      <header className="pane-head">
        <Monogram name={connection.institutionName} large />
        <div>
          <h2>{connection.institutionName}</h2>
          <p className="sub">
            {connection.signedInAs} · linked {dateText(connection.linkedAtMs)}
          </p>
        </div>
        <Button look="quiet" label="Close details" onPress={onClose}>
          ✕
        </Button>
      </header>

      <div className="pane-body" role="region" aria-label="What is known of it" tabIndex={0}>
        <p className="pane-status">
          <StatusPill connection={connection} />
          {stage && <span className="tag">{stage}</span>}
          {connection.tokenGoodUntilMs !== null && (
            <span className="sub">
              {connection.tokenGoodUntilMs > nowMs
                ? `token good until ${dayTimeText(connection.tokenGoodUntilMs, nowMs)}`
                : 'token is over; a refresh gets a new one'}
            </span>
          )}
        </p>
        {problem && <Problem failure={problem} tone={connection.status === 'active' ? 'soon' : 'broken'} />}
        {connection.status === 'revocation-pending' && planned && <p className="sub">{planned}</p>}
        <Ending connection={connection} />

        <Permissions connection={connection} />
        {isAlive && connection.accounts.length > 0 && <Accounts connection={connection} nowMs={nowMs} />}
        {isAlive && (
          <section>
            <h3>Consent</h3>
            <ConsentBar fromMs={connection.linkedAtMs} untilMs={connection.consentUntilMs} nowMs={nowMs} />
            <p className="ends">
              <span>{dateText(connection.linkedAtMs)}</span>
              <span>ends {dateText(connection.consentUntilMs)}</span>
            </p>
          </section>
        )}
        <Facts connection={connection} nowMs={nowMs} />
        <History connection={connection} nowMs={nowMs} />
      </div>

      <footer className="pane-foot">
        <Actions connection={connection} action={action} nowMs={nowMs} inPane />
      </footer>
    </aside>
  )
}

/** What is gone and what is kept, once access has ended. */
function Ending({ connection }: { connection: Connection }) {
  if (connection.status === 'revoked') {
    return (
      <p className="sub">
        The institution confirmed that access has ended. The token and the account data are deleted; this row
        and its history stay until you remove them.
      </p>
    )
  }
  if (connection.status === 'revocation-pending') {
    return (
      <p className="sub">
        Mooring no longer uses this access. It counts as revoked only when the institution has confirmed it.
      </p>
    )
  }
  return null
}
