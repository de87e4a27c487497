import type { Activity } from '../../shared/models/activity.ts'
import { FailureDetails } from '../parts/failure-details.tsx'
import { Name } from '../parts/name.tsx'
import { ReceiptButtons } from '../receipts/receipt-buttons.tsx'
import { RequestId } from '../parts/request-id.tsx'
import { messageOf } from '../text/error-messages.ts'
import { timeText } from '../text/format.ts'
import { activityText } from '../text/names.ts'
import { text } from '../text/text.ts'
import { callFacts } from './call-facts.ts'

/** An entry of the Activity view: when, which login, and what happened. */
export function ActivityLine({
  line,
  onConnection,
}: {
  line: Activity
  /** Null if the connection was removed. */
  onConnection: ((id: string) => void) | null
}) {
  const facts = callFacts(line)
  const owner = (
    <>
      <strong>
        <Name text={line.institutionName} />
      </strong>
      {line.login !== null && (
        <>
          {' · '}
          <Name text={line.login} />
        </>
      )}
    </>
  )
  return (
    <li>
      <time dateTime={new Date(line.atMs).toISOString()}>{timeText(line.atMs)}</time>
      <span className="activity-owner">
        {onConnection === null ? (
          <span>{owner}</span>
        ) : (
          <button
            type="button"
            className="cell-link"
            title={text.activity.openConnection([line.institutionName, line.login ?? ''].join(' '))}
            onClick={() => onConnection(line.connectionId)}
          >
            {owner}
          </button>
        )}
        {line.labels.map((label) => (
          <span key={label} className="tag">
            <Name text={label} />
          </span>
        ))}
        {onConnection === null && <span className="sub">{text.activity.removed}</span>}
      </span>
      <span className="activity-what">
        {activityText(line)}
        {line.problem && <span className="cause">{messageOf(line.problem).what}</span>}
        {facts.length > 0 && <small>{facts.join(' · ')}</small>}
        {onConnection === null && line.kind === 'removed' && (
          <ReceiptButtons connectionId={line.connectionId} of={line.institutionName} />
        )}
        {line.problem ? (
          <FailureDetails failure={line.problem} atMs={line.atMs} />
        ) : (
          line.interactionId !== null && <RequestId id={line.interactionId} />
        )}
      </span>
    </li>
  )
}
