import { authorizationDetails } from '../../../shared/models/authorization-details.ts'
import { hubConsent, type Permission } from '../../../shared/models/connection.ts'
import { readFailure, readRow } from './damaged.ts'
import type { Store } from './database.ts'
import type { GrantRow, GrantState } from './rows.ts'

/** The column of each field. */
const columnOf = {
  id: 'id',
  connectionId: 'connection_id',
  state: 'state',
  generation: 'generation',
  issuer: 'issuer',
  sub: 'sub',
  signedInAtMs: 'signed_in_at',
  clientId: 'client_id',
  consentId: 'consent_id',
  hubConsent: 'hub_consent',
  scopesAsked: 'scopes_asked',
  scopesGranted: 'scopes_granted',
  detailsAsked: 'details_asked',
  detailsGranted: 'details_granted',
  boundTo: 'bound_to',
  permissions: 'permissions',
  authorizedAtMs: 'authorized_at',
  refreshedAtMs: 'refreshed_at',
  tokenGoodUntilMs: 'token_good_until',
  revokeAtMs: 'revoke_at',
  revokeUntilMs: 'revoke_until',
  revokeAttempts: 'revoke_attempts',
  nextTryAtMs: 'next_try_at',
  possiblySpentAtMs: 'possibly_spent_at',
  refreshAttempts: 'refresh_attempts',
  consentUntilMs: 'consent_until',
  consentNoticeMs: 'consent_notice_at',
  refreshFromMs: 'refresh_from',
  refreshUntilMs: 'refresh_until',
  refreshNoticeMs: 'refresh_notice_at',
  problem: 'problem',
  endedAtMs: 'ended_at',
  receiptHost: 'receipt_host',
  receiptStatus: 'receipt_status',
} as const satisfies Record<keyof GrantRow, string>

const fields = Object.keys(columnOf) as (keyof GrantRow)[]
const selected = fields.map((field) => `${columnOf[field]} AS ${field}`).join(', ')

/** Stored as JSON text. */
const jsonFields: ReadonlySet<keyof GrantRow> = new Set([
  'scopesAsked',
  'scopesGranted',
  'detailsAsked',
  'detailsGranted',
  'hubConsent',
  'permissions',
  'problem',
])

type Stored = Omit<
  GrantRow,
  | 'scopesAsked'
  | 'scopesGranted'
  | 'detailsAsked'
  | 'detailsGranted'
  | 'hubConsent'
  | 'permissions'
  | 'problem'
> & {
  scopesAsked: string
  scopesGranted: string
  detailsAsked: string | null
  detailsGranted: string | null
  hubConsent: string | null
  permissions: string
  problem: string | null
}

/** Rows whose JSON is damaged are left out of what is done for several grants: they would stop it for all of them. */
const readable = `json_valid(scopes_asked) AND json_valid(scopes_granted) AND json_valid(permissions)`

export function insertGrant(store: Store, row: GrantRow): void {
  store
    .prepare(
      `INSERT INTO grants (${fields.map((field) => columnOf[field]).join(', ')})
       VALUES (${fields.map((field) => `@${field}`).join(', ')})`,
    )
    .run(toStored(row))
}

/** @throws AppError `row_damaged` */
export function findGrant(store: Store, id: string): GrantRow | undefined {
  const found = store.prepare<[string], Stored>(`SELECT ${selected} FROM grants WHERE id = ?`).get(id)
  return found && toRow(found)
}

/** A connection's grants, the oldest first. @throws AppError `row_damaged` when one can't be read */
export function listGrants(store: Store, connectionId: string): GrantRow[] {
  return store
    .prepare<[string], Stored>(
      `SELECT ${selected} FROM grants WHERE connection_id = ? ORDER BY authorized_at`,
    )
    .all(connectionId)
    .map(toRow)
}

export function listGrantsInStates(store: Store, states: readonly GrantState[]): GrantRow[] {
  return store
    .prepare<[string], Stored>(
      `SELECT ${selected} FROM grants WHERE state IN (SELECT value FROM json_each(?)) AND ${readable}`,
    )
    .all(JSON.stringify(states))
    .map(toRow)
}

/**
 * Changes a grant only if it is in one of the given states, so that two flows can't both change it.
 *
 * @returns whether it was changed
 */
export function moveGrant(
  store: Store,
  id: string,
  from: readonly GrantState[],
  change: Partial<Omit<GrantRow, 'id' | 'connectionId'>>,
): boolean {
  const changed = fields.filter((field) => field in change)
  const { changes } = store
    .prepare(
      `UPDATE grants SET ${changed.map((field) => `${columnOf[field]} = @${field}`).join(', ')}
       WHERE id = @id AND state IN (SELECT value FROM json_each(@from))`,
    )
    .run({ ...toStored(change), id, from: JSON.stringify(from) })
  return changes === 1
}

/** When the next requested revocation is due; null for none. */
export function nextDueRevocation(store: Store): number | null {
  const row = store
    .prepare<[], { due: number | null }>(
      `SELECT min(coalesce(next_try_at, revoke_at)) AS due FROM grants
       WHERE state = 'revoking' AND ${readable}`,
    )
    .get()
  return row?.due ?? null
}

export const dueRevocationsSql = `SELECT ${selected} FROM grants
  WHERE state = 'revoking' AND coalesce(next_try_at, revoke_at) <= ? AND ${readable}
  ORDER BY coalesce(next_try_at, revoke_at)`

export function dueRevocations(store: Store, nowMs: number): GrantRow[] {
  return store.prepare<[number], Stored>(dueRevocationsSql).all(nowMs).map(toRow)
}

/** Those that are due, and those that can still be undone. */
export function unsentRevocations(store: Store, nowMs: number): GrantRow[] {
  const sql = `SELECT ${selected} FROM grants
    WHERE state = 'revoking' AND (next_try_at <= ? OR next_try_at IS NULL AND revoke_at IS NOT NULL) AND ${readable}
    ORDER BY coalesce(next_try_at, revoke_at)`
  return store.prepare<[number], Stored>(sql).all(nowMs).map(toRow)
}

export interface PlannedRefresh {
  connectionId: string
  institutionId: string
  dueMs: number
}

export const plannedRefreshesSql = `SELECT connections.id AS connectionId, connections.institution_id AS institutionId,
    grants.next_try_at AS dueMs
  FROM grants INDEXED BY refreshes_due JOIN connections ON connections.id = grants.connection_id
  WHERE grants.state = 'active' AND grants.next_try_at IS NOT NULL AND grants.consent_until > @nowMs AND ${readable}
    AND connections.institution_id NOT IN (SELECT value FROM json_each(@institutions))
    AND connections.id NOT IN (SELECT value FROM json_each(@connections))
  ORDER BY grants.next_try_at LIMIT @limit`

/** The earliest scheduled refreshes, without the given institutions and connections and without consents expired by `nowMs`. */
export function plannedRefreshes(
  store: Store,
  skipped: { institutions: readonly string[]; connections: readonly string[]; nowMs: number },
  limit: number,
): PlannedRefresh[] {
  return store
    .prepare<{ institutions: string; connections: string; nowMs: number; limit: number }, PlannedRefresh>(
      plannedRefreshesSql,
    )
    .all({
      institutions: JSON.stringify(skipped.institutions),
      connections: JSON.stringify(skipped.connections),
      nowMs: skipped.nowMs,
      limit,
    })
}

/** When the next consent reminder is due; null for none. */
export function nextConsentNotice(store: Store): number | null {
  const row = store
    .prepare<[], { due: number | null }>(
      `SELECT min(consent_notice_at) AS due FROM grants WHERE state = 'active' AND consent_notice_at IS NOT NULL
         AND ${readable}`,
    )
    .get()
  return row?.due ?? null
}

/**
 * Reschedules consent reminders of active grants that are due after `nowMs`, for the given days, one of which is 0. A reminder that is
 * already due stays due.
 */
export function replanConsentNotices(store: Store, days: readonly number[], nowMs: number): void {
  store
    .prepare(
      `UPDATE grants SET consent_notice_at = planned.at FROM (
         SELECT grants.id, min(grants.consent_until - days.value * 86400000) AS at
         FROM grants JOIN json_each(@days) AS days
         WHERE grants.state = 'active' AND grants.consent_notice_at > @nowMs
           AND grants.consent_until - days.value * 86400000 > @nowMs
         GROUP BY grants.id) AS planned
       WHERE grants.id = planned.id AND grants.consent_notice_at <> planned.at`,
    )
    .run({ days: JSON.stringify(days), nowMs })
}

export const dueConsentNoticesSql = `SELECT ${selected} FROM grants
  WHERE state = 'active' AND consent_notice_at <= ? AND ${readable} ORDER BY consent_notice_at`

export function dueConsentNotices(store: Store, nowMs: number): GrantRow[] {
  return store.prepare<[number], Stored>(dueConsentNoticesSql).all(nowMs).map(toRow)
}

/** When the next reminder of a refresh token's end is due; null for none. */
export function nextRefreshNotice(store: Store): number | null {
  const row = store
    .prepare<[], { due: number | null }>(
      `SELECT min(refresh_notice_at) AS due FROM grants WHERE state = 'active' AND refresh_notice_at IS NOT NULL
         AND ${readable}`,
    )
    .get()
  return row?.due ?? null
}

export const dueRefreshNoticesSql = `SELECT ${selected} FROM grants
  WHERE state = 'active' AND refresh_notice_at <= ? AND ${readable} ORDER BY refresh_notice_at`

export function dueRefreshNotices(store: Store, nowMs: number): GrantRow[] {
  return store.prepare<[number], Stored>(dueRefreshNoticesSql).all(nowMs).map(toRow)
}

/** Active grants of the institution's connections, each connection's current one. */
export function listActiveGrants(store: Store, institutionId: string): GrantRow[] {
  return store
    .prepare<[string], Stored>(
      `SELECT ${fields.map((field) => `grants.${columnOf[field]} AS ${field}`).join(', ')} FROM grants
       JOIN connections ON connections.grant_id = grants.id
       WHERE connections.institution_id = ? AND grants.state = 'active' AND ${readable}`,
    )
    .all(institutionId)
    .map(toRow)
}

function toStored(row: Partial<GrantRow>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => [
      field,
      jsonFields.has(field as keyof GrantRow) && value !== null ? JSON.stringify(value) : value,
    ]),
  )
}

function toRow(stored: Stored): GrantRow {
  return readRow(() => ({
    ...stored,
    scopesAsked: JSON.parse(stored.scopesAsked) as string[],
    scopesGranted: JSON.parse(stored.scopesGranted) as string[],
    detailsAsked: readShown(authorizationDetails, stored.detailsAsked),
    detailsGranted: readShown(authorizationDetails, stored.detailsGranted),
    hubConsent: readShown(hubConsent, stored.hubConsent),
    permissions: JSON.parse(stored.permissions) as Permission[],
    problem: readFailure(stored.problem),
  }))
}

/** Shown, and nothing depends on it: a damaged value is as none. */
function readShown<T>(
  schema: { safeParse(value: unknown): { data?: T | undefined } },
  text: string | null,
): T | null {
  if (text === null) return null
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
