import { randomUUID } from 'node:crypto'
import type { TokenSet } from '../../oauth/server.ts'
import { signedInAtMs } from '../../oauth/token-set.ts'
import { appendActivity } from '../../store/activity.ts'
import { closeAttempt } from '../../store/attempts.ts'
import { recordGranted } from '../../receipts/record.ts'
import { findConnectionBySub, insertConnection, updateConnection } from '../../store/connections.ts'
import { write } from '../../store/database.ts'
import { findGrant, insertGrant, moveGrant } from '../../store/grants.ts'
import { writePolicy } from '../../store/refresh-policies.ts'
import { deleteRelink, findRelink } from '../../store/relinks.ts'
import type { ConnectionRow, GrantRow } from '../../store/rows.ts'
import type { LinkDeps } from './linker.ts'
import { recordRemaining } from '../revoke/revoke-lost-grants.ts'
import type { SignedInUser } from './identity.ts'
import { newRefreshLife } from '../../runtime/refresh-life.ts'
import { plannedRefresh } from '../../runtime/refresh-plan.ts'
import { consentUntilMs, nextConsentNoticeMs, revokeForMs } from '../../runtime/timings.ts'
import type { InstitutionClient } from '../tokens/institution-client.ts'

export interface NewGrant {
  attemptId: string
  grantId: string
  /** 0 when the server gave no refresh token. */
  generation: number
  client: InstitutionClient
  tokens: TokenSet
  user: SignedInUser
  /** By the server's clock, milliseconds UTC. */
  authorizedAtMs: number
}

export interface SavedGrant {
  connectionId: string
  /** The replaced grant, whose token is to be deleted. */
  replaced: Pick<GrantRow, 'id' | 'generation'> | null
  /** It was on the list of connections to link again. */
  wasListed: boolean
}

/**
 * Saves connection, grant and activity, and closes the attempt, in one transaction. The same login at the same institution is the same
 * connection: it keeps its id, label and history and gets the new grant.
 */
export function saveGrant(deps: Pick<LinkDeps, 'store' | 'now' | 'random'>, made: NewGrant): SavedGrant {
  const { store } = deps
  const { registration, institution } = made.client
  const atMs = deps.now()

  return write(store, () => {
    const before = findConnectionBySub(store, registration.id, institution.id, made.user.sub)
    // A connection of another computer that was to be linked again here.
    const moved = findRelink(store, institution.id, made.user.sub)
    if (moved) deleteRelink(store, moved.id)
    const connection: ConnectionRow = {
      id: before?.id ?? randomUUID(),
      registrationId: registration.id,
      institutionId: institution.id,
      sub: made.user.sub,
      signedInAs: made.user.signedInAs,
      grantId: made.grantId,
      createdAtMs: before?.createdAtMs ?? atMs,
      dataAsOfMs: before?.dataAsOfMs ?? null,
      unreadableAccounts: before?.unreadableAccounts ?? 0,
      isPartial: before?.isPartial ?? false,
      labels: before?.labels ?? moved?.labels ?? [],
      removing: false,
    }
    if (before) updateConnection(store, connection)
    else insertConnection(store, connection)
    if (moved?.policy) writePolicy(store, { kind: 'connection', id: connection.id }, moved.policy)
    const grant = newGrantRow(deps, made, connection)
    insertGrant(store, grant)
    const replaced = before ? replace(deps, before.grantId, grant, institution.name) : null

    appendActivity(store, {
      connectionId: connection.id,
      institutionName: institution.name,
      atMs,
      kind: before ? 'relinked' : 'linked',
    })
    recordGranted(deps, grant, { linkId: made.attemptId, replacedGrantId: before?.grantId ?? null })
    closeAttempt(store, made.attemptId, atMs, 'linked')
    return { connectionId: connection.id, replaced, wasListed: moved !== undefined }
  })
}

function newGrantRow(
  deps: Pick<LinkDeps, 'store' | 'now' | 'random'>,
  made: NewGrant,
  connection: ConnectionRow,
): GrantRow {
  const { registration, institution, profile } = made.client
  const atMs = deps.now()
  const { authorizedAtMs } = made
  const untilMs = consentUntilMs(authorizedAtMs, institution.consentDays)
  const scopesGranted = made.tokens.scopesGranted ?? registration.scopes
  return {
    id: made.grantId,
    connectionId: connection.id,
    state: 'active',
    generation: made.generation,
    issuer: made.user.claims.iss,
    sub: made.user.sub,
    signedInAtMs: signedInAtMs(made.user.claims),
    clientId: registration.clientId,
    consentId: made.tokens.grantId ?? profile.consentId(made.user.claims),
    hubConsent: null,
    scopesAsked: registration.scopes,
    scopesGranted,
    detailsAsked: registration.authorizationDetails ?? null,
    detailsGranted: made.tokens.detailsGranted,
    boundTo: made.tokens.boundTo,
    permissions: profile.permissionsGranted(made.user.claims, scopesGranted),
    authorizedAtMs,
    refreshedAtMs: null,
    tokenGoodUntilMs: made.tokens.expiresAtMs,
    revokeAtMs: null,
    revokeUntilMs: null,
    revokeAttempts: 0,
    possiblySpentAtMs: null,
    nextTryAtMs: plannedRefresh(deps, connection, {
      generation: made.generation,
      refreshedAtMs: null,
      authorizedAtMs: atMs,
    }),
    refreshAttempts: 0,
    consentUntilMs: untilMs,
    consentNoticeMs: nextConsentNoticeMs(untilMs, authorizedAtMs),
    ...newRefreshLife(registration.environment, authorizedAtMs, made.generation),
    problem: null,
    endedAtMs: null,
    receiptHost: null,
    receiptStatus: null,
  }
}

/**
 * Replaces the old grant of a relink. Queues its revocation where the institution names the two consents apart. Elsewhere revoking the
 * old token could end the new grant too (many servers hold one consent for a client and a user): then only the old secret is deleted.
 */
function replace(
  deps: Pick<LinkDeps, 'store' | 'now'>,
  oldGrantId: string,
  grant: GrantRow,
  institutionName: string,
): SavedGrant['replaced'] {
  const old = findGrant(deps.store, oldGrantId)
  if (!old) return null

  const isOwnConsent = old.consentId !== null && old.consentId !== grant.consentId
  if (
    old.generation > 0 &&
    isOwnConsent &&
    moveGrant(deps.store, old.id, ['active'], {
      state: 'revoking',
      revokeAtMs: deps.now(),
      revokeUntilMs: deps.now() + revokeForMs,
      nextTryAtMs: null,
    })
  ) {
    return null
  }
  recordRemaining(deps, old.consentId === null ? withLostToken(old) : old, institutionName)
  if (old.generation === 0) return null

  const isReplaced = moveGrant(deps.store, old.id, ['active', 'ended'], {
    state: 'replaced',
    generation: 0,
    nextTryAtMs: null,
    endedAtMs: deps.now(),
  })
  return isReplaced ? { id: old.id, generation: old.generation } : null
}

/** The grant as a refused refresh would leave it, if the answer to its last refresh was lost. */
function withLostToken(grant: GrantRow): GrantRow {
  if (grant.state !== 'active' || grant.possiblySpentAtMs === null) return grant
  const { host } = grant.problem?.detail ?? {}
  return {
    ...grant,
    state: 'ended',
    problem: { code: 'answer_lost', detail: host === undefined ? {} : { host } },
  }
}
