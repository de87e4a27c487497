import type { Profile, ReadContext } from '../../institutions/model/profile.ts'
import type { ServerProfile } from '../../oauth/server-profile.ts'
import { requireConnection, requireGrant } from '../model/view.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'
import { openDataHttp, type InstitutionClient } from '../tokens/institution-client.ts'
import { retryRead } from './retry-read.ts'
import { withAccessToken } from './with-access-token.ts'

const usualLimitMs = 30_000

interface ReadOptions {
  /** Of a read of many pages, of which each is read again if it fails for a temporary reason. */
  signal?: AbortSignal
  limitMs?: number
  /** No user waits for it. */
  isBatch?: boolean
}

/**
 * Runs a read with a valid access token.
 *
 * @throws AppError as `withAccessToken`, `timed_out` after the limit, and what `read` throws
 */
export function readData<T>(
  deps: RefreshDeps,
  connectionId: string,
  read: (profile: Profile<ServerProfile>, context: ReadContext) => Promise<T>,
  { signal, limitMs = usualLimitMs, isBatch = false }: ReadOptions = {},
): Promise<T> {
  const request = async (accessToken: string, client: InstitutionClient) => {
    const { profile } = client
    const http = await openDataHttp(deps, client)
    const grant = requireGrant(deps, requireConnection(deps, connectionId).grantId)
    const readOnce = async () => {
      const limit = AbortSignal.timeout(limitMs)
      return read(profile, {
        http,
        accessToken,
        now: deps.now,
        lastUseMs: deps.lastUse.atMs(grant),
        isBatch,
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      })
    }
    return signal ? retryRead(deps, signal, readOnce) : readOnce()
  }
  return withAccessToken(deps, connectionId, request, isBatch ? 'planned' : 'asked')
}
