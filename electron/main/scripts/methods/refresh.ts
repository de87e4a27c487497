import type { LocalInput, LocalOutput } from '../../../../shared/local.ts'
import { refresh } from '../../connections/refresh/refresh.ts'
import { AppError } from '../../core/errors.ts'
import { chooseConnections } from '../choose-connections.ts'
import { requireStillAllowed, type Client } from '../consents.ts'
import { toLocalError } from '../local-error.ts'
import { recordUse } from '../record-use.ts'
import type { ScriptDeps } from '../script-deps.ts'
import { ScriptError } from '../script-error.ts'

type Result = LocalOutput<'connections.refresh'>['results'][number]

/** So many at once, as planned refreshes are. */
const atOnce = 4

/**
 * Refreshes connections. One that fails does not keep others from it. The activity has each that was refreshed, also of a call whose client
 * is gone.
 */
export async function refreshForScript(
  deps: ScriptDeps,
  client: Client,
  { connections }: LocalInput<'connections.refresh'>,
): Promise<LocalOutput<'connections.refresh'>> {
  const { ids, missing } = await chooseConnections(deps, client, 'data', connections)
  const left = [...ids]
  const results = new Map<string, Result>()
  const begun: string[] = []

  async function work(): Promise<void> {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      client.signal.throwIfAborted()
      results.set(id, await refreshOne(deps, client, id, begun))
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, work))
  } finally {
    recordUse(
      deps,
      client,
      'data',
      begun.map((connectionId) => ({ connectionId, rows: null })),
    )
  }
  return { results: [...ids.flatMap((id) => results.get(id) ?? []), ...missing] }
}

async function refreshOne(
  deps: ScriptDeps,
  client: Client,
  connectionId: string,
  begun: string[],
): Promise<Result> {
  try {
    // The user may have ended it while others were refreshed.
    requireStillAllowed(deps, client, 'data', connectionId)
    begun.push(connectionId)
    await refresh(deps, connectionId)
    return { connectionId }
  } catch (thrown) {
    if (!(thrown instanceof AppError || thrown instanceof ScriptError)) throw thrown
    return { connectionId, error: toLocalError(thrown) }
  }
}
