import { toFailure } from '../errors.ts'
import { revokeToken } from '../oauth/revoke.ts'
import { closeAttempt, listOpenAttempts } from '../store/attempts.ts'
import { write } from '../store/database.ts'
import { findGrant, moveGrant } from '../store/grants.ts'
import type { AttemptRow } from '../store/rows.ts'
import type { Deps } from './deps.ts'
import { dropSecret, findSecret, grantAccount } from './secrets.ts'
import { findTarget, openTarget } from './target.ts'

/**
 * Settles what a crash or a power cut left open, before anything else uses a token. An attempt that can't be settled now
 * (a locked keychain, no network) stays open for the next start.
 */
export async function recover(deps: Deps): Promise<void> {
  for (const attempt of listOpenAttempts(deps.store)) {
    try {
      const outcome =
        attempt.kind === 'link' ? await settleLink(deps, attempt) : await settleRefresh(deps, attempt)
      write(deps.store, () => closeAttempt(deps.store, attempt.id, deps.now(), outcome))
      deps.log.info('attempt.settled', { kind: attempt.kind, outcome })
    } catch (thrown) {
      deps.log.warn('attempt.left_open', { kind: attempt.kind, problem: toFailure(thrown).code })
    }
  }
}

/** A secret whose rows never came is a grant that works at the institution without anyone seeing it: it is ended. */
async function settleLink(deps: Deps, attempt: AttemptRow): Promise<string> {
  if (findGrant(deps.store, attempt.grantId)) return 'linked'

  const account = grantAccount(attempt.grantId, attempt.generation)
  const secret = await findSecret(deps, account)
  if (secret === null) return 'nothing kept'

  const signal = AbortSignal.timeout(10_000)
  const target = await findTarget(deps, attempt.institutionId)
  const server = await openTarget(deps, target, signal)
  await revokeToken(server, { token: secret, hint: 'refresh_token' }, signal)
  await dropSecret(deps, account)
  return 'given back'
}

/** The new token reached the keychain: roll forward. It did not: the old one is tried by the next refresh, which knows the answer. */
async function settleRefresh(deps: Deps, attempt: AttemptRow): Promise<string> {
  const grant = findGrant(deps.store, attempt.grantId)
  if (!grant || grant.generation >= attempt.generation) return 'refreshed'

  const secret = await findSecret(deps, grantAccount(attempt.grantId, attempt.generation))
  if (secret === null) return 'possibly spent'

  write(deps.store, () =>
    moveGrant(deps.store, grant.id, ['active', 'revoking'], { generation: attempt.generation }),
  )
  await dropSecret(deps, grantAccount(grant.id, grant.generation))
  return 'rolled forward'
}
