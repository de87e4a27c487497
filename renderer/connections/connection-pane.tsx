import { useContext, useEffect, useRef, type RefObject } from 'react'
import type { Failure } from '../../shared/errors.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { useNow } from '../state/use-now.ts'
import { dateText, dayTimeText } from '../text/format.ts'
import { nextStepText, nextTryText } from '../text/error-messages.ts'
import { Button } from '../parts/button.tsx'
import { Monogram } from '../parts/monogram.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { Name } from '../parts/name.tsx'
import { text } from '../text/text.ts'
import { BalanceSection } from '../data/balance-section.tsx'
import { StoredData } from '../data/stored-data.tsx'
import { useConnectionData } from '../data/use-connection-data.ts'
import { UsedBy } from '../scripts/used-by.tsx'
import { Accounts } from './accounts.tsx'
import { Actions } from './actions.tsx'
import { PolicySection } from '../policies/policy-section.tsx'
import { AfterEnd } from './after-end.tsx'
import { connectionName } from '../text/connection-name.ts'
import { OwnerSection } from './data/owner.tsx'
import { ConsentSection } from './consent-section.tsx'
import { Facts } from './facts.tsx'
import { History } from './history.tsx'
import { RefreshLifeSection } from './refresh-life-section.tsx'
import { HubHint } from './hub-hint.tsx'
import { Permissions, ScopeNames } from './permissions.tsx'
import { RemovalsContext } from './removals.ts'
import { freshnessText } from '../text/connection-status.ts'
import { StatusPill } from './status-pill.tsx'
import { clockStepMs } from './undo-countdown.tsx'
import { useDetails } from './use-details.ts'

/** The pane covers the list, as in pane.css. */
const coversList = '(width < 1080px)'

/** Everything about one connection: status, accounts, consent, permissions, history and details. */
export function ConnectionPane({
  summary: connection,
  isListed,
  onListed,
  onLabel,
  onPolicy,
  onScript,
  onClose,
}: {
  summary: ConnectionSummary
  /** The list shows it, too. */
  isListed: boolean
  /** Clears what hides it from the list. */
  onListed: () => void
  onLabel: () => void
  onPolicy: () => void
  onScript: (id: string) => void
  onClose: () => void
}) {
  const { details, failure } = useDetails(connection)
  const data = useConnectionData(connection.id)
  const action = useAction(connection)
  const { pending } = useContext(RemovalsContext)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // Take the focus only when the pane covers the list.
    if (matchMedia(coversList).matches) heading.current?.focus()
  }, [])
  const isCounting = connection.status === 'revoking' || pending.has(connection.id)
  const nowMs = useNow(isCounting ? clockStepMs : 20_000)
  const problem = connection.status === 'revoking' ? null : connection.problem
  const next =
    problem && connection.status === 'revocation-pending'
      ? nextStepText(problem, nextTryText(connection.nextTryAtMs, nowMs), nowMs)
      : null
  const isAlive = connection.status === 'active' || connection.status === 'revoking'
  return (
    <aside
      className="pane"
      aria-label={text.pane.details(connection.institutionName)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <PaneHead connection={connection} heading={heading} onClose={onClose} />
      <div className="pane-body" role="region" aria-label={text.pane.body} tabIndex={0}>
        {!isListed && (
          <p className="sub">
            {text.pane.notListed}{' '}
            <Button look="link" onPress={onListed}>
              {text.pane.showInList}
            </Button>
          </p>
        )}
        <PaneStatus connection={connection} nowMs={nowMs} />
        {action.failure && action.failure.code !== problem?.code && <Problem failure={action.failure} />}
        {problem && (
          <Problem failure={problem} tone={toneOf(connection, problem)} isNew={false} next={next} />
        )}
        {details && <HubHint connection={details} nowMs={nowMs} />}
        <AfterEnd connection={connection} />

        {failure && <Problem failure={failure} />}
        {details && details.accounts.length > 0 && <Accounts connection={details} nowMs={nowMs} />}
        {isAlive && <ConsentSection connection={connection} nowMs={nowMs} />}
        {isAlive && <RefreshLifeSection connection={connection} nowMs={nowMs} />}
        {details && details.grantable.length > 0 && <Permissions connection={details} />}
        {details && details.grantable.length === 0 && <ScopeNames connection={details} />}
        {!connection.hasReader && isAlive && <p className="muted">{text.pane.noReader}</p>}
        {isAlive && <UsedBy connectionId={connection.id} nowMs={nowMs} onScript={onScript} />}
        {data && <BalanceSection data={data} />}
        {details?.status === 'active' && <PolicySection connection={details} onChange={onPolicy} />}
        {data && <StoredData connection={connection} data={data} />}
        {details && <OwnerSection key={details.id} connection={details} />}
        {details?.receipt && <Facts connection={details} nowMs={nowMs} />}
        <History connection={connection} nowMs={nowMs} />
        {details && !details.receipt && <Facts connection={details} nowMs={nowMs} />}
      </div>

      <footer className="pane-foot" data-keeps-focus>
        <Actions connection={connection} action={action} nowMs={nowMs} inPane />
        <Button label={text.pane.labelOf(connectionName(connection))} onPress={onLabel}>
          {text.pane.label}
        </Button>
      </footer>
    </aside>
  )
}

function PaneHead({
  connection: { institutionName, signedInAs, labels, linkedAtMs },
  heading,
  onClose,
}: {
  connection: ConnectionSummary
  heading: RefObject<HTMLHeadingElement | null>
  onClose: () => void
}) {
  return (
    <header className="pane-head">
      <Monogram name={institutionName} large />
      <div>
        <h2 ref={heading} tabIndex={-1} title={institutionName}>
          <Name text={institutionName} />
        </h2>
        <p className="sub pane-who">
          <span className="login">
            <Name text={signedInAs} />
          </span>
          {signedInAs && ' · '}
          {labels.map((label) => (
            <span key={label}>
              <strong>
                <Name text={label} />
              </strong>
              {' · '}
            </span>
          ))}
          <span className="one-line">{text.pane.linked(dateText(linkedAtMs))}</span>
        </p>
      </div>
      <Button look="quiet" label={text.pane.close} onPress={onClose}>
        ✕
      </Button>
    </header>
  )
}

/** The status, the environment, how fresh the data is, and when it is refreshed next. */
function PaneStatus({ connection, nowMs }: { connection: ConnectionSummary; nowMs: number }) {
  const stage = text.stages[connection.stage]
  const { status, nextTryAtMs } = connection
  const facts = [
    freshnessText(connection, nowMs),
    status === 'active' && nextTryAtMs !== null
      ? text.pane.nextRefresh(dayTimeText(Math.max(nextTryAtMs, nowMs), nowMs))
      : null,
  ].filter((fact) => fact !== null)
  return (
    <p className="pane-status">
      <StatusPill connection={connection} nowMs={nowMs} />
      {stage && <span className={`tag ${connection.stage}`}>{stage}</span>}
      <span className="sub">{facts.join(' · ')}</span>
    </p>
  )
}

function toneOf({ status }: ConnectionSummary, problem: Failure): 'soon' | 'waiting' | 'broken' {
  if (status === 'revocation-pending' || problem.code === 'rate_limited') return 'waiting'
  return status === 'active' ? 'soon' : 'broken'
}
