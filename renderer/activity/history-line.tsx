import type { Activity } from '../../shared/models/activity.ts'
import { dayTimeText } from '../text/format.ts'
import { messageOf } from '../text/error-messages.ts'
import { InteractionId } from '../parts/interaction-id.tsx'
import { Name } from '../parts/name.tsx'
import { text } from '../text/text.ts'
import { activityText } from '../text/labels.ts'

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
    dayTimeText(line.atMs, nowMs),
    line.attempts === null || line.attempts < 2 ? null : text.activity.attempt(line.attempts),
    line.status === null ? null : `HTTP ${line.status}`,
    line.durationMs === null ? null : `${line.durationMs} ms`,
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
      {line.problem && <span className="why">{messageOf(line.problem).what}</span>}
      <small>
        {facts.join(' · ')}
        {line.interactionId !== null && (
          <>
            {' · '}
            <InteractionId id={line.interactionId} />
          </>
        )}
      </small>
    </li>
  )
}
