import { appendActivity, listActivity } from '../store/activity.ts'
import { findConnection } from '../store/connections.ts'
import { write } from '../store/database.ts'
import { findInstitution } from '../store/institutions.ts'
import { findScriptClient } from '../store/script-clients.ts'
import {
  markScriptConsentEnded,
  recordEndedConsent,
  type ConsentEnd,
  type ScriptConsentRow,
} from '../store/script-consents.ts'
import type { ScriptDeps } from './script-deps.ts'

type EndDeps = Pick<ScriptDeps, 'store' | 'now' | 'emit'>

/** Ends one consent, with a line of the connection's activity unless a later consent takes its place. */
export function endConsentRow(deps: EndDeps, row: ScriptConsentRow, by: ConsentEnd): void {
  const atMs = by === 'date' ? Math.min(row.untilMs, deps.now()) : deps.now()
  const hasEnded = write(deps.store, () => {
    if (!markScriptConsentEnded(deps.store, row.id, { endedAtMs: atMs, endedBy: by })) return false
    // A date ends it in a restored database too.
    if (by !== 'date') recordEndedConsent(deps.store, row, by)
    if (by === 'renewal') return true
    appendActivity(deps.store, {
      connectionId: row.connectionId,
      institutionName: institutionNameOf(deps, row.connectionId),
      atMs: deps.now(),
      kind: 'script_ended',
      script: { name: findScriptClient(deps.store, row.clientId)?.name ?? '', level: row.level, rows: null },
    })
    return true
  })
  if (hasEnded && by !== 'renewal') deps.emit('scripts.changed', {})
}

/** Of a connection that was removed, the name that its activity has. */
function institutionNameOf({ store }: EndDeps, connectionId: string): string {
  const connection = findConnection(store, connectionId)
  const institution = connection && findInstitution(store, connection.institutionId)
  return institution?.name ?? listActivity(store, { connectionId, limit: 1 })[0]?.institutionName ?? ''
}
