import type Database from 'better-sqlite3'

/** One entry of the keychain: a grant's refresh token, a registration's client secret, or how a dataset's copy signs in to a team's database. */
export interface LedgerRow {
  /** The account in the keychain: `grant/{id}`, `registration/{id}` or `team/{id of the dataset}`. */
  account: string
  /** Null for a registration's client secret. */
  grantId: string | null
  /** The newest generation that the keychain may hold, 0 for a client secret; null if it certainly holds none. */
  generation: number | null
  /** The generation that only the memory of the run `recordedBy` holds; null for none. The keychain's entry stays known beside it. */
  memoryGeneration: number | null
  /** For a team's database the dataset's id. */
  registrationId: string
  institutionId: string | null
  institutionName: string | null
  /**
   * May be deleted when no row references it, because its registration is not saved yet, or its row was removed. Any other secret without
   * an owner is kept: its owner may be in a database that is restored later, or was linked after the backup that was restored.
   */
  isDeletable: boolean
  /** The run of the app that recorded it. */
  recordedBy: string
  recordedAtMs: number
}

/** Records a secret. Call it before the keychain stores it. */
export function recordSecret(store: Database.Database, row: LedgerRow): void {
  store
    .prepare(
      `INSERT OR REPLACE INTO ledger.secrets
         (account, grant_id, generation, memory_generation, registration_id, institution_id, institution_name, deletable, recorded_by,
           recorded_at)
       VALUES
         (@account, @grantId, @generation, @memoryGeneration, @registrationId, @institutionId, @institutionName, @isDeletable, @recordedBy,
           @recordedAtMs)`,
    )
    .run({ ...row, isDeletable: row.isDeletable ? 1 : 0 })
}

/** Records which generation the keychain may hold under a name that is known; null for none. */
export function recordGeneration(store: Database.Database, account: string, generation: number | null): void {
  store
    .prepare('UPDATE ledger.secrets SET generation = ? WHERE account = ? AND generation IS NOT ?')
    .run(generation, account, generation)
}

/** Records which generation only this run's memory holds; null once the keychain has it. What the keychain may hold stays recorded. */
export function recordMemory(
  store: Database.Database,
  account: string,
  memoryGeneration: number | null,
  runId: string,
): void {
  store
    .prepare(
      `UPDATE ledger.secrets SET memory_generation = ?, recorded_by = ? WHERE account = ? AND memory_generation IS NOT ?`,
    )
    .run(memoryGeneration, runId, account, memoryGeneration)
}

/** Erases a record after the keychain has confirmed the deletion. */
export function eraseSecretRecord(store: Database.Database, account: string): void {
  store.prepare('DELETE FROM ledger.secrets WHERE account = ?').run(account)
}

const columns = `s.account, s.grant_id AS grantId, s.generation, s.memory_generation AS memoryGeneration,
  s.registration_id AS registrationId, s.institution_id AS institutionId, s.institution_name AS institutionName,
  s.deletable AS isDeletable, s.recorded_by AS recordedBy, s.recorded_at AS recordedAtMs`

type Stored = Omit<LedgerRow, 'isDeletable'> & { isDeletable: 0 | 1 }

function toRow(stored: Stored): LedgerRow {
  return { ...stored, isDeletable: stored.isDeletable === 1 }
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
export function listLostFromMemory(store: Database.Database, runId: string): LedgerRow[] {
  return store
    .prepare<[string], Stored>(
      `SELECT ${columns} FROM ledger.secrets s WHERE memory_generation IS NOT NULL AND recorded_by <> ?`,
    )
    .all(runId)
    .map(toRow)
}

const owners = `LEFT JOIN main.grants g ON g.id = s.grant_id
  LEFT JOIN main.registrations r ON r.id = s.registration_id
  LEFT JOIN main.institutions i ON i.id = s.institution_id
  LEFT JOIN main.team_copies t ON s.account = 'team/' || t.dataset_id`

const isNotInUse = `NOT EXISTS (SELECT 1 FROM main.attempts a WHERE a.grant_id = s.grant_id AND a.closed_at IS NULL)`

/** Secrets to delete: spent, revoked, removed, or never saved. */
export function listSecretsToDelete(store: Database.Database): LedgerRow[] {
  return store
    .prepare<[], Stored>(
      `SELECT ${columns} FROM ledger.secrets s ${owners}
       WHERE iif(s.grant_id IS NULL,
           iif(r.id IS NULL, s.deletable = 1 AND t.dataset_id IS NULL, r.has_secret = 0),
           iif(g.id IS NULL, s.deletable = 1, g.generation = 0))
         AND ${isNotInUse}`,
    )
    .all()
    .map(toRow)
}

/**
 * Tokens of grants without a row: linked after the backup that was restored, or of another database. Nothing happens to them until the
 * user decides.
 */
export function listUnclaimedTokens(store: Database.Database): (LedgerRow & { isUsable: boolean })[] {
  return store
    .prepare<[], Stored & { isUsable: 0 | 1 }>(
      `SELECT ${columns}, r.id IS NOT NULL AND i.id IS NOT NULL AS isUsable FROM ledger.secrets s ${owners}
       WHERE s.grant_id IS NOT NULL AND g.id IS NULL AND s.deletable = 0 AND ${isNotInUse}
       ORDER BY s.recorded_at`,
    )
    .all()
    .map((stored) => ({ ...toRow(stored), isUsable: stored.isUsable === 1 }))
}

/** Client secrets whose registration has no row: of a lost database, or of one newer than this. */
export function listClientSecretsOfUnknown(store: Database.Database): LedgerRow[] {
  return store
    .prepare<[], Stored>(
      `SELECT ${columns} FROM ledger.secrets s ${owners} WHERE s.grant_id IS NULL AND r.id IS NULL AND s.deletable = 0`,
    )
    .all()
    .map(toRow)
}

/** Grants whose row and ledger name different generations, or that the ledger does not have: the keychain's entry decides. */
export function listGrantsToCompare(store: Database.Database): string[] {
  return store
    .prepare<[], { id: string }>(
      `SELECT g.id FROM main.grants g LEFT JOIN ledger.secrets s ON s.grant_id = g.id
       WHERE g.generation > 0 AND g.state IN ('active', 'revoking', 'ended') AND s.generation IS NOT g.generation
         AND (s.account IS NOT NULL OR g.state <> 'ended')
         AND s.memory_generation IS NOT g.generation
         AND NOT EXISTS (SELECT 1 FROM main.attempts a WHERE a.grant_id = g.id AND a.closed_at IS NULL)`,
    )
    .all()
    .map(({ id }) => id)
}

/** Marks a registration's secret as deletable once the registration has no row. Call it before the row is deleted. */
export function allowDeletion(store: Database.Database, registrationId: string): void {
  store
    .prepare('UPDATE ledger.secrets SET deletable = 1 WHERE grant_id IS NULL AND registration_id = ?')
    .run(registrationId)
}

/** Marks a grant's token as deletable once the grant has no row. Call it before the row is deleted. */
export function allowTokenDeletion(store: Database.Database, grantId: string): void {
  store.prepare('UPDATE ledger.secrets SET deletable = 1 WHERE grant_id = ?').run(grantId)
}

/** Marks secrets as not deletable if their registration or grant exists: it was saved, or not removed. */
export function keepClaimedSecrets(store: Database.Database): void {
  store
    .prepare(
      `UPDATE ledger.secrets SET deletable = 0 WHERE deletable = 1 AND iif(grant_id IS NULL,
         EXISTS (SELECT 1 FROM main.registrations r WHERE r.id = registration_id AND r.has_secret = 1),
         EXISTS (SELECT 1 FROM main.grants g WHERE g.id = grant_id AND g.generation > 0))`,
    )
    .run()
}

/** The stamp that this data folder shares with its keychain; null in a new ledger. */
export function readStamp(store: Database.Database): string | null {
  return store.prepare<[], { stamp: string }>('SELECT stamp FROM ledger.keychain_stamp').get()?.stamp ?? null
}

export function saveStamp(store: Database.Database, stamp: string): void {
  store.prepare('INSERT OR REPLACE INTO ledger.keychain_stamp (only_one, stamp) VALUES (1, ?)').run(stamp)
}

/** An entry of an earlier version, one of which was written for each generation: `grant/{id}/{generation}`. */
export interface EntryToMove {
  account: string
  grantId: string
  generation: number
}

/** Grants that have entries of an earlier version. */
export function listGrantsToMove(store: Database.Database): string[] {
  return store
    .prepare<[], { grantId: string }>('SELECT DISTINCT grant_id AS grantId FROM ledger.entries_to_move')
    .all()
    .map(({ grantId }) => grantId)
}

/** A grant's entries of an earlier version, the newest first. */
export function listEntriesToMove(store: Database.Database, grantId: string): EntryToMove[] {
  return store
    .prepare<[string], EntryToMove>(
      `SELECT account, grant_id AS grantId, generation FROM ledger.entries_to_move WHERE grant_id = ? ORDER BY generation DESC`,
    )
    .all(grantId)
}

export function recordEntryToMove(store: Database.Database, entry: EntryToMove): void {
  store
    .prepare(
      'INSERT OR IGNORE INTO ledger.entries_to_move (account, grant_id, generation) VALUES (@account, @grantId, @generation)',
    )
    .run(entry)
}

/** A grant's entries have been moved. */
export function eraseEntriesToMove(store: Database.Database, grantId: string): void {
  store.prepare('DELETE FROM ledger.entries_to_move WHERE grant_id = ?').run(grantId)
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
