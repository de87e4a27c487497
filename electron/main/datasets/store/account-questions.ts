import type { AccountAnswer, AccountQuestion } from '../../../../shared/models/dataset.ts'
import { AppError } from '../../core/errors.ts'
import { commonRows } from './account-rows.ts'
import { findAccount } from './accounts.ts'
import { commit, type DatasetFile } from './dataset-file.ts'
import { earlierAccounts, joinAccounts } from './replaced-accounts.ts'
import { addEndedRun } from './runs.ts'

interface Columns {
  accountId: number
  connectionId: string
  accountKey: string
  name: string
  mask: string | null
}

const columns =
  'account_id AS accountId, linked_id AS connectionId, account_key AS accountKey, name, mask FROM accounts JOIN connections USING (connection_id)'

/** Pairs of a gone and a new account of one connection with the same type, currency and mask, and less than 9 of 10 rows in common. */
export function accountQuestions(file: DatasetFile): AccountQuestion[] {
  const find = file.db.prepare<[number], Columns>(`SELECT ${columns} WHERE account_id = ?`)
  return file.db
    .prepare<[], Columns>(
      `SELECT ${columns} WHERE superseded_by IS NULL AND gone_at IS NULL ORDER BY account_id`,
    )
    .all()
    .flatMap(({ accountId, connectionId, ...now }) =>
      earlierAccounts(file, accountId).flatMap((id) => {
        const found = find.get(id)
        const { pairs, ofA } = commonRows(file, id, accountId)
        // Two accounts of a type have no number in common that would say anything.
        if (!found || (now.mask === null && pairs.length === 0)) return []
        const earlier = { accountKey: found.accountKey, name: found.name, mask: found.mask }
        return [{ connectionId, now, earlier, common: pairs.length, of: ofA }]
      }),
    )
}

/**
 * Joins the two accounts, or keeps them apart for good.
 *
 * @throws AppError `not_found` where the question no longer exists, and as `commit`
 */
export function answerAccountQuestion(file: DatasetFile, answer: AccountAnswer & { atMs: number }): void {
  const { connectionId, atMs } = answer
  commit(file, () => {
    const account = findAccount(file, answer)
    const earlier = findAccount(file, { connectionId, accountKey: answer.earlierKey }).accountId
    if (!earlierAccounts(file, account.accountId).includes(earlier)) throw new AppError('not_found')
    if (!answer.isSame) {
      file.db.prepare('INSERT INTO distinct_accounts VALUES (?, ?)').run(account.accountId, earlier)
      return
    }
    const run = addEndedRun(file, { cause: 'answer', atMs })
    joinAccounts(file, { run, account, atMs }, earlier, commonRows(file, earlier, account.accountId).pairs)
  })
}
