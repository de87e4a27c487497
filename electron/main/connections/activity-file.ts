import type { Activity } from '../../../shared/models/activity.ts'
import { toCsv } from '../csv.ts'
import { listActivity } from '../store/activity.ts'
import type { Deps } from './deps.ts'

const columns = [
  'time',
  'institution',
  'connection',
  'event',
  'cause',
  'host',
  'status',
  'attempts',
  'duration_ms',
  'accounts',
  'interaction_id',
]

/**
 * Writes the activity, of one connection or of all, into a file that the person chooses: the oldest first, times in UTC.
 *
 * @returns false when the person chose none
 * @throws AppError `file_unwritable`
 */
export function exportActivity(
  deps: Pick<Deps, 'store' | 'saveFile' | 'now'>,
  wanted: { connectionId?: string | undefined; format: 'csv' | 'json' },
): Promise<boolean> {
  const lines = listActivity(deps.store, { connectionId: wanted.connectionId, limit: -1 }).toReversed()
  const day = new Date(deps.now()).toISOString().slice(0, 10)
  const text = wanted.format === 'csv' ? toCsv(columns, lines.map(toCells)) : toJson(lines)
  return deps.saveFile({ name: `mooring-activity-${day}.${wanted.format}`, text })
}

function toCells(line: Activity): (string | number | null)[] {
  return [
    new Date(line.atMs).toISOString(),
    line.institutionName,
    line.connectionId,
    line.kind,
    line.problem?.code ?? null,
    line.problem?.detail.host ?? null,
    line.status,
    line.attempts,
    line.durationMs,
    line.accounts,
    line.interactionId,
  ]
}

function toJson(lines: Activity[]): string {
  const dated = lines.map(({ id: _id, atMs, ...line }) => ({ time: new Date(atMs).toISOString(), ...line }))
  return `${JSON.stringify(dated, null, 2)}\n`
}
