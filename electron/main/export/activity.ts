import type { Activity } from '../../../shared/models/activity.ts'
import { toCsv, type Cell, type ColumnKind } from './csv.ts'
import { listActivity } from '../store/activity.ts'
import type { Deps } from '../runtime/deps.ts'

const columns = {
  time: 'value',
  institution: 'text',
  connection: 'value',
  event: 'value',
  cause: 'value',
  host: 'text',
  status: 'value',
  attempts: 'value',
  duration_ms: 'value',
  accounts: 'value',
  interaction_id: 'text',
} as const satisfies Record<string, ColumnKind>

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

function toCells(line: Activity): Record<keyof typeof columns, Cell> {
  return {
    time: new Date(line.atMs).toISOString(),
    institution: line.institutionName,
    connection: line.connectionId,
    event: line.kind,
    cause: line.problem?.code ?? null,
    host: line.problem?.detail.host ?? null,
    status: line.status,
    attempts: line.attempts,
    duration_ms: line.durationMs,
    accounts: line.accounts,
    interaction_id: line.interactionId,
  }
}

function toJson(lines: Activity[]): string {
  const dated = lines.map(({ id: _id, atMs, ...line }) => ({ time: new Date(atMs).toISOString(), ...line }))
  return `${JSON.stringify(dated, null, 2)}\n`
}
