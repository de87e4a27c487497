import type { Failure } from '../../../../shared/errors.ts'
import type { Account } from '../../../../shared/models/account.ts'
import { readData } from '../../connections/data/read-data.ts'
import { toFailure } from '../../core/errors.ts'
import type { HoldingsRead } from '../../institutions/model/profile.ts'
import type { DatasetDeps } from '../dataset-deps.ts'
import { saveHoldings } from '../store/write-holdings.ts'
import { recordUnread, type ReadInto } from './read-account.ts'

const mayHold: ReadonlySet<Account['category']> = new Set(['investment', 'annuity'])

/**
 * Reads the holdings of an account into the dataset's file, where its institution gives any. An answer that is not whole changes nothing.
 *
 * @returns why they could not be read; null if they were, or if the account has none
 * @throws the signal's reason; AppError why the file can't be written
 */
export async function readHoldings(
  deps: DatasetDeps,
  { connectionId, account }: { connectionId: string; account: Account },
  { file, run, signal }: Pick<ReadInto, 'file' | 'run' | 'signal'>,
): Promise<Failure | null> {
  if (!mayHold.has(account.category)) return null
  const read = await request(deps, connectionId, account, signal)
  if (read === null) return null
  const problem = problemOf(read)
  const { key: accountKey } = account
  if (problem !== null) recordUnread(deps, { connectionId, accountKey, problem }, { file, run })
  else if ('holdings' in read) saveHoldings(file, run, connectionId, accountKey, read.holdings, deps.now())
  return problem
}

function problemOf(read: HoldingsRead | Failure): Failure | null {
  if ('code' in read) return read
  return read.isComplete && read.unreadable === 0 ? null : { code: 'answer_partial', detail: {} }
}

/** @returns why it failed; null where the institution, this access or the account has no holdings */
async function request(
  deps: DatasetDeps,
  connectionId: string,
  { id: accountId, currency }: Account,
  signal: AbortSignal,
): Promise<HoldingsRead | Failure | null> {
  try {
    return await readData(
      deps,
      connectionId,
      async ({ readHoldings: readFrom }, context) =>
        (await readFrom?.(context, { accountId, currency })) ?? null,
      { signal, isBatch: true },
    )
  } catch (thrown) {
    signal.throwIfAborted()
    const problem = toFailure(thrown)
    if (problem.code === 'internal') deps.log.error('dataset.holdings_failed', thrown, { connectionId })
    return problem.code === 'not_subscribed' || problem.code === 'data_unavailable' ? null : problem
  }
}
