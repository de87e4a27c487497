import type { Failure } from '../../../shared/errors.ts'
import type { Activity, ActivityKind } from '../../../shared/models.ts'
import type { Store } from './database.ts'

export interface NewActivity {
  connectionId: string
  institutionName: string
  atMs: number
  kind: ActivityKind
  problem?: Failure | null
  durationMs?: number | null
  accounts?: number | null
  interactionId?: string | null
}

/** Append-only: the database refuses to change or delete a line. */
export function appendActivity(store: Store, line: NewActivity): void {
  store
    .prepare(
      `INSERT INTO activity (connection_id, institution_name, at, kind, problem, duration, accounts, interaction_id)
       VALUES (@connectionId, @institutionName, @atMs, @kind, @problem, @durationMs, @accounts, @interactionId)`,
    )
    .run({
      connectionId: line.connectionId,
      institutionName: line.institutionName,
      atMs: line.atMs,
      kind: line.kind,
      problem: line.problem ? JSON.stringify(line.problem) : null,
      durationMs: line.durationMs ?? null,
      accounts: line.accounts ?? null,
      interactionId: line.interactionId ?? null,
    })
}

type Stored = Omit<Activity, 'problem'> & { problem: string | null }

/** The newest first. */
export function listActivity(
  store: Store,
  wanted: { connectionId?: string | undefined; limit: number },
): Activity[] {
  return store
    .prepare<{ connectionId: string | null; limit: number }, Stored>(
      `SELECT id, connection_id AS connectionId, institution_name AS institutionName, at AS atMs, kind, problem,
         duration AS durationMs, accounts, interaction_id AS interactionId
       FROM activity WHERE @connectionId IS NULL OR connection_id = @connectionId ORDER BY id DESC LIMIT @limit`,
    )
    .all({ connectionId: wanted.connectionId ?? null, limit: wanted.limit })
    .map((line) => ({
      ...line,
      problem: line.problem === null ? null : (JSON.parse(line.problem) as Failure),
    }))
}
