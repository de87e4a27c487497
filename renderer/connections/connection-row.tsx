import { memo, useEffect, useRef } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { useNow } from '../state/use-now.ts'
import { agoText, capitalized, countText, dateText, dayTimeText } from '../text/format.ts'
import { messageOf, nextTryText } from '../text/error-messages.ts'
import { Monogram } from '../parts/monogram.tsx'
import { Problem } from '../parts/problem.tsx'
import { TabStop } from '../parts/tab-stop.ts'
import { useAction } from '../parts/use-action.ts'
import { Name } from '../parts/name.tsx'
import { text } from '../text/text.ts'
import { Actions } from './actions.tsx'
import { connectionName } from './connection-name.ts'
import { ConsentBar } from './consent-bar.tsx'
import { consentOf } from './consent.ts'
import { freshnessText, isNamed, StatusPill } from './status.tsx'
import { clockStepMs } from './undo-countdown.tsx'

/** A row of the list. Renders again only when its properties change. */
export const ConnectionRow = memo(function ConnectionRow({
  connection,
  index,
  measure,
  isSelected,
  isChecked,
  isCurrent,
  takesFocus,
  onFocus,
  onCheck,
  onSelect,
}: {
  connection: ConnectionSummary
  /** Among all lines of the list, not only the rendered ones. */
  index: number
  measure: (row: HTMLTableRowElement | null) => void
  isSelected: boolean
  isChecked: boolean
  /** The only row that Tab reaches. */
  isCurrent: boolean
  /** It has just been linked, or its pane was closed. */
  takesFocus: boolean
  onFocus: (id: string) => void
  onCheck: (id: string, isChecked: boolean) => void
  onSelect: (id: string) => void
}) {
  const { id } = connection
  const action = useAction(connection)
  const nowMs = useNow(connection.status === 'revoking' ? clockStepMs : 20_000)
  const nameButton = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (takesFocus) nameButton.current?.focus()
  }, [takesFocus])
  const { institutionName, signedInAs, label } = connection
  const name = connectionName(connection)
  const accounts = accountsText(connection)
  const tabIndex = isCurrent ? 0 : -1
  return (
    <tr
      ref={measure}
      data-id={id}
      data-index={index}
      aria-rowindex={index + 2}
      className={isSelected ? 'selected' : ''}
      onClick={() => onSelect(id)}
      onFocus={() => onFocus(id)}
    >
      <td className="check-cell" onClick={(event) => event.stopPropagation()}>
        <input
          type="checkbox"
          tabIndex={tabIndex}
          aria-label={text.list.select(name)}
          checked={isChecked}
          onChange={(event) => onCheck(id, event.target.checked)}
        />
      </td>
      <th scope="row" className="name-cell">
        <div className="name-block">
          <Monogram name={institutionName} />
          <div className="name-lines">
            <div className="name-line">
              <button
                type="button"
                ref={nameButton}
                className="row-name"
                tabIndex={tabIndex}
                aria-label={name}
                aria-pressed={isSelected}
                title={institutionName}
                onClick={(event) => {
                  event.stopPropagation()
                  onSelect(id)
                }}
              >
                <Name text={institutionName} />
              </button>
              {connection.stage === 'production' && (
                <span className="tag production">{text.stages.production}</span>
              )}
            </div>
            <div className="name-line sub">
              {signedInAs && (
                <span className="login" title={signedInAs}>
                  <Name text={signedInAs} />
                </span>
              )}
              <span className="login-extra">
                <span className="one-line">
                  {signedInAs && (label || accounts) && ' · '}
                  {label && (
                    <strong>
                      <Name text={label} />
                    </strong>
                  )}
                  {label && accounts && ' · '}
                  {accounts}
                </span>
              </span>
            </div>
          </div>
        </div>
      </th>
      <td className="status-cell">
        <StatusPill connection={connection} nowMs={nowMs} />
        <div className="sub">{detailText(connection, nowMs)}</div>
        {action.failure && <Problem failure={action.failure} />}
      </td>
      <td className="refreshed-cell">
        <Refreshed connection={connection} nowMs={nowMs} />
      </td>
      <td className="consent-cell">
        <ConsentUntil connection={connection} nowMs={nowMs} />
      </td>
      <td className="actions-cell">
        <TabStop value={isCurrent}>
          <div data-keeps-focus onClick={(event) => event.stopPropagation()} role="presentation">
            <Actions connection={connection} action={action} nowMs={nowMs} />
          </div>
        </TabStop>
      </td>
    </tr>
  )
})

function Refreshed({ connection, nowMs }: { connection: ConnectionSummary; nowMs: number }) {
  const { refreshedAtMs, nextTryAtMs, status } = connection
  return (
    <>
      <span>
        {refreshedAtMs === null ? text.list.neverRefreshed : capitalized(agoText(refreshedAtMs, nowMs))}
      </span>
      {status === 'active' && nextTryAtMs !== null && (
        <span className="sub">{text.list.next(dayTimeText(Math.max(nextTryAtMs, nowMs), nowMs))}</span>
      )}
    </>
  )
}

function ConsentUntil({ connection, nowMs }: { connection: ConnectionSummary; nowMs: number }) {
  const { status, consentUntilMs } = connection
  if (status !== 'active' && status !== 'revoking' && status !== 'needs-consent') {
    return (
      <span>
        <span aria-hidden="true">—</span>
        <span className="hidden">{text.list.noConsent}</span>
      </span>
    )
  }
  return (
    <>
      <span>{status === 'needs-consent' ? text.list.consentExpired : dateText(consentUntilMs)}</span>
      <ConsentBar consent={consentOf(connection, nowMs)} />
    </>
  )
}

function accountsText({ accountCount, status, sharesAccounts, dataAsOfMs }: ConnectionSummary): string {
  if (status === 'revoked' || status === 'unreadable') return ''
  if (accountCount === 0 && sharesAccounts && dataAsOfMs === null) return ''
  return accountCount === 0 ? text.list.noAccounts : countText(accountCount, 'account', 'accounts')
}

/** The line under the status: how fresh the data is, the cause of a problem, or what happens next. */
function detailText(connection: ConnectionSummary, nowMs: number): string | null {
  const { status, problem } = connection
  const message = problem && messageOf(problem)
  const freshness = freshnessText(connection, nowMs)
  switch (status) {
    case 'revocation-pending':
      return [nextTryText(connection.nextTryAtMs, nowMs), message?.what].filter(Boolean).join(' ')
    case 'cannot-revoke':
    case 'unreadable':
      return message?.next ?? null
    case 'active':
    case 'needs-consent':
      // Usually the status already names the cause.
      return message && !isNamed(connection)
        ? [freshness, message.what].filter(Boolean).join(' · ')
        : freshness
    default:
      return freshness
  }
}
