import { toFailure } from '../errors.ts'
import { revokeToken } from '../oauth/revoke.ts'
import { closeAttempt, listOpenAttempts } from '../store/attempts.ts'
import { write } from '../store/database.ts'
import { findGrant, moveGrant } from '../store/grants.ts'
import type { AttemptRow } from '../store/rows.ts'
import { isUnderWay } from './claims.ts'
import type { Deps } from './deps.ts'
import { dropSecret, findSecret, grantAccount } from './secrets.ts'
import { findTarget, openTarget } from './target.ts'

/**
 * Settles what a crash or a power cut left open, before anything else uses a token. An attempt that can't be settled now
 * (a locked keychain, no network) stays open for the next start.
 */
export async function recover(deps: Deps): Promise<void> {
  for (const attempt of listOpenAttempts(deps.store)) {
    if (isUnderWay(deps, attempt)) continue
    try {
      await (attempt.kind === 'link' ? settleLink(deps, attempt) : settleRefresh(deps, attempt))
    } catch (thrown) {
      deps.log.warn('attempt.left_open', { kind: attempt.kind, problem: toFailure(thrown).code })
    }
  }
}

/** A secret whose rows never came is a grant that works at the institution without anyone seeing it: it is ended. */
async function settleLink(deps: Deps, attempt: AttemptRow): Promise<void> {
  if (findGrant(deps.store, attempt.grantId)) return close(deps, attempt, 'linked')

  const account = grantAccount(attempt.grantId, attempt.generation)
  const secret = await findSecret(deps, account)
  if (secret === null) return close(deps, attempt, 'nothing kept')

  const signal = AbortSignal.timeout(10_000)
  const target = await findTarget(deps, attempt.institutionId)
  const server = await openTarget(deps, target, signal)
  await revokeToken(server, { token: secret, hint: 'refresh_token' }, signal)
  await dropSecret(deps, account)
  close(deps, attempt, 'given back')
}

/**
 * The new token reached the keychain: roll forward. It did not: the old one may be spent, which the next refresh finds out.
 *
 * @throws AppError the keychain's state; then the attempt stays open
 */
export async function settleRefresh(deps: Deps, attempt: AttemptRow): Promise<void> {
  const grant = findGrant(deps.store, attempt.grantId)
  if (!grant || grant.generation >= attempt.generation) return close(deps, attempt, 'refreshed')

  const states = ['active', 'revoking'] as const
  const secret = await findSecret(deps, grantAccount(attempt.grantId, attempt.generation))
  if (secret === null) {
    write(deps.store, () => {
      moveGrant(deps.store, grant.id, states, { possiblySpentAtMs: attempt.startedAtMs })
      close(deps, attempt, 'possibly spent')
    })
    return
  }
  write(deps.store, () => {
    moveGrant(deps.store, grant.id, states, { generation: attempt.generation, possiblySpentAtMs: null })
    close(deps, attempt, 'rolled forward')
  })
  await dropSecret(deps, grantAccount(grant.id, grant.generation))
}

function close(deps: Deps, attempt: AttemptRow, outcome: string): void {
  write(deps.store, () => closeAttempt(deps.store, attempt.id, deps.now(), outcome))
  deps.log.info('attempt.settled', { kind: attempt.kind, outcome })
}
