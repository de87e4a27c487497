import type { Activity } from '../../shared/models/activity.ts'
import { dayTimeStart } from '../text/format.ts'
import { messageOf } from '../text/error-messages.ts'
import { FailureDetails } from '../parts/failure-details.tsx'
import { RequestId } from '../parts/request-id.tsx'
import { activityText } from '../text/names.ts'
import { callFacts } from './call-facts.ts'

/** An entry of one connection's history. */
export function HistoryLine({ line, nowMs }: { line: Activity; nowMs: number }) {
  return (
    <li>
      <span>{activityText(line)}</span>
      {line.problem && <span className="cause">{messageOf(line.problem).what}</span>}
      <small>{[dayTimeStart(line.atMs, nowMs), ...callFacts(line)].join(' · ')}</small>
      {line.problem ? (
        <FailureDetails failure={line.problem} atMs={line.atMs} />
      ) : (
        line.interactionId !== null && <RequestId id={line.interactionId} />
      )}
    </li>
  )
}
