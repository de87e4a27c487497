import { randomUUID } from 'node:crypto'
import type { TokenSet } from '../oauth/server.ts'
import { signedInAtMs } from '../oauth/token-set.ts'
import { appendActivity } from '../store/activity.ts'
import { closeAttempt } from '../store/attempts.ts'
import { findConnectionBySub, insertConnection, updateConnection } from '../store/connections.ts'
import { write } from '../store/database.ts'
import { findGrant, insertGrant, moveGrant } from '../store/grants.ts'
import type { ConnectionRow, GrantRow } from '../store/rows.ts'
import type { Deps } from './deps.ts'
import { recordRemaining } from './end-lost.ts'
import type { Person } from './identity.ts'
import { consentUntilMs, nextConsentNoticeMs, plannedRefresh, revokeForMs } from './plan.ts'
import { grantAccount } from './secrets.ts'
import type { Target } from './target.ts'

export interface NewGrant {
  attemptId: string
  grantId: string
  /** 0 when the server gave no refresh token. */
  generation: number
  target: Target
  tokens: TokenSet
  person: Person
  /** By the server's clock, milliseconds UTC. */
  authorizedAtMs: number
}

export interface SavedGrant {
  connectionId: string
  /** Keychain account of a replaced grant whose secret is of no more use. */
  replaced: string | null
}

/**
 * One transaction: connection, grant, activity, and the attempt closed. The same login at the same institution is the same
 * connection: it keeps its id, label and history and gets the new grant.
 */
export function saveGrant(deps: Pick<Deps, 'store' | 'now' | 'chance'>, made: NewGrant): SavedGrant {
  const { store } = deps
  const { registration, institution } = made.target
  const atMs = deps.now()

  return write(store, () => {
    const before = findConnectionBySub(store, registration.id, institution.id, made.person.sub)
    const connection: ConnectionRow = {
      id: before?.id ?? randomUUID(),
      registrationId: registration.id,
      institutionId: institution.id,
      sub: made.person.sub,
      signedInAs: made.person.signedInAs,
      grantId: made.grantId,
      createdAtMs: before?.createdAtMs ?? atMs,
      dataAsOfMs: before?.dataAsOfMs ?? null,
      unreadableAccounts: before?.unreadableAccounts ?? 0,
      label: before?.label ?? null,
      forgetting: false,
    }
    const grant = newGrantRow(deps, made, connection.id)

    if (before) updateConnection(store, connection)
    else insertConnection(store, connection)
    insertGrant(store, grant)
    const replaced = before ? replace(deps, before.grantId, grant, institution.name) : null

    appendActivity(store, {
      connectionId: connection.id,
      institutionName: institution.name,
      atMs,
      kind: before ? 'relinked' : 'linked',
    })
    closeAttempt(store, made.attemptId, atMs, 'linked')
    return { connectionId: connection.id, replaced }
  })
}

function newGrantRow(deps: Pick<Deps, 'now' | 'chance'>, made: NewGrant, connectionId: string): GrantRow {
  const { registration, institution, profile } = made.target
  const atMs = deps.now()
  const { authorizedAtMs } = made
  const untilMs = consentUntilMs(authorizedAtMs, institution.consentDays)
  const scopesGranted = made.tokens.scopesGranted ?? registration.scopes
  return {
    id: made.grantId,
    connectionId,
    state: 'active',
    generation: made.generation,
    issuer: made.person.claims.iss,
    sub: made.person.sub,
    signedInAtMs: signedInAtMs(made.person.claims),
    clientId: registration.clientId,
    consentId: made.tokens.grantId ?? profile.consentId(made.person.claims),
    scopesAsked: registration.scopes,
    scopesGranted,
    permissions: profile.permissionsGranted(made.person.claims, scopesGranted),
    authorizedAtMs,
    refreshedAtMs: null,
    tokenGoodUntilMs: made.tokens.expiresAtMs,
    revokeAtMs: null,
    revokeUntilMs: null,
    revokeAttempts: 0,
    possiblySpentAtMs: null,
    nextTryAtMs: plannedRefresh(
      { generation: made.generation, refreshedAtMs: null, authorizedAtMs: atMs },
      deps.chance(),
    ),
    refreshAttempts: 0,
    consentUntilMs: untilMs,
    consentNoticeMs: nextConsentNoticeMs(untilMs, authorizedAtMs),
    problem: null,
    endedAtMs: null,
    receiptHost: null,
    receiptStatus: null,
  }
}

/**
 * The replaced grant is revoked last, by the outbox, where the institution keeps the two consents apart. Where it does not say so,
 * revoking the old token could end the new grant with it (many servers hold one consent for a client and a person): then the
 * old secret is only dropped.
 */
function replace(
  deps: Pick<Deps, 'store' | 'now'>,
  oldGrantId: string,
  grant: GrantRow,
  institutionName: string,
): string | null {
  const old = findGrant(deps.store, oldGrantId)
  if (!old) return null
  recordRemaining(deps, old, institutionName)
  if (old.generation === 0) return null

  const isOwnConsent = old.consentId !== null && old.consentId !== grant.consentId
  if (
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
  const isDropped = moveGrant(deps.store, old.id, ['active', 'ended'], {
    state: 'replaced',
    generation: 0,
    nextTryAtMs: null,
    endedAtMs: deps.now(),
  })
  return isDropped ? grantAccount(old.id, old.generation) : null
}
