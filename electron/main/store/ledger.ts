import { chmodSync, existsSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../errors.ts'
import type { GrantState } from './rows.ts'

/** A secret that the keychain holds, or may hold. */
export interface LedgerRow {
  /** Its name in the keychain: `grant/{id}/{generation}` or `registration/{id}`. */
  account: string
  /** Null for a registration's client secret. */
  grantId: string | null
  generation: number
  registrationId: string
  institutionId: string | null
  institutionName: string | null
  /** Only in the memory of the run that noted it, because the keychain could not take it. */
  inMemory: boolean
  /** The run of the app that noted it: `{pid}:{id}`. */
  notedBy: string
  notedAtMs: number
}

const ledgerVersion = 1

const schema = `
  CREATE TABLE ledger.secrets (
    account TEXT PRIMARY KEY,
    grant_id TEXT,
    generation INTEGER NOT NULL,
    registration_id TEXT NOT NULL,
    institution_id TEXT,
    institution_name TEXT,
    in_memory INTEGER NOT NULL CHECK (in_memory IN (0, 1)),
    noted_by TEXT NOT NULL,
    noted_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX ledger.secrets_of_grant ON secrets (grant_id);
  CREATE TABLE ledger.place (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), stamp TEXT NOT NULL) STRICT;

  INSERT INTO ledger.secrets
    SELECT 'registration/' || id, NULL, 0, id, NULL, NULL, 0, '', created_at FROM main.registrations WHERE has_secret = 1;
  INSERT INTO ledger.secrets
    SELECT 'grant/' || grants.id || '/' || generation, grants.id, generation, connections.registration_id,
      institution_id, institutions.name, 0, '', authorized_at
    FROM main.grants
    JOIN main.connections ON connections.id = grants.connection_id
    JOIN main.institutions ON institutions.id = institution_id
    WHERE generation > 0;
`

/**
 * Attaches the ledger: the list of what is in the keychain, in a file of its own beside the database. A backup of the database that is
 * restored takes back rows, never what we know of secrets. One that is new, or damaged and set aside, begins with what the rows say.
 *
 * @param service the keychain service that holds the secrets: kept from now on
 * @throws AppError `data_of_another_app` when they are under another service
 */
export function attachLedger(store: Database.Database, databaseFile: string, service?: string): void {
  const file = join(dirname(databaseFile), 'ledger.db')
  if (!isSound(file)) setAside(file)
  store.prepare('ATTACH ? AS ledger').run(file)
  store.pragma('ledger.journal_mode = WAL')
  store.pragma('ledger.synchronous = FULL')
  store.pragma('ledger.secure_delete = ON')
  chmodSync(file, 0o600)
  store
    .transaction(() => {
      if (service !== undefined) keepKeychainService(store, service)
      if (Number(store.pragma('ledger.user_version', { simple: true })) !== 0) return
      store.exec(schema)
      store.pragma(`ledger.user_version = ${ledgerVersion}`)
    })
    .immediate()
}

function keepKeychainService(store: Database.Database, service: string): void {
  store.exec(`CREATE TABLE IF NOT EXISTS ledger.keychain
    (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), service TEXT NOT NULL) STRICT`)
  store.prepare('INSERT OR IGNORE INTO ledger.keychain (only_one, service) VALUES (1, ?)').run(service)
  const kept = store.prepare<[], { service: string }>('SELECT service FROM ledger.keychain').get()?.service
  if (kept !== undefined && kept !== service) throw new AppError('data_of_another_app', { cause: kept })
}

function isSound(file: string): boolean {
  if (!existsSync(file)) return true
  const ledger = new Database(file)
  try {
    return ledger.pragma('quick_check', { simple: true }) === 'ok'
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return false
    throw thrown
  } finally {
    ledger.close()
  }
}

function setAside(file: string): void {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  for (const end of ['', '-wal', '-shm']) {
    if (existsSync(file + end)) renameSync(file + end, `${file}.damaged-${stamp}${end}`)
  }
}

/** Written down before the secret goes into the keychain; again when it moves between keychain and memory. */
export function noteSecret(store: Database.Database, row: LedgerRow): void {
  store
    .prepare(
      `INSERT OR REPLACE INTO ledger.secrets
         (account, grant_id, generation, registration_id, institution_id, institution_name, in_memory, noted_by, noted_at)
       VALUES
         (@account, @grantId, @generation, @registrationId, @institutionId, @institutionName, @inMemory, @notedBy, @notedAtMs)`,
    )
    .run({ ...row, inMemory: row.inMemory ? 1 : 0 })
}

/** Struck out after the keychain has said that it is gone. */
export function strikeSecret(store: Database.Database, account: string): void {
  store.prepare('DELETE FROM ledger.secrets WHERE account = ?').run(account)
}

const columns = `s.account, s.grant_id AS grantId, s.generation, s.registration_id AS registrationId,
  s.institution_id AS institutionId, s.institution_name AS institutionName, s.in_memory AS inMemory, s.noted_by AS notedBy,
  s.noted_at AS notedAtMs`

type Stored = Omit<LedgerRow, 'inMemory'> & { inMemory: 0 | 1 }

function toRow(stored: Stored): LedgerRow {
  return { ...stored, inMemory: stored.inMemory === 1 }
}

export function findNoted(store: Database.Database, account: string): LedgerRow | undefined {
  const found = store
    .prepare<[string], Stored>(`SELECT ${columns} FROM ledger.secrets s WHERE account = ?`)
    .get(account)
  return found && toRow(found)
}

export function listNoted(store: Database.Database): LedgerRow[] {
  return store
    .prepare<[], Stored>(`SELECT ${columns} FROM ledger.secrets s ORDER BY account`)
    .all()
    .map(toRow)
}

/** Held in memory by runs other than this one: they are gone with it. */
export function listLostFromMemory(store: Database.Database, owner: string): LedgerRow[] {
  return store
    .prepare<[string], Stored>(
      `SELECT ${columns} FROM ledger.secrets s WHERE in_memory = 1 AND noted_by <> ?`,
    )
    .all(owner)
    .map(toRow)
}

/**
 * Secrets that no row stands for, but for those of an attempt that is still open: the newest generation of a grant first. Their rows
 * never came, have moved on, are gone, or are behind.
 */
export function listStraySecrets(store: Database.Database): LedgerRow[] {
  return store
    .prepare<[], Stored>(
      `SELECT ${columns} FROM ledger.secrets s
       LEFT JOIN main.grants g ON g.id = s.grant_id
       LEFT JOIN main.registrations r ON r.id = s.registration_id
       WHERE iif(s.grant_id IS NULL, r.has_secret IS NOT 1, g.generation IS NOT s.generation)
         AND NOT EXISTS (SELECT 1 FROM main.attempts a WHERE a.grant_id = s.grant_id AND a.closed_at IS NULL)
       ORDER BY s.grant_id, s.generation DESC`,
    )
    .all()
    .map(toRow)
}

/** Grants in one of these states whose secret is not noted. */
export function listGrantsWithoutSecret(store: Database.Database, states: readonly GrantState[]): string[] {
  return store
    .prepare<[string], { id: string }>(
      `SELECT id FROM main.grants g
       WHERE state IN (SELECT value FROM json_each(?)) AND generation > 0
         AND NOT EXISTS (SELECT 1 FROM ledger.secrets s WHERE s.grant_id = g.id AND s.generation = g.generation)`,
    )
    .all(JSON.stringify(states))
    .map(({ id }) => id)
}

/** What the keychain of this place was last told, and would say again; null in a new ledger. */
export function readStamp(store: Database.Database): string | null {
  return store.prepare<[], { stamp: string }>('SELECT stamp FROM ledger.place').get()?.stamp ?? null
}

export function saveStamp(store: Database.Database, stamp: string): void {
  store.prepare('INSERT OR REPLACE INTO ledger.place (only_one, stamp) VALUES (1, ?)').run(stamp)
}
