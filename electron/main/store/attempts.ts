import type { Store } from './database.ts'
import type { AttemptRow } from './rows.ts'

/** Adds an attempt to the journal. Call it before a request that could leave access at the institution. */
export function openAttempt(store: Store, row: AttemptRow): void {
  store
    .prepare(
      `INSERT INTO attempts
         (id, kind, grant_id, generation, registration_id, institution_id, connection_id, started_at, closed_at, outcome)
       VALUES
         (@id, @kind, @grantId, @generation, @registrationId, @institutionId, @connectionId, @startedAtMs, @closedAtMs, @outcome)`,
    )
    .run(row)
}

/** @returns whether it was open */
export function closeAttempt(store: Store, id: string, atMs: number, outcome: string): boolean {
  const { changes } = store
    .prepare('UPDATE attempts SET closed_at = ?, outcome = ? WHERE id = ? AND closed_at IS NULL')
    .run(atMs, outcome, id)
  return changes === 1
}

/** Deletes an attempt that certainly left nothing behind. */
export function deleteAttempt(store: Store, id: string): void {
  store.prepare('DELETE FROM attempts WHERE id = ?').run(id)
}

/** Deletes attempts closed long ago: the activity has their outcome. */
export function deleteClosedAttempts(store: Store, beforeMs: number): void {
  store.prepare('DELETE FROM attempts WHERE closed_at < ?').run(beforeMs)
}

const open = `SELECT id, kind, grant_id AS grantId, generation, registration_id AS registrationId,
    institution_id AS institutionId, connection_id AS connectionId, started_at AS startedAtMs,
    closed_at AS closedAtMs, outcome
  FROM attempts WHERE closed_at IS NULL`

/** Open attempts, the oldest first. */
export function listOpenAttempts(store: Store): AttemptRow[] {
  return store.prepare<[], AttemptRow>(`${open} ORDER BY started_at`).all()
}

/** A grant's refresh that has begun and not ended, in this or an earlier run of the app. */
export function findOpenRefresh(store: Store, grantId: string): AttemptRow | undefined {
  return store.prepare<[string], AttemptRow>(`${open} AND kind = 'refresh' AND grant_id = ?`).get(grantId)
}
