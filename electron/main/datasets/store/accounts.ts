import { AppError } from '../../core/errors.ts'
import type { DatasetFile } from './dataset-file.ts'

export interface AccountIn {
  /** Its number in the file. */
  accountId: number
  /** As the file has it: it never changes. */
  connectionId: string
  accountKey: string
  idQuality: 'stable' | 'unstable'
}

/** @param wanted.connectionId the connection's id in Mooring @throws AppError `not_found` */
export function findAccount(
  file: DatasetFile,
  wanted: { connectionId: string; accountKey: string },
): AccountIn {
  const account = file.db
    .prepare<[string, string], AccountIn>(
      `SELECT account_id AS accountId, connection_id AS connectionId, account_key AS accountKey, id_quality AS idQuality
       FROM accounts JOIN connections USING (connection_id) WHERE linked_id = ? AND account_key = ?`,
    )
    .get(wanted.connectionId, wanted.accountKey)
  if (!account) throw new AppError('not_found')
  return account
}
