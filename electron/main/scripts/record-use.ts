import type { ScriptLevel } from '../../../shared/local-protocol.ts'
import { appendActivity } from '../store/activity.ts'
import { findConnection } from '../store/connections.ts'
import { write } from '../store/database.ts'
import { findInstitution } from '../store/institutions.ts'
import { findScriptClientByKey, recordScriptUse } from '../store/script-clients.ts'
import type { Client } from './consents.ts'
import type { ScriptDeps } from './script-deps.ts'

/** What a client got of a connection. */
export interface Use {
  connectionId: string
  /** How many rows; null for what is not rows. */
  rows: number | null
}

/**
 * Counts a use of a client, and adds a line to the activity of each connection. Names and dates are listed often: the activity has that once
 * a day and connection.
 */
export function recordUse(deps: ScriptDeps, caller: Client, level: ScriptLevel, uses: readonly Use[]): void {
  const client = findScriptClientByKey(deps.store, caller.keyHash)
  if (!client) return
  const atMs = deps.now()
  write(deps.store, () => {
    recordScriptUse(deps.store, client.id, atMs)
    for (const { connectionId, rows } of uses) {
      const connection = findConnection(deps.store, connectionId)
      if (!connection) continue
      if (level === 'list' && !isFirstToday(deps, client.id, connectionId)) continue
      appendActivity(deps.store, {
        connectionId,
        institutionName: findInstitution(deps.store, connection.institutionId)?.name ?? '',
        atMs,
        kind: 'script_used',
        script: { name: client.name, level, rows },
      })
    }
  })
  deps.emit('scripts.changed', {})
}

function isFirstToday({ scripts, now }: ScriptDeps, clientId: string, connectionId: string): boolean {
  const today = new Date(now()).toISOString().slice(0, 10)
  const key = `${clientId} ${connectionId}`
  if (scripts.listedDays.get(key) === today) return false
  scripts.listedDays.set(key, today)
  return true
}
