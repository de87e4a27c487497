import type { ScriptLevel } from '../../../shared/local-protocol.ts'
import type { Store } from './database.ts'

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

const columns = `id, client_id AS clientId, connection_id AS connectionId, level, given_at AS givenAtMs, until AS untilMs,
  token_until AS tokenUntilMs, ended_at AS endedAtMs, ended_by AS endedBy`

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
    .prepare<[number], ScriptConsentRow>(`SELECT ${columns} FROM script_consents WHERE id = ?`)
    .get(id)
}

/** All consents of a client, those that are over too, the newest first. */
export function listScriptConsents(store: Store, clientId: string): ScriptConsentRow[] {
  return store
    .prepare<[string], ScriptConsentRow>(
      `SELECT ${columns} FROM script_consents WHERE client_id = ? ORDER BY id DESC`,
    )
    .all(clientId)
}

/** The consents of a client that were not ended. Their date may have passed. */
export function listOpenScriptConsents(store: Store, clientId: string): ScriptConsentRow[] {
  return store
    .prepare<[string], ScriptConsentRow>(
      `SELECT ${columns} FROM script_consents WHERE client_id = ? AND ended_at IS NULL ORDER BY id`,
    )
    .all(clientId)
}

/** The consents of a connection that were not ended. */
export function listScriptConsentsOf(store: Store, connectionId: string): ScriptConsentRow[] {
  return store
    .prepare<[string], ScriptConsentRow>(
      `SELECT ${columns} FROM script_consents WHERE connection_id = ? AND ended_at IS NULL ORDER BY id`,
    )
    .all(connectionId)
}

/** The consents of all clients that were not ended. */
export function listAllOpenScriptConsents(store: Store): ScriptConsentRow[] {
  return store
    .prepare<[], ScriptConsentRow>(
      `SELECT ${columns} FROM script_consents WHERE ended_at IS NULL ORDER BY id`,
    )
    .all()
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

/** Records until when an access token that was handed out works. It works on after the consent has ended. */
export function recordTokenUntil(store: Store, id: number, untilMs: number): void {
  store
    .prepare('UPDATE script_consents SET token_until = max(coalesce(token_until, 0), ?) WHERE id = ?')
    .run(untilMs, id)
}
