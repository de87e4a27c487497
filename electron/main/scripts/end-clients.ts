import type { EventName, EventPayload } from '../../../shared/contract.ts'
import { AppError } from '../core/errors.ts'
import { write } from '../store/database.ts'
import {
  findScriptClient,
  listClientsToEnd,
  listScriptClients,
  markScriptClientEnded,
  recordEndedKey,
} from '../store/script-clients.ts'
import {
  findScriptConsent,
  listAllOpenScriptConsents,
  listOpenScriptConsents,
  listScriptConsentsOf,
  nextScriptConsentEnd,
  shortenScriptConsent,
  type OpenScriptConsentRow,
} from '../store/script-consents.ts'
import { isInForce } from './consents.ts'
import { endConsentRow } from './end-consent.ts'
import type { ScriptDeps } from './script-deps.ts'

/** Ends a client for good: its key is never accepted again, not even after a backup is restored. @throws AppError `not_found` */
export function endClient(deps: ScriptDeps, clientId: string, by: 'user' | 'script' = 'user'): void {
  const client = findScriptClient(deps.store, clientId)
  if (!client) throw new AppError('not_found')
  write(deps.store, () => {
    recordEndedKey(deps.store, client.keyHash)
    for (const row of listOpenScriptConsents(deps.store, clientId)) endConsentRow(deps, row, by)
    markScriptClientEnded(deps.store, clientId, deps.now())
  })
  deps.scripts.questions.removeOf(client.keyHash)
  deps.emit('scripts.changed', {})
}

export function endAllClients(deps: ScriptDeps): void {
  for (const { id, endedAtMs } of listScriptClients(deps.store)) if (endedAtMs === null) endClient(deps, id)
}

/** Ends one consent of a client, which may ask again. @throws AppError `not_found` */
export function endConsent(deps: ScriptDeps, consentId: number): void {
  const row = findScriptConsent(deps.store, consentId)
  if (!row) throw new AppError('not_found')
  endConsentRow(deps, row, 'user')
}

/**
 * Ends what is over, at a start: clients and consents that the ledger knows as ended and a restored backup does not, and consents whose date
 * has passed or whose connection was revoked or removed.
 */
export function endWhatIsOver(deps: ScriptDeps): void {
  for (const { id } of listClientsToEnd(deps.store)) endClient(deps, id)
  followConnections(deps, listAllOpenScriptConsents(deps.store))
  setConsentEndTimer(deps)
}

/** Ends consents that are over, and shortens those that would outlast their connection's own: it was linked again for a shorter time. */
function followConnections(deps: ScriptDeps, rows: readonly OpenScriptConsentRow[]): void {
  const tooLong = rows.filter(
    (row) => isInForce(deps, row) && row.consentUntilMs !== null && row.consentUntilMs < row.untilMs,
  )
  if (tooLong.length === 0) return
  write(deps.store, () => {
    for (const { id, consentUntilMs } of tooLong) shortenScriptConsent(deps.store, id, consentUntilMs ?? 0)
  })
  deps.emit('scripts.changed', {})
}

/** Ends each consent at its date. Their use is checked in any case: this is for the window and the activity. */
function setConsentEndTimer(deps: ScriptDeps): void {
  deps.timers.set('script consents', nextScriptConsentEnd(deps.store), () => endWhatIsOver(deps))
}

/** Ends what follows from a change of a connection. Never throws: the change itself is already stored. */
export function followForScripts(deps: ScriptDeps, name: EventName, payload: EventPayload<EventName>): void {
  try {
    if (name === 'scripts.changed') return setConsentEndTimer(deps)
    if (name !== 'connection.changed' && name !== 'connection.removed') return
    const { id } = payload as EventPayload<'connection.removed'>
    followConnections(deps, listScriptConsentsOf(deps.store, id))
  } catch (thrown) {
    if (deps.store.open) deps.log.error('scripts.not_followed', thrown)
  }
}
