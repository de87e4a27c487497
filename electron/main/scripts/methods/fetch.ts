import type { z } from 'zod'
import type { localFetch } from '../../../../shared/local.ts'
import { requireConnection, requireGrant } from '../../connections/model/view.ts'
import { findInstitutionClient, type InstitutionClient } from '../../connections/tokens/institution-client.ts'
import { AppError } from '../../core/errors.ts'
import type { LocalAnswer } from '../../local/answer.ts'
import { chooseConnection } from '../choose-connections.ts'
import { requireStillAllowed, type Client } from '../consents.ts'
import { recordUse } from '../record-use.ts'
import type { ScriptDeps } from '../script-deps.ts'
import { ScriptError } from '../script-error.ts'
import { readOnce } from './token.ts'

type FetchInput = z.output<(typeof localFetch)['token.fetch']['input']>

/** Headers that Mooring sets itself, or that would give a request another meaning. */
const ownHeaders =
  /^(authorization|cookie2?|host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|content-.*|accept-encoding|dpop|proxy-.*|sec-.*|forwarded|x-forwarded-.*|x-http-method.*|x-method-override)$/i

/**
 * Gets an address of the connection's institution with its access token, which stays here. Redirects are not followed: the status and the
 * body are the institution's, also of a failure.
 *
 * @throws AppError `endpoint_foreign` for any other address, `invalid_input` for a header that is not the caller's; ScriptError `token_bound`
 */
export async function fetchForScript(
  deps: ScriptDeps,
  client: Client,
  { connection, path, headers }: FetchInput,
): Promise<LocalAnswer> {
  for (const [name, value] of Object.entries(headers)) requireOwnHeader(name, value)
  const connectionId = await chooseConnection(deps, client, 'token', connection)
  const { institutionId, grantId } = requireConnection(deps, connectionId)
  const { profile } = await findInstitutionClient(deps, institutionId)
  const url = addressOf(profile, path)
  const isData = profile.data !== undefined && new URL(profile.data.base).origin === url.origin
  const lastUseMs = deps.lastUse.atMs(requireGrant(deps, grantId))
  const usual = isData ? profile.data?.headersOf({ isBatch: true, lastUseMs }) : {}
  const token = await readOnce(deps, connectionId, 0)
  if (token.isBound) throw new ScriptError('token_bound', { sentence: boundSentence })
  requireStillAllowed(deps, client, 'token', connectionId)
  recordUse(deps, client, 'token', [{ connectionId, rows: null }])
  const answer = await deps.http.stream(url.href, {
    // What the institution requires is not the caller's to change, such as which data a request is for.
    headers: { ...lowerCase(headers), ...usual, authorization: `Bearer ${token.accessToken}` },
    signal: client.signal,
  })
  return {
    kind: 'stream',
    status: answer.status,
    contentType: answer.headers.get('content-type'),
    body: whileAllowed(answer.body, () => requireStillAllowed(deps, client, 'token', connectionId)),
  }
}

/** An answer of any size, which ends without its end once the user has ended it. */
async function* whileAllowed(body: AsyncIterable<Uint8Array>, check: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    check()
    yield chunk
  }
}

const boundSentence = 'The token is bound to a key or certificate, and Mooring can’t fetch with it yet.'

/** @throws AppError `invalid_input` */
function requireOwnHeader(name: string, value: string): void {
  const isSound = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value)
  if (!isSound || ownHeaders.test(name)) {
    throw new AppError('invalid_input', { field: `header ${name}`.slice(0, 80) })
  }
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** @throws AppError `endpoint_foreign`, `not_subscribed` where the connection has no data host */
function addressOf({ data, server }: InstitutionClient['profile'], path: string): URL {
  const bases = [data?.base, server.resource].filter((base) => base !== undefined)
  const own = bases.filter((base) => URL.canParse(base)).map((base) => new URL(base))
  const [first] = own
  if (first === undefined) throw new AppError('not_subscribed')
  const url = URL.canParse(path, first.origin) ? new URL(path, first.origin) : null
  // Only the built-in institution has an address without https: on this computer.
  const isOwn =
    url !== null &&
    url.username === '' &&
    url.password === '' &&
    own.some(({ origin }) => origin === url.origin)
  if (!isOwn) throw new AppError('endpoint_foreign', url === null ? {} : { host: url.host })
  url.hash = ''
  return url
}
