import type { Activity, ActivityFilter } from '../../../shared/models/activity.ts'
import type { Cell, ColumnKind } from '../tables/columns.ts'
import { listActivityAfter } from '../store/activity.ts'
import type { Deps } from '../runtime/deps.ts'
import { unattended, type ExportRun } from '../runtime/export-runs.ts'
import { saveTable, utcText } from './table-file.ts'

const columns = {
  time_utc: 'utc',
  institution: 'text',
  login: 'text',
  labels: 'text',
  connection: 'id',
  event: 'value',
  cause: 'value',
  host: 'text',
  status: 'count',
  attempts: 'count',
  duration_ms: 'count',
  accounts: 'count',
  unreadable: 'count',
  partial: 'flag',
  repeated: 'count',
  kept: 'count',
  gone: 'count',
  interaction_id: 'id',
  script: 'text',
  level: 'value',
  rows: 'count',
} as const satisfies Record<string, ColumnKind>

const pageRows = 1000

/**
 * Writes the entries that a filter lets through into a file that the user chooses: the oldest entries first, times in UTC.
 *
 * @returns false when the user chose none
 * @throws AppError `file_unwritable`, and the reason of the signal
 */
export function exportActivity(
  deps: Pick<Deps, 'store' | 'saveFile' | 'now'>,
  { format, ...filter }: ActivityFilter & { format: 'csv' | 'json' },
  run: ExportRun = unattended,
): Promise<boolean> {
  function* pages(): Generator<ReturnType<typeof toCells>[]> {
    for (let afterId = 0; ;) {
      const lines = listActivityAfter(deps.store, { ...filter, afterId, limit: pageRows })
      if (lines.length === 0) return
      yield lines.map(toCells)
      afterId = lines.at(-1)?.id ?? afterId
    }
  }
  return saveTable(deps, { name: 'mooring-activity', columns, pages: pages(), format }, run)
}

function toCells(line: Activity): Record<keyof typeof columns, Cell> {
  return {
    time_utc: utcText(line.atMs),
    institution: line.institutionName,
    login: line.login,
    labels: line.labels.length === 0 ? null : line.labels.join(', '),
    connection: line.connectionId,
    event: line.kind,
    cause: line.problem?.code ?? null,
    host: line.problem?.detail.host ?? null,
    status: line.status,
    attempts: line.attempts,
    duration_ms: line.durationMs,
    accounts: line.accounts,
    unreadable: line.unreadable,
    partial: line.isPartial,
    repeated: line.repeated,
    kept: line.kept,
    gone: line.gone,
    interaction_id: line.interactionId,
    script: line.script?.name ?? null,
    level: line.script?.level ?? null,
    rows: line.script?.rows ?? null,
  }
}
