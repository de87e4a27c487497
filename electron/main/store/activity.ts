import type { Failure } from '../../../shared/errors.ts'
import { activity, type Activity, type ActivityKind } from '../../../shared/models/activity.ts'
import { readFailure } from './damaged.ts'
import type { Store } from './database.ts'

export interface NewActivity {
  connectionId: string
  institutionName: string
  atMs: number
  kind: ActivityKind
  problem?: Failure | null
  /** Absent: the status of the problem. */
  status?: number | null
  attempts?: number | null
  durationMs?: number | null
  accounts?: number | null
  unreadable?: number | null
  isPartial?: boolean | null
  repeated?: number | null
  kept?: number | null
  gone?: number | null
  interactionId?: string | null
}

/**
 * Append-only: the database refuses to change or delete an entry, also one of a removed connection (12 CFR 1033.351(d) and 1033.421(i)
 * require three years).
 */
export function appendActivity(store: Store, line: NewActivity): void {
  store
    .prepare(
      `INSERT INTO activity (connection_id, institution_name, at, kind, problem, status, attempts, duration, accounts, unreadable, is_partial,
         repeated, kept, gone, interaction_id)
       VALUES (@connectionId, @institutionName, @atMs, @kind, @problem, @status, @attempts, @durationMs, @accounts, @unreadable,
         @isPartial, @repeated, @kept, @gone, @interactionId)`,
    )
    .run({
      connectionId: line.connectionId,
      institutionName: line.institutionName,
      atMs: line.atMs,
      kind: line.kind,
      problem: line.problem ? JSON.stringify(line.problem) : null,
      status: line.status ?? line.problem?.detail.status ?? null,
      attempts: line.attempts ?? null,
      durationMs: line.durationMs ?? null,
      accounts: line.accounts ?? null,
      unreadable: line.unreadable ?? null,
      isPartial: toFlag(line.isPartial ?? null),
      repeated: line.repeated ?? null,
      kept: line.kept ?? null,
      gone: line.gone ?? null,
      interactionId: line.interactionId ?? line.problem?.detail.interactionId ?? null,
    })
}

function toFlag(value: boolean | null): number | null {
  return value === null ? null : Number(value)
}

type Stored = Omit<Activity, 'problem' | 'isPartial'> & { problem: string | null; isPartial: number | null }

const selected = `id, connection_id AS connectionId, institution_name AS institutionName, at AS atMs, kind, problem, status,
  attempts, duration AS durationMs, accounts, unreadable, is_partial AS isPartial, repeated, kept, gone,
  interaction_id AS interactionId`

export const listActivitySql = {
  all: `SELECT ${selected} FROM activity WHERE id < @beforeId ORDER BY id DESC LIMIT @limit`,
  ofConnection: `SELECT ${selected} FROM activity WHERE connection_id = @connectionId AND id < @beforeId
    ORDER BY id DESC LIMIT @limit`,
}

/** The newest entries first. @param wanted.limit -1 for all */
export function listActivity(
  store: Store,
  wanted: { connectionId?: string | undefined; beforeId?: number | undefined; limit: number },
): Activity[] {
  const { connectionId, beforeId = Number.MAX_SAFE_INTEGER, limit } = wanted
  const sql = connectionId === undefined ? listActivitySql.all : listActivitySql.ofConnection
  return store
    .prepare<object, Stored>(sql)
    .all({ beforeId, limit, ...(connectionId === undefined ? {} : { connectionId }) })
    .map((line) => ({
      ...line,
      problem: readFailure(line.problem),
      isPartial: line.isPartial === null ? null : line.isPartial === 1,
    }))
    .map((line) => (activity.safeParse(line).success ? line : damagedLine(line)))
}

/** What is left of a line that can't be read. */
function damagedLine({ id, connectionId, institutionName }: Activity): Activity {
  return {
    id,
    connectionId,
    institutionName,
    atMs: 0,
    kind: 'data_failed',
    problem: { code: 'row_damaged', detail: {} },
    status: null,
    attempts: null,
    durationMs: null,
    accounts: null,
    unreadable: null,
    isPartial: null,
    repeated: null,
    kept: null,
    gone: null,
    interactionId: null,
  }
}
