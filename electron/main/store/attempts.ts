import type { Store } from './database.ts'
import type { AttemptRow } from './rows.ts'

/** The journal: written before a request that could leave something behind. */
export function openAttempt(store: Store, row: AttemptRow): void {
  store
    .prepare(
      `INSERT INTO attempts (id, kind, grant_id, generation, registration_id, institution_id, started_at, closed_at, outcome)
       VALUES (@id, @kind, @grantId, @generation, @registrationId, @institutionId, @startedAtMs, @closedAtMs, @outcome)`,
    )
    .run(row)
}

export function closeAttempt(store: Store, id: string, atMs: number, outcome: string): void {
  store
    .prepare('UPDATE attempts SET closed_at = ?, outcome = ? WHERE id = ? AND closed_at IS NULL')
    .run(atMs, outcome, id)
}

export function listOpenAttempts(store: Store): AttemptRow[] {
  return store
    .prepare<[], AttemptRow>(
      `SELECT id, kind, grant_id AS grantId, generation, registration_id AS registrationId, institution_id AS institutionId,
         started_at AS startedAtMs, closed_at AS closedAtMs, outcome
       FROM attempts WHERE closed_at IS NULL ORDER BY started_at`,
    )
    .all()
}
