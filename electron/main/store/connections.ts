import { labels, type ListCursor } from '../../../shared/models/connection.ts'
import type { Store } from './database.ts'
import type { ConnectionRow } from './rows.ts'

const columns = `id, registration_id AS registrationId, institution_id AS institutionId, sub, signed_in_as AS signedInAs,
  grant_id AS grantId, created_at AS createdAtMs, data_as_of AS dataAsOfMs, unreadable_accounts AS unreadableAccounts,
  is_partial AS isPartial, removing, labels`

type Stored = Omit<ConnectionRow, 'isPartial' | 'removing' | 'labels'> & {
  isPartial: number
  removing: number
  labels: string
}

export function insertConnection(store: Store, row: ConnectionRow): void {
  store
    .prepare(
      `INSERT INTO connections (id, registration_id, institution_id, sub, signed_in_as, grant_id, created_at, data_as_of, unreadable_accounts,
         is_partial, removing, labels)
       VALUES (@id, @registrationId, @institutionId, @sub, @signedInAs, @grantId, @createdAtMs, @dataAsOfMs, @unreadableAccounts,
         @isPartial, @removing, @labels)`,
    )
    .run(toStored(row))
}

export function updateConnection(store: Store, row: ConnectionRow): void {
  store
    .prepare(
      `UPDATE connections SET signed_in_as = @signedInAs, grant_id = @grantId, data_as_of = @dataAsOfMs,
         unreadable_accounts = @unreadableAccounts, is_partial = @isPartial, removing = @removing WHERE id = @id`,
    )
    .run(toStored(row))
}

export function setRemoving(store: Store, id: string, removing: boolean): void {
  store.prepare('UPDATE connections SET removing = ? WHERE id = ?').run(removing ? 1 : 0, id)
}

export function setLabels(store: Store, id: string, chosen: readonly string[]): void {
  store.prepare('UPDATE connections SET labels = ? WHERE id = ?').run(JSON.stringify(chosen), id)
}

/** Deletes a connection with its grants and accounts. Its activity stays. */
export function deleteConnection(store: Store, id: string): void {
  store.prepare('DELETE FROM connections WHERE id = ?').run(id)
}

export function findConnection(store: Store, id: string): ConnectionRow | undefined {
  const found = store.prepare<[string], Stored>(`SELECT ${columns} FROM connections WHERE id = ?`).get(id)
  return found && toRow(found)
}

/** The connection for a login at an institution. */
export function findConnectionBySub(
  store: Store,
  registrationId: string,
  institutionId: string,
  sub: string,
): ConnectionRow | undefined {
  const found = store
    .prepare<[string, string, string], Stored>(
      `SELECT ${columns} FROM connections WHERE registration_id = ? AND institution_id = ? AND sub = ?`,
    )
    .get(registrationId, institutionId, sub)
  return found && toRow(found)
}

/** Whether any login is linked at the institution. */
export function isLinkedAt(store: Store, institutionId: string): boolean {
  const found = store
    .prepare<[string]>('SELECT 1 FROM connections WHERE institution_id = ?')
    .get(institutionId)
  return found !== undefined
}

export function listConnections(store: Store): ConnectionRow[] {
  return store
    .prepare<[], Stored>(`SELECT ${columns} FROM connections ORDER BY created_at, id`)
    .all()
    .map(toRow)
}

/** Connections in the order in which they were linked; `after` null starts with the first. */
export const connectionsAfterSql = `SELECT ${columns} FROM connections WHERE (created_at, id) > (@createdAtMs, @id)
  ORDER BY created_at, id LIMIT @limit`

export function listConnectionsAfter(store: Store, after: ListCursor | null, limit: number): ConnectionRow[] {
  const { createdAtMs, id } = after ?? { createdAtMs: -1, id: '' }
  return store.prepare<object, Stored>(connectionsAfterSql).all({ createdAtMs, id, limit }).map(toRow)
}

function toRow(stored: Stored): ConnectionRow {
  return {
    ...stored,
    isPartial: stored.isPartial === 1,
    removing: stored.removing === 1,
    labels: readLabels(stored.labels),
  }
}

function toStored(row: ConnectionRow): Stored {
  return {
    ...row,
    isPartial: row.isPartial ? 1 : 0,
    removing: row.removing ? 1 : 0,
    labels: JSON.stringify(row.labels),
  }
}

/** None where they can't be read, because they only help to find it. */
function readLabels(json: string): string[] {
  try {
    return labels.parse(JSON.parse(json))
  } catch {
    // Damaged: neither JSON nor a list of texts.
    return []
  }
}
