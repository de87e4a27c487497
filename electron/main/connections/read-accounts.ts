import type { Failure } from '../../../shared/errors.ts'
import { toFailure } from '../errors.ts'
import { replaceAccounts } from '../store/accounts.ts'
import { appendActivity } from '../store/activity.ts'
import { updateConnection } from '../store/connections.ts'
import { write } from '../store/database.ts'
import { moveGrant } from '../store/grants.ts'
import type { ConnectionRow } from '../store/rows.ts'
import type { Deps } from './deps.ts'
import type { Target } from './target.ts'
import { announce, requireConnection } from './view.ts'

const readLimitMs = 30_000

/**
 * Reads a connection's accounts with the bearer in hand and stores them. The grant itself is good by then, so a failure is
 * recorded on the connection, not thrown: `grant_ended` ends the grant, anything else is shown until the next read works.
 */
export async function readAccounts(deps: Deps, connectionId: string, target: Target): Promise<void> {
  const connection = requireConnection(deps, connectionId)
  const held = deps.live.bearers.get(connection.grantId)
  if (!target.profile.readAccounts || !held) return

  const startedMs = deps.now()
  try {
    const read = await target.profile.readAccounts({
      http: deps.http,
      bearer: held.bearer,
      now: deps.now,
      signal: AbortSignal.timeout(readLimitMs),
    })
    const atMs = deps.now()
    write(deps.store, () => {
      replaceAccounts(deps.store, connection.id, read.accounts)
      updateConnection(deps.store, { ...requireConnection(deps, connection.id), dataAsOfMs: atMs })
      moveGrant(deps.store, connection.grantId, ['active'], { problem: null })
      appendActivity(deps.store, {
        connectionId: connection.id,
        institutionName: target.institution.name,
        atMs,
        kind: 'accounts_read',
        durationMs: atMs - startedMs,
        accounts: read.accounts.length,
        interactionId: read.interactionId,
      })
    })
  } catch (thrown) {
    recordFailure(deps, connection, target, toFailure(thrown))
    if (toFailure(thrown).code === 'internal') deps.log.error('accounts.failed', thrown)
  }
  announce(deps, connection.id)
}

function recordFailure(deps: Deps, connection: ConnectionRow, target: Target, problem: Failure): void {
  const hasEnded = problem.code === 'grant_ended'
  const atMs = deps.now()
  write(deps.store, () => {
    moveGrant(
      deps.store,
      connection.grantId,
      ['active'],
      hasEnded ? { state: 'ended', endedAtMs: atMs, problem } : { problem },
    )
    appendActivity(deps.store, {
      connectionId: connection.id,
      institutionName: target.institution.name,
      atMs,
      kind: hasEnded ? 'ended' : 'data_failed',
      problem,
    })
  })
  if (hasEnded) deps.live.bearers.delete(connection.grantId)
}
