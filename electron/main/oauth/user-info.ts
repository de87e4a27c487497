import * as client from 'openid-client'
import { toAppError } from './failures.ts'
import { configurationFor, type Server } from './server.ts'

/**
 * The person's claims at the UserInfo endpoint, whose `sub` must be the ID token's.
 *
 * @throws AppError `id_token_invalid` when it is another's, and transport's
 * @see OpenID Connect Core section 5.3
 */
export async function readUserInfo(
  server: Server,
  bearer: string,
  sub: string,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  try {
    return await client.fetchUserInfo(configurationFor(server, 'exchange', signal), bearer, sub)
  } catch (thrown) {
    throw toAppError(
      thrown,
      'user-info',
      new URL(server.endpoints.userinfo ?? server.endpoints.token).host,
      signal,
    )
  }
}
