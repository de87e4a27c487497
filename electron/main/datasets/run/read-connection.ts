import type { Failure } from '../../../../shared/errors.ts'
import type { Account } from '../../../../shared/models/account.ts'
import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import type { DatasetDraft } from '../../../../shared/models/dataset.ts'
import { hasNoTransactions } from '../../connections/data/no-transactions.ts'
import { retryRead } from '../../connections/data/retry-read.ts'
import { withAccessToken } from '../../connections/data/with-access-token.ts'
import { requireConnection, viewConnection } from '../../connections/model/view.ts'
import { storeAccounts } from '../../connections/refresh/read-accounts.ts'
import { toFailure } from '../../core/errors.ts'
import { findInstitutionClient } from '../../connections/tokens/institution-client.ts'
import { listAccounts } from '../../store/accounts.ts'
import { findConnection } from '../../store/connections.ts'
import { findInstitution } from '../../store/institutions.ts'
import type { DatasetDeps } from '../dataset-deps.ts'
import { saveAccounts } from '../store/write-accounts.ts'
import { readHoldings } from './read-holdings.ts'
import { readAccount, recordUnread, stopsInstitution, type ReadInto } from './read-account.ts'

export interface ConnectionRead {
  accountsRead: number
  accountsMissing: number
  /** The one that ended the read, else the first that something could not be read for; null if all was. */
  problem: Failure | null
  /** It failed for a reason that the institution's other connections would meet, too. */
  stopsInstitution: boolean
}

interface ConnectionToRead {
  connection: ConnectionSummary
  draft: Pick<DatasetDraft, 'categories' | 'since'>
  /** Accounts that were read since then are not read again, milliseconds UTC. */
  freshSinceMs: number
}

/**
 * Reads the accounts of a connection and their transactions into the dataset's file. What fails is recorded there, and in the result.
 *
 * @throws the signal's reason; AppError why the file can't be written
 */
export async function readConnection(
  deps: DatasetDeps,
  { connection, draft, freshSinceMs }: ConnectionToRead,
  into: ReadInto & { onAccount(): void; onAccounts(count: number): void },
): Promise<ConnectionRead> {
  const { id } = connection
  const failed = await readBalances(deps, id, freshSinceMs, into.signal)
  const shared = listAccounts(deps.store, id)
  const accounts = shared.filter(({ category }) => draft.categories.includes(category))
  into.onAccounts(accounts.length)
  // The user has removed it meanwhile.
  if (!findConnection(deps.store, id)) return { ...nothingMissing, problem: failed }
  saveBalances(deps, id, { shared, accounts }, into)
  if (failed !== null) return nothingRead(deps, id, { accounts, problem: failed }, into)

  const { profile } = await findInstitutionClient(deps, connection.institutionId)
  const result: ConnectionRead = { ...nothingMissing }
  for (const [index, account] of accounts.entries()) {
    const wanted = { connectionId: id, account, since: draft.since }
    const problems = await readRows(deps, wanted, profile.readTransactions !== undefined, into)
    const hasFailed = problems.some(({ code }) => code !== 'answer_partial')
    const isMissing = hasFailed || account.unavailable || account.isEarlier
    result[isMissing ? 'accountsMissing' : 'accountsRead'] += 1
    result.problem ??= problems[0] ?? null
    into.onAccount()
    const problem = problems.at(-1)
    if (problem === undefined || !endsRead(deps, id, problem)) continue
    const others = nothingRead(deps, id, { accounts: accounts.slice(index + 1), problem }, into)
    return {
      ...result,
      ...others,
      accountsRead: result.accountsRead,
      accountsMissing: result.accountsMissing + others.accountsMissing,
    }
  }
  // Accounts may be missing of which nothing is known.
  if (findConnection(deps.store, id)?.isPartial) result.problem ??= { code: 'answer_partial', detail: {} }
  return result
}

/**
 * Reads an account's transactions and holdings. Where there are no transactions to read, nothing is missing: the coverage says why.
 *
 * @returns why not everything of either could be read
 */
async function readRows(
  deps: DatasetDeps,
  wanted: { connectionId: string; account: Account; since: string | null },
  hasTransactions: boolean,
  into: ReadInto,
): Promise<Failure[]> {
  const ofTransactions = hasTransactions ? await readAccount(deps, wanted, into) : null
  if (ofTransactions !== null && endsRead(deps, wanted.connectionId, ofTransactions)) return [ofTransactions]
  const hasNone = ofTransactions !== null && hasNoTransactions(deps, wanted.connectionId, ofTransactions)
  const ofHoldings = await readHoldings(deps, wanted, into)
  return [hasNone ? null : ofTransactions, ofHoldings].filter((problem) => problem !== null)
}

/** Whether nothing else of the connection can be read now. */
function endsRead(deps: DatasetDeps, connectionId: string, problem: Failure): boolean {
  return stopsInstitution(problem) || !isActive(deps, connectionId)
}

const nothingMissing: ConnectionRead = {
  accountsRead: 0,
  accountsMissing: 0,
  problem: null,
  stopsInstitution: false,
}

/** Records for each account why it was not read. */
function nothingRead(
  deps: DatasetDeps,
  connectionId: string,
  { accounts, problem }: { accounts: readonly Account[]; problem: Failure },
  into: ReadInto & { onAccount(): void },
): ConnectionRead {
  for (const { key } of accounts) {
    recordUnread(deps, { connectionId, accountKey: key, problem }, into)
    into.onAccount()
  }
  return {
    accountsRead: 0,
    accountsMissing: accounts.length,
    problem,
    stopsInstitution: stopsInstitution(problem),
  }
}

function isActive(deps: DatasetDeps, connectionId: string): boolean {
  const isThere = findConnection(deps.store, connectionId) !== undefined
  return isThere && viewConnection(deps, connectionId).status === 'active'
}

/** @returns why it failed; null if the accounts are stored */
async function readBalances(
  deps: DatasetDeps,
  connectionId: string,
  freshSinceMs: number,
  signal: AbortSignal,
): Promise<Failure | null> {
  try {
    await withAccessToken(
      deps,
      connectionId,
      async (accessToken, client) => {
        const { dataAsOfMs } = requireConnection(deps, connectionId)
        // A refresh has just read them.
        if (dataAsOfMs !== null && dataAsOfMs >= freshSinceMs) return
        const read = () => storeAccounts(deps, connectionId, client, accessToken, { isBatch: true, signal })
        await retryRead(deps, signal, read)
      },
      'planned',
    )
    return null
  } catch (thrown) {
    signal.throwIfAborted()
    const problem = toFailure(thrown)
    if (problem.code === 'internal') deps.log.error('dataset.accounts_failed', thrown, { connectionId })
    return problem
  }
}

function saveBalances(
  deps: DatasetDeps,
  connectionId: string,
  { shared, accounts }: { shared: readonly Account[]; accounts: readonly Account[] },
  { file, run }: ReadInto,
): void {
  const { registrationId, institutionId, sub, signedInAs, labels, dataAsOfMs, isPartial } = requireConnection(
    deps,
    connectionId,
  )
  if (dataAsOfMs === null) return
  const owner = {
    connectionId,
    registrationId,
    institutionId,
    sub,
    institution: findInstitution(deps.store, institutionId)?.name ?? '',
    login: signedInAs,
    label: labels.join('; '),
  }
  const sharedKeys = shared.map(({ key }) => key)
  saveAccounts(file, run, owner, accounts, { atMs: dataAsOfMs, isPartial, sharedKeys })
}
