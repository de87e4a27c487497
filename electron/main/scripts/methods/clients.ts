import type { LocalInput, LocalOutput } from '../../../../shared/local.ts'
import { findScriptClientByKey } from '../../store/script-clients.ts'
import { listOpenScriptConsents, type ScriptConsentRow } from '../../store/script-consents.ts'
import { askUser } from '../ask.ts'
import { allowableIds, chooseConnections } from '../choose-connections.ts'
import { consentsInForce, isInForce, type Client } from '../consents.ts'
import { endClient } from '../end-clients.ts'
import type { ScriptDeps } from '../script-deps.ts'
import { utcOf } from '../utc.ts'

/** The client's own entry: others are the user's business. */
export function ownClients(deps: ScriptDeps, { keyHash }: Client): LocalOutput<'clients.list'> {
  const client = findScriptClientByKey(deps.store, keyHash)
  if (!client) return { clients: [] }
  const { id, name, folder, firstSeenMs, lastUsedMs, uses } = client
  return {
    clients: [
      {
        id,
        name,
        folder,
        firstSeenAt: utcOf(firstSeenMs),
        lastUsedAt: lastUsedMs === null ? null : utcOf(lastUsedMs),
        uses,
        consents: consentsOf(deps, id),
      },
    ],
  }
}

/** Ends the calling client for good. */
export function removeOwnClient(deps: ScriptDeps, { keyHash }: Client): object {
  const client = findScriptClientByKey(deps.store, keyHash)
  if (client) endClient(deps, client.id, 'script')
  return {}
}

/** Asks for a level before it is needed. Without connections: for all that the client is not allowed yet. */
export async function requestConsent(
  deps: ScriptDeps,
  client: Client,
  { level, connections, untilMs }: LocalInput<'consent.request'>,
): Promise<LocalOutput<'consent.request'>> {
  if (connections.length > 0) await chooseConnections(deps, client, level, connections, untilMs)
  else {
    const allowed = consentsInForce(deps, client, level)
    const missing = allowableIds(deps).filter((id) => !allowed.has(id))
    if (missing.length > 0) await askUser(deps, client, { level, connectionIds: missing, untilMs })
  }
  const known = findScriptClientByKey(deps.store, client.keyHash)
  return { consents: known ? consentsOf(deps, known.id) : [] }
}

function consentsOf(
  deps: ScriptDeps,
  clientId: string,
): LocalOutput<'clients.list'>['clients'][number]['consents'] {
  return listOpenScriptConsents(deps.store, clientId)
    .filter((row) => isInForce(deps, row))
    .map(({ connectionId, level, untilMs }: ScriptConsentRow) => ({
      connectionId,
      level,
      until: utcOf(untilMs),
    }))
}
