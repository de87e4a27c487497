import type { Activity } from '../../shared/models/activity.ts'
import { callTimeText, dayTimeStart } from '../text/format.ts'
import { messageOf } from '../text/error-messages.ts'
import { FailureDetails } from '../parts/failure-details.tsx'
import { RequestId } from '../parts/request-id.tsx'
import { Name } from '../parts/name.tsx'
import { text } from '../text/text.ts'
import { activityText } from '../text/names.ts'

export function HistoryLine({
  line,
  nowMs,
  withInstitution = false,
}: {
  line: Activity
  nowMs: number
  withInstitution?: boolean
}) {
  const facts = [
    dayTimeStart(line.atMs, nowMs),
    line.attempts === null || line.attempts < 2 ? null : text.activity.attempt(line.attempts),
    line.status === null ? null : `HTTP ${line.status}`,
    line.durationMs === null ? null : callTimeText(line.durationMs),
  ].filter((fact) => fact !== null)
  return (
    <li>
      <span>
        {withInstitution && (
          <strong>
            <Name text={line.institutionName} />:{' '}
          </strong>
        )}
        {activityText(line)}
      </span>
      {line.problem && <span className="cause">{messageOf(line.problem).what}</span>}
      <small>{facts.join(' · ')}</small>
      {line.problem ? (
        <FailureDetails failure={line.problem} atMs={line.atMs} />
      ) : (
        line.interactionId !== null && <RequestId id={line.interactionId} />
      )}
    </li>
  )
}
