import { chmodSync, existsSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../core/errors.ts'
import type { GrantState } from './rows.ts'

/** A secret that the keychain holds, or may hold. */
export interface LedgerRow {
  /** The account in the keychain: `grant/{id}/{generation}` or `registration/{id}`. */
  account: string
  /** Null for a registration's client secret. */
  grantId: string | null
  generation: number
  registrationId: string
  institutionId: string | null
  institutionName: string | null
  /**
   * May be deleted when no row references it, because its registration is not saved yet, or was removed. Any other secret without an owner
   * is kept: its owner may be in a database that is restored later.
   */
  isDeletable: boolean
  /** Only in the memory of the run that recorded it, because the keychain could not store it. */
  inMemory: boolean
  /** The run of the app that recorded it. */
  notedBy: string
  notedAtMs: number
}

/** "MooL" in ASCII. The first version had none. */
const applicationId = 0x4d6f6f4c

const steps = [
  `
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
  `,
  `
  ALTER TABLE ledger.secrets ADD COLUMN deletable INTEGER NOT NULL DEFAULT 0 CHECK (deletable IN (0, 1));
  `,
  `
  CREATE TABLE ledger.keychain (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), service TEXT NOT NULL) STRICT;
  `,
  `
  CREATE TABLE ledger.receipts_end (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), number INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
  `,
]

/** The tables of each version, by name. */
const tablesOf = [
  '',
  'place,secrets',
  'place,secrets',
  'keychain,place,secrets',
  'keychain,place,receipts_end,secrets',
]

/**
 * Attaches the ledger, the list of secrets in the keychain, in its own file beside the database: restoring a backup of the database does
 * not restore an old list. A new ledger starts with the secrets of the database's rows. A damaged file, or one that is not a ledger, is
 * set aside first.
 *
 * @param service the keychain service that holds the secrets, recorded from now on
 * @throws AppError `database_newer`, `data_of_another_app` when the secrets are under another service
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
      migrateLedger(store)
      if (service !== undefined) keepKeychainService(store, service)
    })
    .immediate()
}

/** Attaches a ledger in memory that holds nothing, for a database that is only read. */
export function attachEmptyLedger(store: Database.Database): void {
  store.exec("ATTACH ':memory:' AS ledger")
  migrateLedger(store)
  store.exec('DELETE FROM ledger.secrets')
}

function migrateLedger(store: Database.Database): void {
  const version = Number(store.pragma('ledger.user_version', { simple: true }))
  if (version >= steps.length) return
  for (const step of steps.slice(version)) store.exec(step)
  store.pragma(`ledger.application_id = ${applicationId}`)
  store.pragma(`ledger.user_version = ${steps.length}`)
}

function keepKeychainService(store: Database.Database, service: string): void {
  store.prepare('INSERT OR IGNORE INTO ledger.keychain (only_one, service) VALUES (1, ?)').run(service)
  const kept = store.prepare<[], { service: string }>('SELECT service FROM ledger.keychain').get()?.service
  if (kept !== undefined && kept !== service) throw new AppError('data_of_another_app', { cause: kept })
}

function isSound(file: string): boolean {
  if (!existsSync(file)) return true
  const ledger = new Database(file)
  try {
    if (ledger.pragma('quick_check', { simple: true }) !== 'ok') return false
    const version = Number(ledger.pragma('user_version', { simple: true }))
    const id = Number(ledger.pragma('application_id', { simple: true }))
    const tables = ledger
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
      .all()
      .map(({ name }) => name)
      .join()
    // A start that was killed while it created the ledger leaves an empty one.
    if (version === 0) return tables === ''
    if (id !== (version === 1 ? 0 : applicationId)) return false
    if (version <= steps.length && tables !== tablesOf[version]) return false
    if (version > steps.length) throw new AppError('database_newer', { version })
    return true
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

/** Records a secret. Call it before the keychain stores it, and again when it moves between keychain and memory. */
export function recordSecret(store: Database.Database, row: LedgerRow): void {
  store
    .prepare(
      `INSERT OR REPLACE INTO ledger.secrets
         (account, grant_id, generation, registration_id, institution_id, institution_name, deletable, in_memory, noted_by, noted_at)
       VALUES
         (@account, @grantId, @generation, @registrationId, @institutionId, @institutionName, @isDeletable, @inMemory, @notedBy,
           @notedAtMs)`,
    )
    .run({ ...row, isDeletable: row.isDeletable ? 1 : 0, inMemory: row.inMemory ? 1 : 0 })
}

/** Erases a record after the keychain has confirmed the deletion. */
export function eraseSecretRecord(store: Database.Database, account: string): void {
  store.prepare('DELETE FROM ledger.secrets WHERE account = ?').run(account)
}

const columns = `s.account, s.grant_id AS grantId, s.generation, s.registration_id AS registrationId,
  s.institution_id AS institutionId, s.institution_name AS institutionName, s.deletable AS isDeletable, s.in_memory AS inMemory,
  s.noted_by AS notedBy, s.noted_at AS notedAtMs`

type Stored = Omit<LedgerRow, 'isDeletable' | 'inMemory'> & { isDeletable: 0 | 1; inMemory: 0 | 1 }

function toRow(stored: Stored): LedgerRow {
  return { ...stored, isDeletable: stored.isDeletable === 1, inMemory: stored.inMemory === 1 }
}

export function findRecordedSecret(store: Database.Database, account: string): LedgerRow | undefined {
  const found = store
    .prepare<[string], Stored>(`SELECT ${columns} FROM ledger.secrets s WHERE account = ?`)
    .get(account)
  return found && toRow(found)
}

export function listRecordedSecrets(store: Database.Database): LedgerRow[] {
  return store
    .prepare<[], Stored>(`SELECT ${columns} FROM ledger.secrets s ORDER BY account`)
    .all()
    .map(toRow)
}

/** Secrets held in memory by other runs, and lost with them. */
export function listLostFromMemory(store: Database.Database, owner: string): LedgerRow[] {
  return store
    .prepare<[string], Stored>(
      `SELECT ${columns} FROM ledger.secrets s WHERE in_memory = 1 AND noted_by <> ?`,
    )
    .all(owner)
    .map(toRow)
}

const orphan = `FROM ledger.secrets s
  LEFT JOIN main.grants g ON g.id = s.grant_id
  LEFT JOIN main.registrations r ON r.id = s.registration_id
  LEFT JOIN main.institutions i ON i.id = s.institution_id
  WHERE iif(s.grant_id IS NULL, r.has_secret IS NOT 1, g.generation IS NOT s.generation)
    AND NOT EXISTS (SELECT 1 FROM main.attempts a WHERE a.grant_id = s.grant_id AND a.closed_at IS NULL)`

const ownerIsUnknown = `s.deletable = 0 AND g.id IS NULL AND (r.id IS NULL OR (s.grant_id IS NOT NULL AND i.id IS NULL))`

const newestFirst = 'ORDER BY s.grant_id, s.generation DESC'

/**
 * Orphans: secrets with a known owner that no row uses and no open attempt needs, the newest generation of a grant first. Their rows were
 * never saved, use a newer or older generation, or were removed.
 */
export function listOrphanSecrets(store: Database.Database): LedgerRow[] {
  return store
    .prepare<[], Stored>(`SELECT ${columns} ${orphan} AND NOT (${ownerIsUnknown}) ${newestFirst}`)
    .all()
    .map(toRow)
}

/** Secrets whose registration or institution has no row: of a lost database, or of one newer than this. */
export function listSecretsOfUnknown(store: Database.Database): LedgerRow[] {
  return store
    .prepare<[], Stored>(`SELECT ${columns} ${orphan} AND ${ownerIsUnknown} ${newestFirst}`)
    .all()
    .map(toRow)
}

/** Marks a registration's secret as deletable. Call it in the transaction that deletes the registration. */
export function allowDeletion(store: Database.Database, registrationId: string): void {
  store
    .prepare('UPDATE ledger.secrets SET deletable = 1 WHERE grant_id IS NULL AND registration_id = ?')
    .run(registrationId)
}

/** Marks secrets as not deletable if their registration exists: it was saved, or not removed. */
export function keepClaimedSecrets(store: Database.Database): void {
  store
    .prepare(
      `UPDATE ledger.secrets SET deletable = 0 WHERE deletable = 1
         AND EXISTS (SELECT 1 FROM main.registrations r WHERE r.id = registration_id AND r.has_secret = 1)`,
    )
    .run()
}

/** Grants in one of these states whose secret is not recorded. */
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

/** The stamp that this data folder shares with its keychain; null in a new ledger. */
export function readStamp(store: Database.Database): string | null {
  return store.prepare<[], { stamp: string }>('SELECT stamp FROM ledger.place').get()?.stamp ?? null
}

export function saveStamp(store: Database.Database, stamp: string): void {
  store.prepare('INSERT OR REPLACE INTO ledger.place (only_one, stamp) VALUES (1, ?)').run(stamp)
}

/** The newest consent receipt that this data folder ever had. A restored database may not have it. */
export interface ReceiptsEnd {
  number: number
  hash: string
}

export function readReceiptsEnd(store: Database.Database): ReceiptsEnd | undefined {
  return store.prepare<[], ReceiptsEnd>('SELECT number, hash FROM ledger.receipts_end').get()
}

export function saveReceiptsEnd(store: Database.Database, { number, hash }: ReceiptsEnd): void {
  store
    .prepare('INSERT OR REPLACE INTO ledger.receipts_end (only_one, number, hash) VALUES (1, ?, ?)')
    .run(number, hash)
}
