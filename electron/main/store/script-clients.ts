import type { Store } from './database.ts'

/** A program on this computer that uses connections: whoever has its key. Times are milliseconds UTC. */
export interface ScriptClientRow {
  id: string
  /** SHA-256 of the key, hexadecimal. */
  keyHash: string
  /** What it calls itself, and the folder that it says it is in. Neither is proven. */
  name: string
  folder: string
  firstSeenMs: number
  lastUsedMs: number | null
  uses: number
  endedAtMs: number | null
}

const columns = `id, key_hash AS keyHash, name, folder, first_seen AS firstSeenMs, last_used AS lastUsedMs, uses,
  ended_at AS endedAtMs`

export function insertScriptClient(store: Store, row: ScriptClientRow): void {
  store
    .prepare(
      `INSERT INTO script_clients (id, key_hash, name, folder, first_seen, last_used, uses, ended_at)
       VALUES (@id, @keyHash, @name, @folder, @firstSeenMs, @lastUsedMs, @uses, @endedAtMs)`,
    )
    .run(row)
}

export function findScriptClient(store: Store, id: string): ScriptClientRow | undefined {
  return store
    .prepare<[string], ScriptClientRow>(`SELECT ${columns} FROM script_clients WHERE id = ?`)
    .get(id)
}

export function findScriptClientByKey(store: Store, keyHash: string): ScriptClientRow | undefined {
  return store
    .prepare<[string], ScriptClientRow>(`SELECT ${columns} FROM script_clients WHERE key_hash = ?`)
    .get(keyHash)
}

/** The clients that are not ended first, each part by when it was used or seen last. */
export function listScriptClients(store: Store): ScriptClientRow[] {
  return store
    .prepare<[], ScriptClientRow>(
      `SELECT ${columns} FROM script_clients
       ORDER BY ended_at IS NOT NULL, coalesce(last_used, first_seen) DESC, id`,
    )
    .all()
}

/** Counts a use. */
export function recordScriptUse(store: Store, id: string, atMs: number): void {
  store.prepare('UPDATE script_clients SET last_used = ?, uses = uses + 1 WHERE id = ?').run(atMs, id)
}

/** What it calls itself may change: the key stays. */
export function renameScriptClient(
  store: Store,
  { id, name, folder }: Pick<ScriptClientRow, 'id' | 'name' | 'folder'>,
): void {
  store.prepare('UPDATE script_clients SET name = ?, folder = ? WHERE id = ?').run(name, folder, id)
}

/** @returns whether it was there and not ended */
export function markScriptClientEnded(store: Store, id: string, atMs: number): boolean {
  const { changes } = store
    .prepare('UPDATE script_clients SET ended_at = ? WHERE id = ? AND ended_at IS NULL')
    .run(atMs, id)
  return changes === 1
}

/** Records the end in the ledger, which no restored backup takes back. */
export function recordEndedKey(store: Store, keyHash: string): void {
  store.prepare('INSERT OR IGNORE INTO ledger.ended_script_keys (key_hash) VALUES (?)').run(keyHash)
}

export function isKeyEnded(store: Store, keyHash: string): boolean {
  return (
    store.prepare<[string]>('SELECT 1 FROM ledger.ended_script_keys WHERE key_hash = ?').get(keyHash) !==
    undefined
  )
}

/** Clients that the ledger knows as ended and the database does not: it was restored from a backup. */
export function listClientsToEnd(store: Store): ScriptClientRow[] {
  return store
    .prepare<[], ScriptClientRow>(
      `SELECT ${columns} FROM script_clients
       WHERE ended_at IS NULL AND key_hash IN (SELECT key_hash FROM ledger.ended_script_keys)`,
    )
    .all()
}
