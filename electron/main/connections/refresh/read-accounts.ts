import { toFailure } from '../../core/errors.ts'
import { listAccounts, replaceAccounts } from '../../store/accounts.ts'
import { appendActivity } from '../../store/activity.ts'
import { updateConnection } from '../../store/connections.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import { recordDataFailure } from './data-failure.ts'
import { mergeAccounts } from './merge-accounts.ts'
import { openDataHttp, type InstitutionClient } from '../tokens/institution-client.ts'
import type { TokenDeps } from '../tokens/tokens.ts'
import { announce, requireConnection, requireGrant } from '../model/view.ts'

const readLimitMs = 30_000

/**
 * Reads a connection's accounts with the access token held, and stores them. Records a failure on the connection instead of throwing:
 * `grant_ended` ends the grant, the connection shows anything else until the next read works.
 */
export async function readAccounts(
  deps: TokenDeps,
  connectionId: string,
  client: InstitutionClient,
  cause: 'asked' | 'planned' = 'asked',
): Promise<void> {
  const connection = requireConnection(deps, connectionId)
  const held = deps.tokens.accessToken(connection.grantId)
  if (!client.profile.readAccounts || !held) return

  try {
    await storeAccounts(deps, connectionId, client, held.accessToken, { isBatch: cause === 'planned' })
  } catch (thrown) {
    const problem = toFailure(thrown)
    // The access token has just been issued: if it is refused, the consent is gone (Akoya's 602).
    const isGone = problem.code === 'bearer_rejected'
    recordDataFailure(deps, connection, isGone ? { ...problem, code: 'grant_ended' } : problem, cause)
    if (problem.code === 'internal') deps.log.error('accounts.failed', thrown)
  }
  announce(deps, connection.id)
}

/**
 * Reads a connection's accounts and stores them. Does nothing where the institution has no account data.
 *
 * @throws AppError as Profile.readAccounts, and the signal's reason; then nothing is stored
 */
export async function storeAccounts(
  deps: TokenDeps,
  connectionId: string,
  client: InstitutionClient,
  accessToken: string,
  { isBatch, signal }: { isBatch: boolean; signal?: AbortSignal },
): Promise<void> {
  const { profile, institution } = client
  if (!profile.readAccounts) return
  const http = await openDataHttp(deps, client)
  const connection = requireConnection(deps, connectionId)
  const startedMs = deps.now()
  const limit = AbortSignal.timeout(readLimitMs)
  const read = await profile.readAccounts({
    http,
    accessToken,
    now: deps.now,
    lastUseMs: deps.lastUse.atMs(requireGrant(deps, connection.grantId)),
    isBatch,
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  })
  const atMs = deps.now()
  write(deps.store, () => {
    const { accounts, kept, gone } = mergeAccounts(listAccounts(deps.store, connection.id), read)
    replaceAccounts(deps.store, connection.id, accounts)
    updateConnection(deps.store, {
      ...requireConnection(deps, connection.id),
      dataAsOfMs: atMs,
      unreadableAccounts: read.unreadable,
      isPartial: !read.isComplete,
    })
    moveGrant(deps.store, connection.grantId, ['active'], { problem: null })
    appendActivity(deps.store, {
      connectionId: connection.id,
      institutionName: institution.name,
      atMs,
      kind: 'accounts_read',
      durationMs: atMs - startedMs,
      accounts: read.accounts.length,
      unreadable: read.unreadable + read.accounts.filter((one) => one.unreadable.length > 0).length,
      isPartial: !read.isComplete,
      repeated: read.repeats,
      kept,
      gone,
      interactionId: read.interactionId,
    })
  })
}
