import { useEffect, useRef } from 'react'
import type { Connection } from '../../shared/models.ts'
import { useNow } from '../clock.ts'
import { countText, dateText } from '../format.ts'
import { messageOf, nextTryText } from '../messages.ts'
import { Monogram } from '../parts/monogram.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { stageWords } from '../words.ts'
import { Actions } from './actions.tsx'
import { ConsentBar } from './consent-bar.tsx'
import { consentOf } from './consent.ts'
import { freshnessText, isNamed, StatusPill } from './status.tsx'
import { clockStepMs } from './undo-countdown.tsx'
import { useKeptFocus } from './use-kept-focus.ts'

/** Who, is it working, how fresh and until when, what can be done: without a click. */
export function ConnectionRow({
  connection,
  isSelected,
  takesFocus,
  onSelect,
}: {
  connection: Connection
  isSelected: boolean
  /** It has just been linked, or its pane closed: the keyboard goes on from here. */
  takesFocus: boolean
  onSelect: () => void
}) {
  const action = useAction(connection)
  const nowMs = useNow(connection.status === 'revoking' ? clockStepMs : 20_000)
  const keptFocus = useKeptFocus()
  const nameButton = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (takesFocus) nameButton.current?.focus()
  }, [takesFocus])
  const stage = stageWords[connection.stage]
  return (
    <tr className={isSelected ? 'selected' : ''} onClick={onSelect}>
      <th scope="row" className="who-cell">
        <div className="who">
          <Monogram name={connection.institutionName} />
          <div className="who-words">
            <button
              type="button"
              ref={nameButton}
              className="row-name"
              aria-pressed={isSelected}
              onClick={onSelect}
            >
              {connection.institutionName}
            </button>
            {stage && <span className={`tag ${connection.stage}`}>{stage}</span>}
            <div className="sub one-line">
              {[connection.signedInAs, accountsText(connection)].filter(Boolean).join(' · ')}
            </div>
          </div>
        </div>
      </th>
      <td className="status-cell">
        <StatusPill connection={connection} nowMs={nowMs} />
        <div className="sub">{causeText(connection, nowMs)}</div>
        {action.failure && <Problem failure={action.failure} isNews />}
      </td>
      <td className="consent-cell">
        <ConsentUntil connection={connection} nowMs={nowMs} />
      </td>
      <td className="actions-cell">
        <div {...keptFocus} onClick={(event) => event.stopPropagation()} role="presentation">
          <Actions connection={connection} action={action} nowMs={nowMs} />
        </div>
      </td>
    </tr>
  )
}

function ConsentUntil({ connection, nowMs }: { connection: Connection; nowMs: number }) {
  const { status, consentUntilMs } = connection
  if (status !== 'active' && status !== 'revoking' && status !== 'needs-consent') {
    return (
      <span>
        <span aria-hidden="true">—</span>
        <span className="hidden">No consent</span>
      </span>
    )
  }
  return (
    <>
      <span>{status === 'needs-consent' ? 'ended' : dateText(consentUntilMs)}</span>
      <ConsentBar consent={consentOf(connection, nowMs)} />
    </>
  )
}

function accountsText({ accounts, status }: Connection): string {
  if (status === 'revoked') return ''
  return accounts.length === 0 ? 'no accounts' : countText(accounts.length, 'account', 'accounts')
}

/** The line under the status: how fresh, why, or what is going to happen. The pane has the whole sentences. */
function causeText(connection: Connection, nowMs: number): string | null {
  const { status, problem } = connection
  const words = problem && messageOf(problem)
  const fresh = freshnessText(connection, nowMs)
  switch (status) {
    case 'revocation-pending':
      return [nextTryText(connection.nextTryAtMs, nowMs), words?.what].filter(Boolean).join(' ')
    case 'cannot-revoke':
      return words?.next ?? null
    case 'active':
    case 'needs-consent':
      // The status names most causes already.
      return words && !isNamed(connection) ? [fresh, words.what].filter(Boolean).join(' · ') : fresh
    default:
      return fresh
  }
}
