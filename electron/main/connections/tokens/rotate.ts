import { AppError, toFailure } from '../../core/errors.ts'
import { requireKeys } from '../../oauth/configuration.ts'
import { refreshTokens, type RefreshAnswer } from '../../oauth/refresh.ts'
import { recordChanged } from '../../receipts/record.ts'
import { moveGrant } from '../../store/grants.ts'
import type { ConnectionRow, GrantRow } from '../../store/rows.ts'
import { lockGeneration } from './generation-lock.ts'
import { nextRefreshMs } from '../../runtime/timings.ts'
import {
  findSecret,
  grantAccount,
  holdUnsaved,
  refreshTokenOf,
  storeSecret,
  swapLater,
  reportUnsaved,
} from './secret-store.ts'
import { openAuthorizationServer, type InstitutionClient } from './institution-client.ts'
import type { TokenDeps } from './tokens.ts'

/** For what comes before the request. From then on only the request has a limit: giving up costs the connection. */
const preparationLimitMs = 30_000

export interface Rotation {
  connection: ConnectionRow
  grant: GrantRow
  client: InstitutionClient
  /** Id of the attempt that `rotate` opens; the caller closes it with the outcome. */
  attemptId: string
}

/**
 * Exchanges the refresh token: opens an attempt, sends the request, stores the new token as generation n+1. `commitRotation` then moves
 * the grant to n+1.
 *
 * @returns null when the grant has changed since it was read
 * @throws AppError `grant_ended`, `secret_missing`, the keychain's state, and as `refreshTokens`
 */
export async function rotate(deps: TokenDeps, rotation: Rotation): Promise<RefreshAnswer | null> {
  const { grant, client } = rotation
  if (grant.generation === 0) throw new AppError('grant_ended')
  const signal = AbortSignal.timeout(preparationLimitMs)
  // The keychain reads the token while the attempt is written.
  const looking = findSecret(deps, grantAccount(grant.id, grant.generation))
  looking.catch(() => undefined)
  const server = await openAuthorizationServer(deps, client, signal)
  await requireKeys(server, signal)

  const attempt = {
    id: rotation.attemptId,
    kind: 'refresh' as const,
    grantId: grant.id,
    generation: grant.generation + 1,
    registrationId: client.registration.id,
    institutionId: client.institution.id,
    connectionId: rotation.connection.id,
    startedAtMs: deps.now(),
    closedAtMs: null,
    outcome: null,
  }
  if (!lockGeneration(deps, attempt, grant.state)) return null
  const refreshToken = await looking
  if (refreshToken === null) throw new AppError('secret_missing')

  const { issuer, sub, clientId, signedInAtMs } = grant
  const previous = { issuer, sub, clientId, signedInAtMs }
  const store = (newToken: string) => storeNew(deps, rotation, newToken)
  return refreshTokens(server, { refreshToken, previous }, store)
}

/** The old token is spent: memory holds the new one if the keychain refuses it. */
async function storeNew(deps: TokenDeps, { grant, client }: Rotation, refreshToken: string): Promise<void> {
  const name = refreshTokenOf(grant.id, grant.generation + 1, client.institution)
  try {
    await storeSecret(deps, name, refreshToken, { isReadBack: false })
  } catch (thrown) {
    holdUnsaved(deps, name, refreshToken)
    await reportUnsaved(deps, name, toFailure(thrown).code)
  }
}

/** Moves the grant to generation n+1, if the server issued one, and records what usable tokens say. In the caller's transaction. */
export function commitRotation(
  deps: Pick<TokenDeps, 'store' | 'now' | 'random'>,
  { grant, client }: Pick<Rotation, 'grant' | 'client'>,
  { refreshToken, tokens }: RefreshAnswer,
): void {
  const generation = refreshToken === null ? grant.generation : grant.generation + 1
  // The user may have pressed Revoke meanwhile: then the new token has to be revoked.
  moveGrant(deps.store, grant.id, ['active', 'revoking'], { generation, possiblySpentAtMs: null })
  if (tokens === null) return

  // RFC 6749 section 6: a refresh grants no new scope.
  const scopesGranted =
    tokens.scopesGranted?.filter((scope) => grant.scopesGranted.includes(scope)) ?? grant.scopesGranted
  const permissions =
    tokens.claims === null
      ? grant.permissions
      : client.profile.permissionsGranted(tokens.claims, scopesGranted)
  moveGrant(deps.store, grant.id, ['active', 'revoking'], {
    refreshedAtMs: deps.now(),
    tokenGoodUntilMs: tokens.expiresAtMs,
    scopesGranted,
    permissions,
    refreshAttempts: 0,
  })
  recordChanged(deps, grant, { scopesGranted, permissions })
  const nextTryAtMs = nextRefreshMs(deps.now(), deps.random())
  moveGrant(deps.store, grant.id, ['active'], { problem: null, nextTryAtMs })
}

/** Deletes generation n from the keychain once n+1 has been read back. Call after `commitRotation`. */
export function discardOld(
  deps: Parameters<typeof swapLater>[0],
  { grant, client }: Pick<Rotation, 'grant' | 'client'>,
  { refreshToken }: RefreshAnswer,
): void {
  if (refreshToken === null) return
  swapLater(deps, {
    name: refreshTokenOf(grant.id, grant.generation + 1, client.institution),
    secret: refreshToken,
    spent: grantAccount(grant.id, grant.generation),
  })
}
