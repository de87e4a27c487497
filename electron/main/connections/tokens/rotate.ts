import { AppError } from '../../core/errors.ts'
import { renewedRefreshLife } from '../../runtime/refresh-life.ts'
import { plannedRefresh } from '../../runtime/refresh-plan.ts'
import { requireKeys } from '../../oauth/configuration.ts'
import { refreshTokens, type RefreshAnswer } from '../../oauth/refresh.ts'
import { recordGrantChanged } from './record-changed.ts'
import { findConnection } from '../../store/connections.ts'
import { moveGrant } from '../../store/grants.ts'
import type { AttemptRow, ConnectionRow, GrantRow } from '../../store/rows.ts'
import { lockGeneration } from './generation-lock.ts'
import { requireTokenLocked } from './grant-token.ts'
import { openAuthorizationServer, type InstitutionClient } from './institution-client.ts'
import type { HeldToken, TokenDeps } from './tokens.ts'
import { keepToken } from './unsaved-tokens.ts'

/** For what comes before the request. From then on only the request has a limit: giving up costs the connection. */
const preparationLimitMs = 30_000

export interface Rotation {
  connection: ConnectionRow
  grant: GrantRow
  client: InstitutionClient
  /** Id of the attempt that `rotate` opens; the caller closes it with the outcome. */
  attemptId: string
}

/** What a refresh brought, and the generation of the token that works from now on. */
export type Rotated = RefreshAnswer & { generation: number }

/**
 * Exchanges the refresh token: reads it, opens an attempt, sends the request, overwrites the keychain's entry with the new token.
 * `commitRotation` then moves the grant to its generation.
 *
 * @returns null when the grant has changed since it was read
 * @throws AppError `no_refresh_token`, `grant_ended`, `secret_missing`, the keychain's state, and as `refreshTokens`
 */
export async function rotate(deps: TokenDeps, rotation: Rotation): Promise<Rotated | null> {
  const { grant } = rotation
  if (grant.generation === 0) throw new AppError('no_refresh_token')
  return deps.tokens.withGrant(grant.id, () => rotateLocked(deps, rotation))
}

async function rotateLocked(deps: TokenDeps, rotation: Rotation): Promise<Rotated | null> {
  const { grant, client } = rotation
  const signal = AbortSignal.timeout(preparationLimitMs)
  // The keychain reads the token while the server is looked up.
  const reading = requireTokenLocked(deps, grant)
  reading.catch(() => undefined)
  const server = await openAuthorizationServer(deps, client, signal)
  await requireKeys(server, signal)
  const before = await reading
  if (!lockGeneration(deps, attemptOf(deps, rotation, before), grant.state)) return null

  const { issuer, sub, clientId, signedInAtMs } = grant
  const held = { refreshToken: before.secret, previous: { issuer, sub, clientId, signedInAtMs } }
  const generation = before.generation + 1
  const keep = (secret: string) => keepToken(deps, grant.id, { generation, secret })
  const answer = await refreshTokens(server, held, keep)
  return { ...answer, generation: answer.refreshToken === null ? before.generation : generation }
}

function attemptOf(
  deps: Pick<TokenDeps, 'now'>,
  { attemptId, grant, client, connection }: Rotation,
  before: HeldToken,
): AttemptRow {
  return {
    id: attemptId,
    kind: 'refresh',
    grantId: grant.id,
    generation: before.generation + 1,
    registrationId: client.registration.id,
    institutionId: client.institution.id,
    connectionId: connection.id,
    startedAtMs: deps.now(),
    closedAtMs: null,
    outcome: null,
  }
}

/** Moves the grant to the token that works from now on, and records what usable tokens say. In the caller's transaction. */
export function commitRotation(
  deps: Pick<TokenDeps, 'store' | 'now' | 'random'>,
  { grant, client }: Pick<Rotation, 'grant' | 'client'>,
  { generation, tokens }: Rotated,
): void {
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
  const detailsGranted = tokens.detailsGranted ?? grant.detailsGranted
  moveGrant(deps.store, grant.id, ['active', 'revoking'], {
    refreshedAtMs: deps.now(),
    tokenGoodUntilMs: tokens.expiresAtMs,
    scopesGranted,
    detailsGranted,
    boundTo: tokens.boundTo,
    permissions,
    refreshAttempts: 0,
    ...renewedRefreshLife(client.registration.environment, grant, deps.now()),
  })
  recordGrantChanged(deps, grant, { scopesGranted, permissions, detailsGranted })
  const connection = findConnection(deps.store, grant.connectionId)
  const refreshed = { ...grant, generation, refreshedAtMs: deps.now() }
  const nextTryAtMs = connection ? plannedRefresh(deps, connection, refreshed) : null
  moveGrant(deps.store, grant.id, ['active'], { problem: null, nextTryAtMs })
}
