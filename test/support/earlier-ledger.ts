import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'

export interface EarlierSecret {
  account: string
  grantId: string | null
  generation: number
  isInMemory?: boolean
}

/** A ledger as an earlier version wrote it, in the place of the one that is there: one entry of the keychain for each generation. */
export function makeEarlierLedger(
  file: string,
  version: number,
  secrets: readonly EarlierSecret[],
  owner = { registrationId: 'r1', institutionId: 'i1', institutionName: 'Northbridge Bank' },
): void {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  const ledger = new Database(file)
  ledger.exec(`
    CREATE TABLE secrets (account TEXT PRIMARY KEY, grant_id TEXT, generation INTEGER NOT NULL, registration_id TEXT NOT NULL,
      institution_id TEXT, institution_name TEXT, in_memory INTEGER NOT NULL, noted_by TEXT NOT NULL, noted_at INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE INDEX secrets_of_grant ON secrets (grant_id);
    CREATE TABLE place (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), stamp TEXT NOT NULL) STRICT;
    INSERT INTO place VALUES (1, 'earlier stamp');
    PRAGMA user_version = ${version};
  `)
  const add = ledger.prepare(
    `INSERT INTO secrets VALUES (@account, @grantId, @generation, @registrationId, @institutionId, @institutionName, @inMemory, '1:run', 5)`,
  )
  for (const secret of secrets) {
    const of = secret.grantId === null ? { ...owner, institutionId: null, institutionName: null } : owner
    add.run({ ...secret, ...of, inMemory: secret.isInMemory === true ? 1 : 0 })
  }
  if (version >= 2) {
    ledger.exec(
      `ALTER TABLE secrets ADD COLUMN deletable INTEGER NOT NULL DEFAULT 0 CHECK (deletable IN (0, 1))`,
    )
    ledger.pragma(`application_id = ${0x4d6f6f4c}`)
  }
  if (version >= 3) {
    ledger.exec(
      `CREATE TABLE keychain (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), service TEXT NOT NULL) STRICT`,
    )
  }
  if (version >= 4) {
    ledger.exec(
      `CREATE TABLE receipts_end (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), number INTEGER NOT NULL, hash TEXT NOT NULL) STRICT`,
    )
  }
  ledger.close()
}
