import type { LocalInput, LocalOutput } from '../../../../shared/local.ts'
import { readAccessToken } from '../../connections/data/with-access-token.ts'
import type { AccessToken } from '../../connections/tokens/tokens.ts'
import { recordTokenUntil } from '../../store/script-consents.ts'
import { write } from '../../store/database.ts'
import { chooseConnection } from '../choose-connections.ts'
import { requireStillAllowed, type Client } from '../consents.ts'
import { recordUse } from '../record-use.ts'
import type { ScriptDeps } from '../script-deps.ts'
import { ScriptError } from '../script-error.ts'
import { utcOf } from '../utc.ts'

/** The access token itself, which works on until it expires: the window says until when. @throws ScriptError `token_bound` */
export async function tokenForScript(
  deps: ScriptDeps,
  client: Client,
  { connection, minTtlMs = 0 }: LocalInput<'token.read'>,
): Promise<LocalOutput<'token.read'>> {
  const connectionId = await chooseConnection(deps, client, 'token', connection)
  const token = await readOnce(deps, connectionId, minTtlMs)
  if (token.isBound) throw new ScriptError('token_bound')
  // The user may have ended it while the token was renewed.
  const consent = requireStillAllowed(deps, client, 'token', connectionId)
  write(deps.store, () => recordTokenUntil(deps.store, consent.id, token.expiresAtMs))
  recordUse(deps, client, 'token', [{ connectionId, rows: null }])
  return {
    connectionId,
    accessToken: token.accessToken,
    expiresOn: utcOf(token.expiresAtMs),
    tokenType: 'Bearer',
  }
}

/** Several clients at once wait for the same refresh. */
export function readOnce(deps: ScriptDeps, connectionId: string, leastMs: number): Promise<AccessToken> {
  const reads = deps.scripts.tokenReads
  const before = reads.get(connectionId) ?? Promise.resolve(null)
  const read = before.then(
    () => readAccessToken(deps, connectionId, leastMs),
    () => readAccessToken(deps, connectionId, leastMs),
  )
  reads.set(connectionId, read)
  const release = (): void => void (reads.get(connectionId) === read && reads.delete(connectionId))
  read.then(release, release)
  return read
}
