import type { Profile, ReadContext } from '../../institutions/profile.ts'
import type { ServerProfile } from '../../oauth/server-profile.ts'
import { requireConnection, requireGrant } from '../model/view.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'
import { retryRead } from './retry-read.ts'
import { withAccessToken } from './with-access-token.ts'

const usualLimitMs = 30_000

/**
 * Runs a read for which the user waits, with a valid access token.
 *
 * @param options.signal of a read of many pages, of which each is read again if it fails for a temporary reason
 * @throws AppError as `withAccessToken`, `timed_out` after the limit, and what `read` throws
 */
export function readData<T>(
  deps: RefreshDeps,
  connectionId: string,
  read: (profile: Profile<ServerProfile>, context: ReadContext) => Promise<T>,
  { signal, limitMs = usualLimitMs }: { signal?: AbortSignal; limitMs?: number } = {},
): Promise<T> {
  return withAccessToken(deps, connectionId, (accessToken, { profile }) => {
    const grant = requireGrant(deps, requireConnection(deps, connectionId).grantId)
    const readOnce = async () => {
      const limit = AbortSignal.timeout(limitMs)
      return read(profile, {
        http: deps.http,
        accessToken,
        now: deps.now,
        lastUseMs: deps.lastUse.atMs(grant),
        isBatch: false,
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      })
    }
    return signal ? retryRead(deps, signal, readOnce) : readOnce()
  })
}
