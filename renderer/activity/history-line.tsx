import type { Activity } from '../../shared/models.ts'
import { dayTimeText } from '../format.ts'
import { messageOf } from '../messages.ts'
import { activityText } from '../words.ts'

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
    line.attempts === null || line.attempts < 2 ? null : `try ${line.attempts}`,
    line.status === null ? null : `HTTP ${line.status}`,
    line.durationMs === null ? null : `${line.durationMs} ms`,
    line.interactionId === null ? null : `interaction ${line.interactionId.slice(0, 8)}`,
  ].filter((fact) => fact !== null)
  return (
    <li>
      <span>
        {withInstitution && <strong>{line.institutionName}: </strong>}
        {activityText(line)}
      </span>
      {line.problem && <span className="why">{messageOf(line.problem).what}</span>}
      <small>{facts.join(' · ')}</small>
    </li>
  )
}
