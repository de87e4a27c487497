import { fetchUserInfo, skipSubjectCheck } from 'openid-client'
import { configure, verifying } from './configuration.ts'
import { translated } from './failures.ts'
import { proving } from './proof-key.ts'
import type { Server, TokenSet } from './server.ts'

/**
 * Reads the claims about the user. Only for a server whose `endpoints.userinfo` is not null.
 *
 * @param sub the ID token's: claims about any other user are refused; null where the answer had none
 * @throws AppError `id_token_invalid` for another `sub`, `answer_invalid`, and why the network failed
 * @see OpenID Connect Core sections 5.3.2 and 5.3.4
 */
export async function readUserInfo(
  server: Server,
  tokens: Pick<TokenSet, 'accessToken' | 'proofKey'>,
  sub: string | null,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const endpoint = server.endpoints.userinfo ?? server.endpoints.token
  const configuration = configure(server, { purpose: 'exchange', signal })
  const proof = proving(configuration, tokens.proofKey)
  return translated({ purpose: 'userinfo', endpoint, signal }, () =>
    verifying(server, configuration, signal, () =>
      fetchUserInfo(configuration, tokens.accessToken, sub ?? skipSubjectCheck, proof),
    ),
  )
}
