import { AppError } from '../../core/errors.ts'
import { commit, type DatasetFile } from './dataset-file.ts'
import { addEndedRun } from './runs.ts'
import { utcText } from './utc-text.ts'

/**
 * Deletes all that a dataset has of a connection: rows, snapshots, changes, and the pages that SQLite would keep. Copies see it in
 * `changesAfter`. Deletes nothing twice.
 *
 * @param connectionId the connection's id in Mooring
 * @throws AppError `dataset_in_use` while another program still reads the deleted pages: they are deleted by the next call; and as `commit`
 */
export function deleteConnection(file: DatasetFile, connectionId: string, atMs: number): void {
  commit(file, () => deleteRows(file, connectionId, atMs))
  emptyLog(file)
}

/** Whether data of a connection were ever deleted from a dataset. */
export function hasDeletedConnections({ db }: DatasetFile): boolean {
  return db.prepare('SELECT 1 FROM deleted_connections LIMIT 1').get() !== undefined
}

/** Overwrites deleted pages in the file and its log. @throws AppError `dataset_in_use` while another program still reads them */
export function emptyLog(file: DatasetFile): void {
  const [checkpoint] = file.db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
  if (checkpoint?.busy === 1) throw new AppError('dataset_in_use')
}

function deleteRows(file: DatasetFile, connectionId: string, atMs: number): void {
  const { db } = file
  const known = db
    .prepare<[string], { id: string }>('SELECT connection_id AS id FROM connections WHERE linked_id = ?')
    .get(connectionId)
  if (!known) return
  const at = utcText(atMs)
  const run = addEndedRun(file, { cause: 'deletion', atMs })
  db.prepare(
    `INSERT OR REPLACE INTO deleted_connections
     SELECT ?, max(coalesce((SELECT max(transaction_id) FROM transactions), 0),
       coalesce((SELECT max(last_transaction_id) FROM deleted_connections), 0)), ?, ?`,
  ).run(known.id, run, at)
  const ofConnection = '(SELECT account_id FROM accounts WHERE connection_id = @id)'
  for (const sql of [
    `DELETE FROM transaction_changes WHERE transaction_id IN
       (SELECT transaction_id FROM transactions WHERE account_id IN ${ofConnection})`,
    `DELETE FROM transactions WHERE account_id IN ${ofConnection}`,
    `DELETE FROM balances WHERE account_id IN ${ofConnection}`,
    `DELETE FROM holdings WHERE account_id IN ${ofConnection}`,
    `DELETE FROM coverage WHERE account_id IN ${ofConnection}`,
    `DELETE FROM changed_months WHERE account_id IN ${ofConnection}`,
    `DELETE FROM distinct_accounts WHERE account_id IN ${ofConnection}`,
    `UPDATE accounts SET same_account_as = NULL WHERE same_account_as IN ${ofConnection}`,
    `UPDATE accounts SET superseded_by = NULL WHERE connection_id = @id`,
    'DELETE FROM accounts WHERE connection_id = @id',
    'DELETE FROM connections WHERE connection_id = @id',
  ]) {
    db.prepare(sql).run({ id: known.id })
  }
}
