import { randomUUID } from 'node:crypto'
import { scriptLevels, type ScriptLevel } from '../../../shared/local-protocol.ts'
import type { ConnectionStatus, ConnectionSummary } from '../../../shared/models/connection.ts'
import { viewConnection } from '../connections/model/view.ts'
import { AppError } from '../core/errors.ts'
import type { Caller } from '../local/answer.ts'
import { appendActivity } from '../store/activity.ts'
import { findConnection } from '../store/connections.ts'
import { write } from '../store/database.ts'
import {
  findScriptClientByKey,
  insertScriptClient,
  isKeyEnded,
  renameScriptClient,
  type ScriptClientRow,
} from '../store/script-clients.ts'
import {
  insertScriptConsent,
  listOpenScriptConsents,
  listOpenScriptConsentsOf,
  type ConsentEnd,
  type OpenScriptConsentRow,
  type ScriptConsentRow,
} from '../store/script-consents.ts'
import { endConsentRow } from './end-consent.ts'
import type { ScriptDeps } from './script-deps.ts'
import { ScriptError } from './script-error.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

/** How long a consent lasts unless the user chooses, and the longest. Never longer than the connection's own. */
const usualMs: Readonly<Record<ScriptLevel, number>> = { list: 90 * dayMs, data: 90 * dayMs, token: hourMs }
const mostMs: Readonly<Record<ScriptLevel, number>> = { list: Infinity, data: Infinity, token: dayMs }

/** A caller with a key. */
export type Client = Caller & { keyHash: string }

/** @throws AppError `invalid_input` without a key; ScriptError `consent_refused` for one that was ended */
export function requireClient({ store }: Pick<ScriptDeps, 'store'>, caller: Caller): Client {
  const { keyHash } = caller
  if (keyHash === null) throw new AppError('invalid_input', { field: 'mooring-client' })
  const isEnded =
    isKeyEnded(store, keyHash) || (findScriptClientByKey(store, keyHash)?.endedAtMs ?? null) !== null
  if (isEnded) {
    throw new ScriptError('consent_refused', {
      sentence: 'The user has ended this script in Mooring. With a new key it can ask again.',
    })
  }
  return { ...caller, keyHash }
}

/** The consents of a client that are in force for a level, by connection. Those that turn out to be over are ended. */
export function consentsInForce(
  deps: ScriptDeps,
  { keyHash }: Client,
  level: ScriptLevel,
): Map<string, ScriptConsentRow> {
  const client = findScriptClientByKey(deps.store, keyHash)
  const enough = client ? enoughFor(deps, level, listOpenScriptConsents(deps.store, client.id)) : []
  return new Map(enough.map((row) => [row.connectionId, row]))
}

function enoughFor(
  deps: ScriptDeps,
  level: ScriptLevel,
  open: readonly OpenScriptConsentRow[],
): OpenScriptConsentRow[] {
  return open.filter((row) => isInForce(deps, row) && rankOf(row.level) >= rankOf(level))
}

/** For work that lasts: the user may have ended it meanwhile. @throws ScriptError `consent_refused` */
export function requireStillAllowed(
  deps: ScriptDeps,
  client: Client,
  level: ScriptLevel,
  connectionId: string,
): ScriptConsentRow {
  const row = findScriptClientByKey(deps.store, client.keyHash)
  const open = row ? listOpenScriptConsentsOf(deps.store, row.id, connectionId) : []
  const consent = enoughFor(deps, level, open).at(-1)
  if (consent) return consent
  throw new ScriptError('consent_refused', {
    sentence: 'What the user allowed has ended while it was used.',
  })
}

/** Whether a consent is in force; ends one that is not. */
export function isInForce(deps: ScriptDeps, row: OpenScriptConsentRow): boolean {
  const by = whyOver(deps, row)
  if (by === null) return true
  endConsentRow(deps, row, by)
  return false
}

/** A revocation counts once it can't be undone: until then nothing works, and nothing is lost. */
function whyOver({ now }: ScriptDeps, row: OpenScriptConsentRow): ConsentEnd | null {
  const { grantState, revokeAtMs, endedBefore } = row
  if (endedBefore !== null) return endedBefore
  if (grantState === null) return 'remove'
  const isSent = grantState === 'revoking' && (revokeAtMs === null || revokeAtMs <= now())
  if (grantState === 'revoked' || isSent) return 'revoke'
  // A clock that was set back far does not prolong it. One that is put right by a little does not end it.
  const isTooLong = row.untilMs - now() > mostMs[row.level] + hourMs
  return row.untilMs <= now() || isTooLong ? 'date' : null
}

function isRevoked(status: ConnectionStatus): boolean {
  return status === 'revoked' || status === 'revocation-pending' || status === 'cannot-revoke'
}

function rankOf(level: ScriptLevel): number {
  return scriptLevels.indexOf(level)
}

/** Whether a client can be allowed to use it: its own consent is not over, and it is not revoked. */
export function isAllowable(deps: Pick<ScriptDeps, 'now'>, connection: ConnectionSummary): boolean {
  const isUsable = connection.status !== 'unreadable' && connection.status !== 'revoking'
  return isUsable && !isRevoked(connection.status) && connection.consentUntilMs > deps.now()
}

/** The dates to offer for a consent: never later than the last of the connections' own. */
export function datesFor(
  nowMs: number,
  level: ScriptLevel,
  connections: readonly { consentEndsAtMs: number }[],
  wantedUntilMs: number | null,
): { untilMs: number; latestMs: number } {
  const lastMs = Math.max(...connections.map(({ consentEndsAtMs }) => consentEndsAtMs))
  const latestMs = Math.min(lastMs, nowMs + mostMs[level])
  return { untilMs: Math.min(wantedUntilMs ?? nowMs + usualMs[level], latestMs), latestMs }
}

export interface Allowed {
  keyHash: string
  name: string
  folder: string
  level: ScriptLevel
  connectionIds: readonly string[]
  untilMs: number
}

/** Stores what the user has allowed, in one transaction. It takes the place of an earlier consent of the same level. */
export function allow(deps: ScriptDeps, allowed: Allowed): void {
  const atMs = deps.now()
  write(deps.store, () => {
    const client = keepClient(deps, allowed)
    const before = listOpenScriptConsents(deps.store, client.id).filter(
      ({ level }) => level === allowed.level,
    )
    const earlier = new Map(before.map((row) => [row.connectionId, row]))
    for (const connectionId of allowed.connectionIds) {
      if (!findConnection(deps.store, connectionId)) continue
      const { institutionName, consentUntilMs } = viewConnection(deps, connectionId)
      const untilMs = Math.min(allowed.untilMs, consentUntilMs, atMs + mostMs[allowed.level])
      const replaced = earlier.get(connectionId)
      if (replaced) endConsentRow(deps, replaced, 'renewal')
      const { level } = allowed
      insertScriptConsent(deps.store, { clientId: client.id, connectionId, level, givenAtMs: atMs, untilMs })
      appendActivity(deps.store, {
        connectionId,
        institutionName,
        atMs,
        kind: 'script_allowed',
        script: { name: client.name, level, rows: null },
      })
    }
  })
  deps.emit('scripts.changed', {})
}

/** The client's row, made at its first consent. */
function keepClient(deps: ScriptDeps, { keyHash, name, folder }: Allowed): ScriptClientRow {
  const known = findScriptClientByKey(deps.store, keyHash)
  if (known) {
    renameScriptClient(deps.store, { id: known.id, name, folder })
    return { ...known, name, folder }
  }
  const row: ScriptClientRow = {
    id: randomUUID(),
    keyHash,
    name,
    folder,
    firstSeenMs: deps.now(),
    lastUsedMs: null,
    uses: 0,
    endedAtMs: null,
  }
  insertScriptClient(deps.store, row)
  return row
}
