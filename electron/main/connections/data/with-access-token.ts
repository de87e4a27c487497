import { AppError, toFailure } from '../../core/errors.ts'
import { recordDataFailure } from '../refresh/data-failure.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'
import { requireConsent } from '../model/institution-clock.ts'
import { windowsOf } from '../../runtime/timings.ts'
import { refresh, type RefreshCause } from '../refresh/refresh.ts'
import { findInstitutionClient, type InstitutionClient } from '../tokens/institution-client.ts'
import { announce, requireConnection, requireGrant } from '../model/view.ts'
import type { AccessToken } from '../tokens/tokens.ts'

/**
 * Runs a data call with a valid access token. Renews a token that expires soon, in the background (advisory window) or first (mandatory
 * window). If the institution refuses the token, renews it and repeats the call once; refused again, the grant has ended.
 *
 * @param cause of a refresh that it needs first; `planned`: no user waits, so access that has ended is a notification
 * @throws AppError `not_active`, `consent_expired`, `grant_ended`, what a refresh throws, and what `work` throws
 * @see Akoya page "Error codes", 602
 */
export async function withAccessToken<T>(
  deps: RefreshDeps,
  connectionId: string,
  work: (accessToken: string, client: InstitutionClient) => Promise<T>,
  cause: RefreshCause = 'asked',
): Promise<T> {
  const { institutionId } = requireConnection(deps, connectionId)
  const accessToken = await freshAccessToken(deps, connectionId, cause)
  const client = await findInstitutionClient(deps, institutionId)
  try {
    return await work(accessToken, client)
  } catch (thrown) {
    if (!isRejected(thrown)) throw thrown
    // Another call may have renewed the token meanwhile.
    if (heldAccessToken(deps, connectionId)?.accessToken === accessToken)
      await refresh(deps, connectionId, cause)
    return await lastTry(deps, connectionId, cause, (renewed) => work(renewed, client))
  }
}

/**
 * The access token itself, for whoever calls the institution without Mooring. Renews one that is valid for less than `leastMs`, unless a new
 * one would be no better.
 *
 * @throws AppError as withAccessToken
 */
export async function readAccessToken(
  deps: RefreshDeps,
  connectionId: string,
  leastMs: number,
): Promise<AccessToken> {
  await freshAccessToken(deps, connectionId, 'planned')
  const held = heldAccessToken(deps, connectionId)
  if (held) {
    const { mandatoryMs } = windowsOf(held.obtainedAtMs, held.expiresAtMs)
    const mostMs = Math.max(mandatoryMs - held.obtainedAtMs, 0)
    if (held.expiresAtMs - deps.now() >= Math.min(leastMs, mostMs)) return held
    await refresh(deps, connectionId, 'planned')
  }
  const renewed = heldAccessToken(deps, connectionId)
  if (!renewed) throw new AppError('not_active')
  return renewed
}

async function lastTry<T>(
  deps: RefreshDeps,
  connectionId: string,
  cause: RefreshCause,
  work: (accessToken: string) => Promise<T>,
): Promise<T> {
  try {
    return await work(await freshAccessToken(deps, connectionId, cause))
  } catch (thrown) {
    if (!isRejected(thrown)) throw thrown
    const ended = new AppError('grant_ended', toFailure(thrown).detail)
    recordDataFailure(deps, requireConnection(deps, connectionId), toFailure(ended), cause)
    announce(deps, connectionId)
    throw ended
  }
}

async function freshAccessToken(
  deps: RefreshDeps,
  connectionId: string,
  cause: RefreshCause,
): Promise<string> {
  const { grantId, institutionId } = requireConnection(deps, connectionId)
  const grant = requireGrant(deps, grantId)
  if (grant.state !== 'active') throw new AppError('not_active')
  await requireConsent(deps, institutionId, grant)

  const held = deps.tokens.accessToken(grantId)
  const windows = held && windowsOf(held.obtainedAtMs, held.expiresAtMs)
  if (!windows || deps.now() >= windows.mandatoryMs) {
    await refresh(deps, connectionId, cause)
  } else if (deps.now() >= windows.advisoryMs) {
    refresh(deps, connectionId, 'planned').catch((thrown: unknown) => {
      deps.log.info('refresh.ahead_failed', { problem: toFailure(thrown).code })
    })
  }
  const { accessToken } = heldAccessToken(deps, connectionId) ?? {}
  // The refresh found the consent gone and ended the grant.
  if (accessToken === undefined) throw new AppError('not_active')
  return accessToken
}

function heldAccessToken(deps: RefreshDeps, connectionId: string) {
  return deps.tokens.accessToken(requireConnection(deps, connectionId).grantId)
}

function isRejected(thrown: unknown): boolean {
  return toFailure(thrown).code === 'bearer_rejected'
}
