import type { ScriptLevel } from '../../../shared/local-protocol.ts'
import type { Store } from './database.ts'
import type { GrantState } from './rows.ts'

/**
 * Why a consent is over: its date; the user in the window; the script itself; the connection was revoked or removed; a later consent took
 * its place.
 */
export type ConsentEnd = 'date' | 'user' | 'script' | 'revoke' | 'remove' | 'renewal'

/** What the user allowed a client for one connection. Times are milliseconds UTC. */
export interface ScriptConsentRow {
  id: number
  clientId: string
  connectionId: string
  level: ScriptLevel
  givenAtMs: number
  untilMs: number
  /** When the last access token that was handed out expires; null where none was. */
  tokenUntilMs: number | null
  endedAtMs: number | null
  endedBy: ConsentEnd | null
}

/** A consent that was not ended, with what may end it. */
export interface OpenScriptConsentRow extends ScriptConsentRow {
  /** Of the connection's current grant; null where the connection is gone. */
  grantState: GrantState | null
  /** Until when a requested revocation can be undone. */
  revokeAtMs: number | null
  /** The end of the connection's own consent; null where the connection is gone. */
  consentUntilMs: number | null
  /** Why it is over, as the ledger knows: the database was restored from a backup. Null where the ledger knows of no end. */
  endedBefore: ConsentEnd | null
}

const columns = `s.id, s.client_id AS clientId, s.connection_id AS connectionId, s.level, s.given_at AS givenAtMs, s.until AS untilMs,
  s.token_until AS tokenUntilMs, s.ended_at AS endedAtMs, s.ended_by AS endedBy`

/** One statement, however many connections a client may use. */
const open = `SELECT ${columns}, g.state AS grantState, g.revoke_at AS revokeAtMs,
  g.consent_until AS consentUntilMs, e.ended_by AS endedBefore FROM script_consents s
  LEFT JOIN connections c ON c.id = s.connection_id LEFT JOIN grants g ON g.id = c.grant_id
  LEFT JOIN ledger.ended_script_consents e ON e.id = s.id AND e.given_at = s.given_at
  WHERE s.ended_at IS NULL`

export function insertScriptConsent(
  store: Store,
  row: Pick<ScriptConsentRow, 'clientId' | 'connectionId' | 'level' | 'givenAtMs' | 'untilMs'>,
): void {
  store
    .prepare(
      `INSERT INTO script_consents (client_id, connection_id, level, given_at, until)
       VALUES (@clientId, @connectionId, @level, @givenAtMs, @untilMs)`,
    )
    .run(row)
}

export function findScriptConsent(store: Store, id: number): ScriptConsentRow | undefined {
  return store
    .prepare<[number], ScriptConsentRow>(`SELECT ${columns} FROM script_consents s WHERE s.id = ?`)
    .get(id)
}

/** All consents of a client, those that are over too, the newest first. */
export function listScriptConsents(store: Store, clientId: string): ScriptConsentRow[] {
  return store
    .prepare<[string], ScriptConsentRow>(
      `SELECT ${columns} FROM script_consents s WHERE s.client_id = ? ORDER BY s.id DESC`,
    )
    .all(clientId)
}

/** The consents of a client that were not ended. Their date may have passed. */
export function listOpenScriptConsents(store: Store, clientId: string): OpenScriptConsentRow[] {
  return store
    .prepare<[string], OpenScriptConsentRow>(`${open} AND s.client_id = ? ORDER BY s.id`)
    .all(clientId)
}

/** The same, of one connection. */
export function listOpenScriptConsentsOf(
  store: Store,
  clientId: string,
  connectionId: string,
): OpenScriptConsentRow[] {
  return store
    .prepare<[string, string], OpenScriptConsentRow>(
      `${open} AND s.client_id = ? AND s.connection_id = ? ORDER BY s.id`,
    )
    .all(clientId, connectionId)
}

/** The consents of a connection that were not ended. */
export function listScriptConsentsOf(store: Store, connectionId: string): OpenScriptConsentRow[] {
  return store
    .prepare<[string], OpenScriptConsentRow>(`${open} AND s.connection_id = ? ORDER BY s.id`)
    .all(connectionId)
}

/** The consents of all clients that were not ended. */
export function listAllOpenScriptConsents(store: Store): OpenScriptConsentRow[] {
  return store.prepare<[], OpenScriptConsentRow>(`${open} ORDER BY s.id`).all()
}

/** When the next consent ends by its date; null for none. */
export function nextScriptConsentEnd(store: Store): number | null {
  const sql = 'SELECT min(until) AS untilMs FROM script_consents WHERE ended_at IS NULL'
  return store.prepare<[], { untilMs: number | null }>(sql).get()?.untilMs ?? null
}

/** @returns whether it was not over before */
export function markScriptConsentEnded(
  store: Store,
  id: number,
  { endedAtMs, endedBy }: { endedAtMs: number; endedBy: ConsentEnd },
): boolean {
  const { changes } = store
    .prepare('UPDATE script_consents SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL')
    .run(endedAtMs, endedBy, id)
  return changes === 1
}

/** Records the end in the ledger, which no restored backup takes back. */
export function recordEndedConsent(
  store: Store,
  { id, givenAtMs }: Pick<ScriptConsentRow, 'id' | 'givenAtMs'>,
  endedBy: ConsentEnd,
): void {
  store
    .prepare('INSERT OR IGNORE INTO ledger.ended_script_consents (id, given_at, ended_by) VALUES (?, ?, ?)')
    .run(id, givenAtMs, endedBy)
}

export function shortenScriptConsent(store: Store, id: number, untilMs: number): void {
  store.prepare('UPDATE script_consents SET until = ? WHERE id = ?').run(untilMs, id)
}

/** Records until when an access token that was handed out works. It works on after the consent has ended. */
export function recordTokenUntil(store: Store, id: number, untilMs: number): void {
  store
    .prepare('UPDATE script_consents SET token_until = max(coalesce(token_until, 0), ?) WHERE id = ?')
    .run(untilMs, id)
}
