import type { Connection, ConnectionStatus, Permission, Registration } from '../../../shared/models.ts'
import { AppError } from '../errors.ts'
import { grantableAt } from '../institutions/grantable.ts'
import { listAccounts } from '../store/accounts.ts'
import { findConnection, listConnections } from '../store/connections.ts'
import { findGrant } from '../store/grants.ts'
import { findInstitution } from '../store/institutions.ts'
import { findRegistration } from '../store/registrations.ts'
import type { ConnectionRow, GrantRow } from '../store/rows.ts'
import type { Deps } from './deps.ts'
import { isFinalProblem, mayStillWork } from './final.ts'

type Reader = Pick<Deps, 'store' | 'live' | 'now'>

export function viewConnections(deps: Reader): Connection[] {
  return listConnections(deps.store).map((row) => viewRow(deps, row))
}

/** @throws AppError `not_found` */
export function viewConnection(deps: Reader, connectionId: string): Connection {
  return viewRow(deps, requireConnection(deps, connectionId))
}

/** Tells the window how a connection stands now. */
export function announce(deps: Reader & Pick<Deps, 'emit'>, connectionId: string): void {
  const row = findConnection(deps.store, connectionId)
  if (row) deps.emit('connection.changed', viewRow(deps, row))
}

/** @throws AppError `not_found` */
export function requireConnection(deps: Pick<Deps, 'store'>, connectionId: string): ConnectionRow {
  const row = findConnection(deps.store, connectionId)
  if (!row) throw new AppError('not_found')
  return row
}

/** @throws AppError `not_found` */
export function requireGrant(deps: Pick<Deps, 'store'>, grantId: string): GrantRow {
  const grant = findGrant(deps.store, grantId)
  if (!grant) throw new AppError('not_found')
  return grant
}

function viewRow(deps: Reader, row: ConnectionRow): Connection {
  const grant = requireGrant(deps, row.grantId)
  const registration = findRegistration(deps.store, row.registrationId)
  const institution = findInstitution(deps.store, row.institutionId)
  if (!registration || !institution) throw new AppError('not_found')

  const status = statusOf(grant, deps.now())
  const alive = status === 'active'
  return {
    id: row.id,
    registrationId: registration.id,
    registrationName: registration.name,
    stage: stageOf(registration.environment),
    institutionId: institution.id,
    institutionName: institution.name,
    signedInAs: row.signedInAs,
    status,
    problem: grant.problem,
    refreshing: deps.live.refreshing.has(grant.id),
    permissions: grant.permissions,
    grantable: grantableWith(grantableAt(registration.environment), grant.permissions),
    scopes: { asked: grant.scopesAsked, granted: grant.scopesGranted },
    accounts: listAccounts(deps.store, row.id),
    linkedAtMs: grant.authorizedAtMs,
    refreshedAtMs: grant.refreshedAtMs,
    dataAsOfMs: row.dataAsOfMs,
    tokenGoodUntilMs: alive ? grant.tokenGoodUntilMs : null,
    consentUntilMs: grant.consentUntilMs,
    undoUntilMs: status === 'revoking' ? grant.revokeAtMs : null,
    nextTryAtMs: grant.nextTryAtMs,
    revokeUntilMs: status === 'revocation-pending' ? grant.revokeUntilMs : null,
    isRevocable: mayStillWork(grant),
    forgetting: row.forgetting,
    receipt:
      grant.state === 'revoked' && grant.endedAtMs !== null
        ? {
            revokedAtMs: grant.endedAtMs,
            host: grant.receiptHost ?? '',
            status: grant.receiptStatus ?? 0,
            attempts: grant.revokeAttempts,
          }
        : null,
    consentId: grant.consentId,
  }
}

function statusOf(grant: GrantRow, nowMs: number): ConnectionStatus {
  switch (grant.state) {
    case 'active':
      return 'active'
    case 'revoking':
      if (grant.revokeAtMs !== null && grant.revokeAtMs > nowMs) return 'revoking'
      return isFinalProblem(grant.problem) ? 'cannot-revoke' : 'revocation-pending'
    case 'revoked':
      return 'revoked'
    case 'ended':
    case 'replaced':
      return 'needs-consent'
  }
}

function stageOf(environment: Registration['environment']): Connection['stage'] {
  switch (environment.kind) {
    case 'mikomo':
    case 'akoya-sandbox':
      return 'sandbox'
    case 'akoya-production':
      return 'production'
    case 'akoya-hosts':
    case 'openid':
      return 'other'
  }
}

function grantableWith(grantable: Permission[], granted: Permission[]): Permission[] {
  return [...grantable, ...granted.filter((permission) => !grantable.includes(permission))]
}
