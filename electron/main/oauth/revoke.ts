import * as client from 'openid-client'
import { AppError } from '../errors.ts'
import { toAppError } from './failures.ts'
import { configurationFor, type Server } from './server.ts'

/**
 * Revokes a token. Success is 200, for a token that the server does not know as well.
 *
 * @returns what a receipt needs: who confirmed, and how
 * @throws AppError `revocation_unsupported`, `revocation_refused`, `client_rejected`, and transport's
 * @see RFC 7009 section 2
 */
export async function revokeToken(
  server: Server,
  revoked: { token: string; hint: 'refresh_token' | 'access_token' },
  signal: AbortSignal,
): Promise<{ host: string; status: number }> {
  if (server.endpoints.revocation === null) throw new AppError('revocation_unsupported')
  const { host } = new URL(server.endpoints.revocation)
  try {
    await client.tokenRevocation(configurationFor(server, 'revoke', signal), revoked.token, {
      token_type_hint: revoked.hint,
    })
    return { host, status: 200 }
  } catch (thrown) {
    throw toAppError(thrown, 'revoke', host, signal)
  }
}
