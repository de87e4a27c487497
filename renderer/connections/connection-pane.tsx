import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { useNow } from '../state/use-now.ts'
import { dateText, dayText, dayTimeText } from '../text/format.ts'
import { nextTryText } from '../text/error-messages.ts'
import { Button } from '../parts/button.tsx'
import { Monogram } from '../parts/monogram.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { Name } from '../parts/name.tsx'
import { text } from '../text/text.ts'
import { Accounts } from './accounts.tsx'
import { Actions } from './actions.tsx'
import { connectionName } from './connection-name.ts'
import { ConsentBar } from './consent-bar.tsx'
import { consentOf } from './consent.ts'
import { Facts } from './facts.tsx'
import { History } from './history.tsx'
import { LabelDialog } from './label-dialog.tsx'
import { Permissions } from './permissions.tsx'
import { StatusPill } from './status.tsx'
import { clockStepMs } from './undo-countdown.tsx'
import { useDetails } from './use-details.ts'

/** The pane covers the list, as in pane.css. */
const coversList = '(width < 1080px)'

/** Everything about one connection: status, permissions, accounts, consent and history. */
export function ConnectionPane({
  summary: connection,
  onClose,
}: {
  summary: ConnectionSummary
  onClose: () => void
}) {
  const { details, failure } = useDetails(connection)
  const action = useAction(connection)
  const [isLabelling, setLabelling] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // Take the focus only when the pane covers the list.
    if (matchMedia(coversList).matches) heading.current?.focus()
  }, [])
  const nowMs = useNow(connection.status === 'revoking' ? clockStepMs : 20_000)
  const stage = text.stages[connection.stage]
  const problem = connection.status === 'revoking' ? null : connection.problem
  const consent = consentOf(connection, nowMs)
  const nextTry =
    connection.status === 'revocation-pending' ? nextTryText(connection.nextTryAtMs, nowMs) : null
  const isAlive = connection.status === 'active' || connection.status === 'revoking'
  return (
    <aside
      className="pane"
      aria-label={text.pane.details(connection.institutionName)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <header className="pane-head">
        <Monogram name={connection.institutionName} large />
        <div>
          <h2 ref={heading} tabIndex={-1}>
            <Name text={connection.institutionName} />
          </h2>
          <p className="sub">
            {connection.label && (
              <>
                <strong>
                  <Name text={connection.label} />
                </strong>
                {' · '}
              </>
            )}
            <Name text={connection.signedInAs} />
            {connection.signedInAs && ' · '}
            {text.pane.linked(dateText(connection.linkedAtMs))}
          </p>
        </div>
        <Button look="quiet" label={text.pane.close} onPress={onClose}>
          ✕
        </Button>
      </header>

      <div className="pane-body" role="region" aria-label={text.pane.body} tabIndex={0}>
        <p className="pane-status">
          <StatusPill connection={connection} nowMs={nowMs} />
          {stage && <span className={`tag ${connection.stage}`}>{stage}</span>}
          {connection.tokenGoodUntilMs !== null && (
            <span className="sub">
              {connection.tokenGoodUntilMs > nowMs
                ? text.pane.accessValid(dayTimeText(connection.tokenGoodUntilMs, nowMs))
                : text.pane.accessExpired}
            </span>
          )}
        </p>
        {action.failure && action.failure.code !== problem?.code && <Problem failure={action.failure} />}
        {problem && (
          <Problem failure={problem} tone={toneOf(connection, problem)} isNew={false} next={nextTry} />
        )}
        <AfterEnd connection={connection} />

        {failure && <Problem failure={failure} />}
        {details && <Permissions connection={details} />}
        {details && details.accounts.length > 0 && <Accounts connection={details} nowMs={nowMs} />}
        {isAlive && (
          <section>
            <h3>{text.pane.consent}</h3>
            <ConsentBar consent={consent} large />
            <p className="hidden">
              {text.pane.consentLine(
                dateText(connection.linkedAtMs),
                dateText(consent.renewFromMs),
                dateText(connection.consentUntilMs),
              )}
            </p>
            <p className="consent-dates" aria-hidden="true">
              <span>{dateText(connection.linkedAtMs)}</span>
              <span>
                {text.pane.consentExpires(dayText(consent.renewFromMs), dateText(connection.consentUntilMs))}
              </span>
            </p>
          </section>
        )}
        {details?.receipt && <Facts connection={details} nowMs={nowMs} />}
        <History connection={connection} nowMs={nowMs} />
        {details && !details.receipt && <Facts connection={details} nowMs={nowMs} />}
      </div>

      <footer className="pane-foot" data-keeps-focus>
        <Actions connection={connection} action={action} nowMs={nowMs} inPane />
        <Button label={text.pane.labelOf(connectionName(connection))} onPress={() => setLabelling(true)}>
          {text.pane.label}
        </Button>
        {isLabelling && <LabelDialog connections={[connection]} onClose={() => setLabelling(false)} />}
      </footer>
    </aside>
  )
}

/** What Mooring keeps and what happens next, once access has ended. */
function AfterEnd({ connection }: { connection: ConnectionSummary }) {
  if (connection.status === 'revoked') {
    return <p className="sub">{text.pane.revoked}</p>
  }
  if (connection.status === 'revocation-pending') {
    return (
      <p className="sub">
        {text.pane.pending}
        {connection.revokeUntilMs !== null &&
          ` ${text.pane.retriesUntil(dateText(connection.revokeUntilMs))}`}
        {connection.forgetting && ` ${text.pane.rowGoes}`}
      </p>
    )
  }
  if (connection.status === 'needs-consent' && connection.accountCount > 0) {
    return <p className="sub">{text.pane.kept}</p>
  }
  return null
}

function toneOf({ status }: ConnectionSummary, problem: Failure): 'soon' | 'waiting' | 'broken' {
  if (status === 'revocation-pending' || problem.code === 'rate_limited') return 'waiting'
  return status === 'active' ? 'soon' : 'broken'
}
