import type { ScriptLevel } from '../../../shared/local-protocol.ts'
import { viewConnection, viewConnections } from '../connections/model/view.ts'
import { AppError } from '../core/errors.ts'
import type { RowsEnd } from '../local/answer.ts'
import { findConnection } from '../store/connections.ts'
import { askUser, titleOf } from './ask.ts'
import { consentsInForce, isAllowable, type Client } from './consents.ts'
import { toLocalError } from './local-error.ts'
import { findReferences } from './references.ts'
import type { ScriptDeps } from './script-deps.ts'
import { ScriptError } from './script-error.ts'

/** The connections that a client may use for a call, and why it may not use the others. */
export interface Chosen {
  ids: string[]
  missing: RowsEnd['missing']
}

/**
 * Chooses the connections of a call, and asks the user for those that are not allowed yet. Without references they are all that are allowed;
 * where none is, the user is asked for all that exist now. A name that nobody has and one that the client may not see are answered alike.
 *
 * @throws as askUser; AppError `not_found`, and `not_active` where nothing is left because the user has pressed Revoke; ScriptError
 * `consent_refused` where nothing is left
 */
export async function chooseConnections(
  deps: ScriptDeps,
  client: Client,
  level: ScriptLevel,
  references: readonly string[],
  untilMs?: number,
): Promise<Chosen> {
  if (references.length === 0) return chooseAll(deps, client, level)
  const ids = await resolve(deps, client, references)
  const notAllowed = () => {
    const allowed = consentsInForce(deps, client, level)
    return ids.filter((id) => !allowed.has(id))
  }
  const wanted = notAllowed()
  if (wanted.length > 0) await askUser(deps, client, { level, connectionIds: wanted, untilMs })
  const refused = notAllowed()
  if (refused.length === ids.length) throw new ScriptError('consent_refused')
  const isRefused = new Set(refused)
  const missing = refused.map((id) => ({ connectionId: id, error: refusedError }))
  return withoutRevoking(
    deps,
    level,
    ids.filter((id) => !isRefused.has(id)),
    missing,
  )
}

const refusedError = toLocalError(new ScriptError('consent_refused'))

/** While Revoke can be undone, names and dates are all that there is. */
function withoutRevoking(
  deps: ScriptDeps,
  level: ScriptLevel,
  ids: string[],
  missing: RowsEnd['missing'],
): Chosen {
  const isRevoking = (id: string) => level !== 'list' && viewConnection(deps, id).status === 'revoking'
  const revoking = ids.filter(isRevoking)
  if (revoking.length > 0 && revoking.length === ids.length) throw new AppError('not_active')
  const error = toLocalError(new AppError('not_active'))
  return {
    ids: ids.filter((id) => !revoking.includes(id)),
    missing: [...missing, ...revoking.map((connectionId) => ({ connectionId, error }))],
  }
}

/** The one connection of a call. @throws as chooseConnections; ScriptError `ambiguous` */
export async function chooseConnection(
  deps: ScriptDeps,
  client: Client,
  level: ScriptLevel,
  reference: string,
): Promise<string> {
  const ids = await resolve(deps, client, [reference])
  if (ids.length > 1) throw await ambiguous(deps, client, ids)
  const { ids: allowed } = await chooseConnections(deps, client, level, ids)
  return allowed[0] ?? ''
}

async function chooseAll(deps: ScriptDeps, client: Client, level: ScriptLevel): Promise<Chosen> {
  const allowed = [...consentsInForce(deps, client, level).keys()]
  if (allowed.length > 0) return withoutRevoking(deps, level, inOrder(deps, allowed), [])
  const all = allowableIds(deps)
  if (all.length === 0) return { ids: [], missing: [] }
  await askUser(deps, client, { level, connectionIds: all })
  const ids = [...consentsInForce(deps, client, level).keys()]
  if (ids.length === 0) throw new ScriptError('consent_refused')
  return { ids: inOrder(deps, ids), missing: [] }
}

/** Every connection that a client can be allowed to use. */
export function allowableIds(deps: ScriptDeps): string[] {
  return viewConnections(deps)
    .filter((one) => isAllowable(deps, one))
    .map(({ id }) => id)
}

/** In the order in which they were linked. */
function inOrder({ store }: ScriptDeps, ids: string[]): string[] {
  const made = new Map(ids.map((id) => [id, findConnection(store, id)?.createdAtMs ?? 0]))
  return ids.toSorted((a, b) => (made.get(a) ?? 0) - (made.get(b) ?? 0) || (a < b ? -1 : 1))
}

/**
 * @throws AppError `not_found` where the client may list every connection, and so may know that there is none of that name. Otherwise it is
 * asked for that first
 */
async function resolve(deps: ScriptDeps, client: Client, references: readonly string[]): Promise<string[]> {
  const find = findReferences(deps.store)
  const listed = consentsInForce(deps, client, 'list')
  const found = references.map((reference) =>
    find(reference).filter((id) => listed.has(id) || isAllowable(deps, viewConnection(deps, id))),
  )
  if (found.every((ids) => ids.length > 0)) return [...new Set(found.flat())]
  await requireList(deps, client, allowableIds(deps))
  throw new AppError('not_found', { field: 'connection' })
}

async function ambiguous(deps: ScriptDeps, client: Client, ids: string[]): Promise<ScriptError> {
  await requireList(deps, client, ids)
  const choices = ids.slice(0, 20).map((id) => `${id} ${titleOf(viewConnection(deps, id))}`)
  return new ScriptError('ambiguous', {
    sentence: `The name means ${ids.length} connections. Use the id of one: ${choices.join('; ')}`,
  })
}

/** Asks for the list of those that the client may not list yet. @throws as askUser, ScriptError `consent_refused` */
async function requireList(deps: ScriptDeps, client: Client, ids: readonly string[]): Promise<void> {
  const unlisted = () => {
    const listed = consentsInForce(deps, client, 'list')
    return ids.filter((id) => !listed.has(id))
  }
  const missing = unlisted()
  if (missing.length === 0) return
  await askUser(deps, client, { level: 'list', connectionIds: missing })
  if (unlisted().length > 0) throw new ScriptError('consent_refused')
}
