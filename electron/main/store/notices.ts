import type { Store } from './database.ts'
import type { GrantState } from './rows.ts'

/**
 * What a notification is about:
 * - `consent`: a consent ends soon, or has ended
 * - `refresh-life`: a refresh token ends soon, or has ended
 * - `ended`: access has ended or can't be used any more
 * - `certificate`: a registration's client certificate expires soon, or has expired
 * - `registration`: the institution refuses the registration
 * - `keychain`: the keychain could not be read
 * - `dataset`: runs of a dataset fail
 * - `retry`: a planned refresh failed and is tried again
 */
const kinds = [
  'consent',
  'refresh-life',
  'certificate',
  'ended',
  'registration',
  'keychain',
  'dataset',
  'retry',
] as const
export type NoticeKind = (typeof kinds)[number]

/** A notification that is still to be shown. */
export interface NoticeRow {
  kind: NoticeKind
  /** The id of the connection, registration or dataset; empty for the keychain. */
  subject: string
  /** The name of the institution, registration or dataset; empty for the keychain. */
  name: string
  /** When it happened. */
  atMs: number
  /** The end of the consent, refresh token or certificate; null for every other kind. */
  untilMs: number | null
}

/** Adds a notification. One about the same subject is updated. */
export function insertNotice(store: Store, row: NoticeRow): void {
  store
    .prepare(
      `INSERT INTO notices (kind, subject, name, at, until) VALUES (@kind, @subject, @name, @atMs, @untilMs)
       ON CONFLICT (kind, subject) DO UPDATE SET name = excluded.name, until = excluded.until`,
    )
    .run(row)
}

/** The oldest first. Without damaged ones. */
export function listNotices(store: Store): NoticeRow[] {
  return store
    .prepare<[], NoticeRow>(
      'SELECT kind, subject, name, at AS atMs, until AS untilMs FROM notices ORDER BY at, rowid',
    )
    .all()
    .filter(({ kind }) => kinds.includes(kind))
}

export function deleteNotices(store: Store, kind: NoticeKind): void {
  store.prepare('DELETE FROM notices WHERE kind = ?').run(kind)
}

/** When a notification of a kind was shown last; null for never. */
export function lastShown(store: Store, kind: NoticeKind): number | null {
  const row = store.prepare<[string], { at: number }>('SELECT at FROM notices_shown WHERE kind = ?').get(kind)
  return row?.at ?? null
}

export function recordShown(store: Store, kind: NoticeKind, atMs: number): void {
  store.prepare('INSERT OR REPLACE INTO notices_shown (kind, at) VALUES (?, ?)').run(kind, atMs)
}

interface ConnectionState {
  state: GrantState
  consentUntilMs: number
  refreshUntilMs: number | null
  refreshAttempts: number
}

/** What a notification about a connection depends on; undefined if the connection was removed. */
export function stateOfConnection(store: Store, connectionId: string): ConnectionState | undefined {
  return store
    .prepare<[string], ConnectionState>(
      `SELECT grants.state, grants.consent_until AS consentUntilMs, grants.refresh_attempts AS refreshAttempts,
         grants.refresh_until AS refreshUntilMs
       FROM connections JOIN grants ON grants.id = connections.grant_id WHERE connections.id = ?`,
    )
    .get(connectionId)
}

/** Whether the last run of a dataset failed. */
export function isDatasetFailing(store: Store, datasetId: string): boolean {
  const found = store
    .prepare<[string]>('SELECT 1 FROM datasets WHERE id = ? AND failed_in_a_row > 0')
    .get(datasetId)
  return found !== undefined
}

/** When a registration's client certificate expires; null for none. */
export function certificateEnd(store: Store, registrationId: string): number | null {
  const found = store
    .prepare<[string], { untilMs: number | null }>(
      `SELECT json_extract(certificate, '$.validUntilMs') AS untilMs FROM registrations WHERE id = ?`,
    )
    .get(registrationId)
  return found?.untilMs ?? null
}

/** Whether the last refresh of any active connection of a registration failed. */
export function isRegistrationFailing(store: Store, registrationId: string): boolean {
  const found = store
    .prepare<[string]>(
      `SELECT 1 FROM connections JOIN grants ON grants.id = connections.grant_id
       WHERE connections.registration_id = ? AND grants.state = 'active' AND grants.refresh_attempts > 0`,
    )
    .get(registrationId)
  return found !== undefined
}
