import { AppError, toFailure } from '../../core/errors.ts'
import { requireKeys } from '../../oauth/configuration.ts'
import { refreshTokens, type RefreshAnswer } from '../../oauth/refresh.ts'
import { moveGrant } from '../../store/grants.ts'
import type { ConnectionRow, GrantRow } from '../../store/rows.ts'
import { lockGeneration } from './generation-lock.ts'
import type { Deps } from '../../runtime/deps.ts'
import { nextRefreshMs } from '../../runtime/timings.ts'
import {
  findSecret,
  grantAccount,
  holdUnsaved,
  refreshTokenOf,
  storeSecret,
  swapInTime,
  reportUnsaved,
} from './secret-store.ts'
import { openAuthorizationServer, type InstitutionClient } from './institution-client.ts'

const rotationLimitMs = 30_000

export interface Rotation {
  connection: ConnectionRow
  grant: GrantRow
  client: InstitutionClient
  /** Of the attempt that is journaled: the caller closes it with what became of the tokens. */
  attemptId: string
}

/**
 * Journal, request, new token into the keychain as generation n+1. Nothing says n+1 exists until moveOn.
 *
 * @returns null when another run of the app is about to spend this token, or has
 * @throws AppError `grant_ended`, `secret_missing`, the keychain's state, and all that refreshing tokens can end with
 */
export async function rotate(deps: Deps, rotation: Rotation): Promise<RefreshAnswer | null> {
  const { grant, client } = rotation
  if (grant.generation === 0) throw new AppError('grant_ended')
  const signal = AbortSignal.timeout(rotationLimitMs)
  // The keychain looks for the token while the journal is written.
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
    owner: deps.live.runId,
    startedAtMs: deps.now(),
    closedAtMs: null,
    outcome: null,
  }
  if (!lockGeneration(deps, attempt, grant.state)) return null
  const refreshToken = await looking
  // Told only now: another run may have moved the grant on and dropped this one between the two looks.
  if (refreshToken === null) throw new AppError('secret_missing')

  const { issuer, sub, clientId, signedInAtMs } = grant
  const previous = { issuer, sub, clientId, signedInAtMs }
  const keep = (newToken: string) => storeNew(deps, rotation, newToken)
  return refreshTokens(server, { refreshToken, previous }, keep, signal)
}

/** The old token is spent by now: if the keychain refuses the new one, memory holds it until the keychain takes it. */
async function storeNew(deps: Deps, { grant, client }: Rotation, refreshToken: string): Promise<void> {
  const name = refreshTokenOf(grant.id, grant.generation + 1, client.institution)
  try {
    await storeSecret(deps, name, refreshToken, { isReadBack: false })
  } catch (thrown) {
    holdUnsaved(deps, name, refreshToken)
    await reportUnsaved(deps, name, toFailure(thrown).code)
  }
}

/** The grant holds generation n+1, if the server gave one, and what its tokens say, if they can be used. In the caller's transaction. */
export function commitRotation(
  deps: Pick<Deps, 'store' | 'now' | 'random'>,
  { grant, client }: Pick<Rotation, 'grant' | 'client'>,
  { refreshToken, tokens }: RefreshAnswer,
): void {
  const generation = refreshToken === null ? grant.generation : grant.generation + 1
  // Revoke may have been pressed meanwhile: it is the new token then that has to be revoked.
  moveGrant(deps.store, grant.id, ['active', 'revoking'], { generation, possiblySpentAtMs: null })
  if (tokens === null) return

  // RFC 6749 section 6: a refresh gives nothing that was not granted before.
  const scopesGranted =
    tokens.scopesGranted?.filter((scope) => grant.scopesGranted.includes(scope)) ?? grant.scopesGranted
  moveGrant(deps.store, grant.id, ['active', 'revoking'], {
    refreshedAtMs: deps.now(),
    tokenGoodUntilMs: tokens.expiresAtMs,
    scopesGranted,
    refreshAttempts: 0,
    ...(tokens.claims === null
      ? {}
      : { permissions: client.profile.permissionsGranted(tokens.claims, scopesGranted) }),
  })
  const nextTryAtMs = nextRefreshMs(deps.now(), deps.random())
  moveGrant(deps.store, grant.id, ['active'], { problem: null, nextTryAtMs })
}

/** Once the rows say n+1: generation n leaves the keychain when n+1 has been read back from it. */
export function discardOld(
  deps: Parameters<typeof swapInTime>[0],
  { grant, client }: Pick<Rotation, 'grant' | 'client'>,
  { refreshToken }: RefreshAnswer,
): void {
  if (refreshToken === null) return
  swapInTime(deps, {
    name: refreshTokenOf(grant.id, grant.generation + 1, client.institution),
    secret: refreshToken,
    spent: grantAccount(grant.id, grant.generation),
  })
}
