import type { Store } from './database.ts'
import type { ConnectionRow } from './rows.ts'

const columns = `id, registration_id AS registrationId, institution_id AS institutionId, sub, signed_in_as AS signedInAs,
  grant_id AS grantId, created_at AS createdAtMs, data_as_of AS dataAsOfMs`

export function insertConnection(store: Store, row: ConnectionRow): void {
  store
    .prepare(
      `INSERT INTO connections (id, registration_id, institution_id, sub, signed_in_as, grant_id, created_at, data_as_of)
       VALUES (@id, @registrationId, @institutionId, @sub, @signedInAs, @grantId, @createdAtMs, @dataAsOfMs)`,
    )
    .run(row)
}

export function updateConnection(store: Store, row: ConnectionRow): void {
  store
    .prepare(
      'UPDATE connections SET signed_in_as = @signedInAs, grant_id = @grantId, data_as_of = @dataAsOfMs WHERE id = @id',
    )
    .run(row)
}

/** Its grants and accounts go with it; its activity stays. */
export function deleteConnection(store: Store, id: string): void {
  store.prepare('DELETE FROM connections WHERE id = ?').run(id)
}

export function findConnection(store: Store, id: string): ConnectionRow | undefined {
  return store.prepare<[string], ConnectionRow>(`SELECT ${columns} FROM connections WHERE id = ?`).get(id)
}

/** The same login at the same institution. */
export function findConnectionBySub(
  store: Store,
  registrationId: string,
  institutionId: string,
  sub: string,
): ConnectionRow | undefined {
  return store
    .prepare<[string, string, string], ConnectionRow>(
      `SELECT ${columns} FROM connections WHERE registration_id = ? AND institution_id = ? AND sub = ?`,
    )
    .get(registrationId, institutionId, sub)
}

export function listConnections(store: Store): ConnectionRow[] {
  return store.prepare<[], ConnectionRow>(`SELECT ${columns} FROM connections ORDER BY created_at, id`).all()
}
