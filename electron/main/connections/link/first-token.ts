import { toFailure } from '../../core/errors.ts'
import type { Server } from '../../oauth/server.ts'
import type { KeepToken } from '../../oauth/token-answer.ts'
import type { AttemptRow } from '../../store/rows.ts'
import { revokeInterruptedLink } from '../recover/interrupted-attempts.ts'
import { storeFirstToken, tokenOf } from '../tokens/grant-token.ts'
import type { InstitutionClient } from '../tokens/institution-client.ts'
import type { LinkDeps } from './linker.ts'

/** The refresh token of a link under way. */
export interface FirstToken {
  /** As in a TokenSet; null until the institution has issued one. */
  refreshToken: string | null
  /** Stores it in the keychain. @throws AppError the keychain's state; `refreshToken` is set all the same */
  keep: KeepToken
}

export function openFirstToken(
  deps: LinkDeps,
  { institution }: InstitutionClient,
  { grantId, generation }: AttemptRow,
): FirstToken {
  const first: FirstToken = {
    refreshToken: null,
    keep: (refreshToken) => {
      first.refreshToken = refreshToken
      return storeFirstToken(deps, tokenOf(grantId, institution), { generation, secret: refreshToken })
    },
  }
  return first
}

/**
 * Revokes the access of a link that can't be completed, and writes to the activity what became of it. Never throws: recovery finds the open
 * attempt, or the secret in the ledger, and tries again.
 */
export async function revokeUnsaved(
  deps: LinkDeps,
  { attempt, server }: { attempt: AttemptRow; server: Server },
  refreshToken: string,
): Promise<void> {
  const { generation } = attempt
  try {
    await revokeInterruptedLink(deps, attempt, { generation, secret: refreshToken }, server)
  } catch (thrown) {
    deps.log.warn('link.not_revoked', { linkId: attempt.id, problem: toFailure(thrown).code })
  }
}
