import { chmodSync, existsSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../core/errors.ts'

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
  // One keychain entry a grant. Entries that are named after their generation wait to be moved.
  `
  CREATE TABLE ledger.entries_to_move (
    account TEXT PRIMARY KEY,
    grant_id TEXT NOT NULL,
    generation INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO ledger.entries_to_move
    SELECT account, grant_id, generation FROM ledger.secrets WHERE grant_id IS NOT NULL;

  DROP INDEX ledger.secrets_of_grant;
  ALTER TABLE ledger.secrets RENAME TO earlier_secrets;
  CREATE TABLE ledger.secrets (
    account TEXT PRIMARY KEY,
    grant_id TEXT UNIQUE,
    generation INTEGER,
    memory_generation INTEGER,
    registration_id TEXT NOT NULL,
    institution_id TEXT,
    institution_name TEXT,
    deletable INTEGER NOT NULL CHECK (deletable IN (0, 1)),
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO ledger.secrets
    SELECT coalesce('grant/' || grant_id, account), grant_id, max(iif(in_memory = 0, generation, NULL)),
      max(iif(in_memory = 1, generation, NULL)), registration_id, institution_id, institution_name, min(deletable), noted_by,
      min(noted_at)
    FROM ledger.earlier_secrets GROUP BY coalesce(grant_id, account);
  DROP TABLE ledger.earlier_secrets;
  ALTER TABLE ledger.place RENAME TO keychain_stamp;
  `,
  // Hashes of the keys of script clients that were ended: a restored database may have them as they were before.
  `
  CREATE TABLE ledger.ended_script_keys (key_hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
  // The same for single consents. A restored database may give an id again, but not at the same time.
  `
  CREATE TABLE ledger.ended_script_consents (
    id INTEGER NOT NULL,
    given_at INTEGER NOT NULL,
    ended_by TEXT NOT NULL,
    PRIMARY KEY (id, given_at)
  ) STRICT, WITHOUT ROWID;
  `,
]

/** The tables of each version. */
const tablesOf = [
  '',
  'place,secrets',
  'place,secrets',
  'keychain,place,secrets',
  'keychain,place,receipts_end,secrets',
  'entries_to_move,keychain,keychain_stamp,receipts_end,secrets',
  'ended_script_keys,entries_to_move,keychain,keychain_stamp,receipts_end,secrets',
  'ended_script_consents,ended_script_keys,entries_to_move,keychain,keychain_stamp,receipts_end,secrets',
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
  store.exec('DELETE FROM ledger.secrets; DELETE FROM ledger.entries_to_move')
}

function migrateLedger(store: Database.Database): void {
  const version = Number(store.pragma('ledger.user_version', { simple: true }))
  if (version >= steps.length) return
  for (const step of steps.slice(version)) store.exec(step)
  store.pragma(`ledger.application_id = ${applicationId}`)
  store.pragma(`ledger.user_version = ${steps.length}`)
}

/**
 * Writes the ledger's log into its file, so that a new name is in the file itself: a copy of the folder without the logs, or a tool that
 * deletes them after a crash, then loses no name. Never throws: the name is in the log in any case.
 */
export function checkpointLedger(store: Database.Database): void {
  try {
    store.pragma('ledger.wal_checkpoint(TRUNCATE)')
  } catch {
    // A full disk: the log stays.
  }
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
    if (version > steps.length) throw new AppError('database_newer', { version })
    return tables === tablesOf[version]
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
