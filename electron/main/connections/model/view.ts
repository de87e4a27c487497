import { institutionKinds } from '../../../../shared/institution-kinds.ts'
import {
  connection,
  connectionSummary,
  type Connection,
  type ConnectionStatus,
  type ConnectionSummary,
  type ListCursor,
  type Permission,
} from '../../../../shared/models/connection.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { mostSpecific } from '../../runtime/refresh-policy.ts'
import { listAccounts, sumAccounts, type AccountsSummary } from '../../store/accounts.ts'
import { findConnection, listConnectionsAfter } from '../../store/connections.ts'
import { storeError } from '../../store/failures.ts'
import { findGrant } from '../../store/grants.ts'
import { findInstitution, listInstitutions } from '../../store/institutions.ts'
import { policiesOf } from '../../store/refresh-policies.ts'
import { findRegistration, listRegistrations } from '../../store/registrations.ts'
import type { ConnectionRow, GrantRow, InstitutionRow, RegistrationRow } from '../../store/rows.ts'
import type { TokenDeps } from '../tokens/tokens.ts'
import { settingsPageOf } from './settings-page.ts'
import { viewUnreadable, type Held } from './view-unreadable.ts'
import { expiryOf, isFinalProblem, mayRemain, mayStillWork } from './grant-status.ts'

export type ViewDeps = Pick<TokenDeps, 'store' | 'tokens' | 'now' | 'clock'>

/** The rows behind a view of a connection. */
interface Parts {
  grant: GrantRow
  registration: RegistrationRow
  institution: InstitutionRow
  accounts: AccountsSummary | undefined
}

/** One page of connections, in the order in which they were linked. A damaged one is `unreadable`. */
export function viewPage(
  deps: ViewDeps,
  { after, limit }: { after: ListCursor | null; limit: number },
): { connections: ConnectionSummary[]; next: ListCursor | null } {
  const { store } = deps
  const registrations = new Map(listRegistrations(store).map((one) => [one.id, one]))
  const institutions = new Map(listInstitutions(store).map((one) => [one.id, one]))
  const rows = listConnectionsAfter(store, after, limit)
  const last = rows.length < limit ? undefined : rows.at(-1)
  return {
    connections: rows.map((row) => {
      const held = {
        registration: registrations.get(row.registrationId),
        institution: institutions.get(row.institutionId),
      }
      return viewReadable(row, held, () => viewRow(deps, row, partsOf(deps, row, held)))
    }),
    next: last ? { createdAtMs: last.createdAtMs, id: last.id } : null,
  }
}

const pageLength = 500

/** All connections. */
export function viewConnections(deps: ViewDeps): ConnectionSummary[] {
  const all: ConnectionSummary[] = []
  let after: ListCursor | null = null
  do {
    const page = viewPage(deps, { after, limit: pageLength })
    all.push(...page.connections)
    after = page.next
  } while (after !== null)
  return all
}

/** @throws AppError `not_found` */
export function viewConnection(deps: ViewDeps, connectionId: string): ConnectionSummary {
  return viewFound(deps, requireConnection(deps, connectionId))
}

/** A connection with its accounts and permissions. @throws AppError `not_found`, `row_damaged` */
export function viewDetails(deps: ViewDeps, connectionId: string): Connection {
  const row = requireConnection(deps, connectionId)
  const parts = findParts(deps, row)
  const { grant, registration } = parts
  const details = connection.safeParse({
    ...viewRow(deps, row, parts),
    permissions: grant.permissions,
    grantable: grantableWith(institutionKinds[registration.environment.kind].permissions, grant.permissions),
    readable: readWith(registration),
    scopes: { asked: grant.scopesAsked, granted: grant.scopesGranted },
    authorizationDetails: { asked: grant.detailsAsked, granted: grant.detailsGranted },
    boundTo: grant.boundTo,
    accounts: listAccounts(deps.store, row.id),
    consentId: grant.consentId,
    hubConsent: grant.hubConsent,
    refreshPolicy: mostSpecific(policiesOf(deps.store, row)),
    maintenance: institutionKinds[registration.environment.kind].maintenance,
  })
  if (!details.success) throw new AppError('row_damaged')
  return details.data
}

/** Sends the connection's current view to the window. Never throws: the change itself is already stored. */
export function announce(deps: ViewDeps & Pick<TokenDeps, 'emit' | 'log'>, connectionId: string): void {
  try {
    const row = findConnection(deps.store, connectionId)
    if (row) deps.emit('connection.changed', viewFound(deps, row))
  } catch (thrown) {
    // Once the database is closed, there is no window to send to.
    if (deps.store.open) deps.log.error('announce.failed', thrown, { connectionId })
  }
}

/** As `announce`, for the connection of a grant. */
export function announceGrant(deps: Parameters<typeof announce>[0], grantId: string): void {
  const grant = deps.store.open ? findGrant(deps.store, grantId) : undefined
  if (grant) announce(deps, grant.connectionId)
}

/** @throws AppError `not_found` */
export function requireConnection(deps: Pick<TokenDeps, 'store'>, connectionId: string): ConnectionRow {
  const row = findConnection(deps.store, connectionId)
  if (!row) throw new AppError('not_found')
  return row
}

/** @throws AppError `not_found`, `row_damaged` */
export function requireGrant(deps: Pick<TokenDeps, 'store'>, grantId: string): GrantRow {
  const grant = findGrant(deps.store, grantId)
  if (!grant) throw new AppError('not_found')
  return grant
}

function viewFound(deps: ViewDeps, row: ConnectionRow): ConnectionSummary {
  const held: Held = { registration: undefined, institution: undefined }
  return viewReadable(row, held, () => {
    held.institution = findInstitution(deps.store, row.institutionId)
    held.registration = findRegistration(deps.store, row.registrationId)
    return viewRow(deps, row, partsOf(deps, row, held))
  })
}

/** @returns what `view` returns, or an `unreadable` view if the row or one it refers to is damaged */
function viewReadable(row: ConnectionRow, held: Held, view: () => ConnectionSummary): ConnectionSummary {
  try {
    const summary = connectionSummary.safeParse(view())
    if (summary.success) return summary.data
  } catch (thrown) {
    const { code } = toFailure(storeError(thrown))
    if (code !== 'row_damaged' && code !== 'database_damaged') throw thrown
  }
  return viewUnreadable(row, held)
}

/** @throws AppError `row_damaged` */
function findParts(deps: Pick<TokenDeps, 'store'>, row: ConnectionRow): Parts {
  return partsOf(deps, row, {
    registration: findRegistration(deps.store, row.registrationId),
    institution: findInstitution(deps.store, row.institutionId),
  })
}

/** @throws AppError `row_damaged` */
function partsOf(
  deps: Pick<TokenDeps, 'store'>,
  row: ConnectionRow,
  { registration, institution }: Held,
): Parts {
  const grant = findGrant(deps.store, row.grantId)
  if (!grant || !registration || !institution) throw new AppError('row_damaged')
  if (!connection.shape.permissions.safeParse(grant.permissions).success) throw new AppError('row_damaged')
  return { grant, registration, institution, accounts: sumAccounts(deps.store, row.id) }
}

function viewRow(deps: ViewDeps, row: ConnectionRow, parts: Parts): ConnectionSummary {
  const { grant, registration, institution, accounts } = parts
  const expiry = expiryOf(deps, grant)
  const status = expiry !== null ? 'needs-consent' : statusOf(grant, deps.now())
  const alive = status === 'active'
  return {
    id: row.id,
    registrationId: registration.id,
    registrationName: registration.name,
    stage: institutionKinds[registration.environment.kind].stage,
    institutionId: institution.id,
    institutionName: institution.name,
    labels: row.labels,
    signedInAs: row.signedInAs,
    status,
    problem: expiry === null ? grant.problem : { code: expiry, detail: {} },
    refreshing: deps.tokens.refreshes.of(grant.id) !== undefined,
    isTokenUnsaved: deps.tokens.unsavedToken(grant.id)?.isRefused === true,
    accountCount: accounts?.accountCount ?? 0,
    unavailableCount: accounts?.unavailableCount ?? 0,
    unreadableCount: accounts ? row.unreadableAccounts : 0,
    sharesAccounts: institutionKinds[registration.environment.kind].permissions.includes('accounts'),
    hasReader: institutionKinds[registration.environment.kind].read.length > 0,
    isPartial: accounts ? row.isPartial : false,
    accountSearchText: accounts?.accountSearchText ?? '',
    linkedAtMs: grant.authorizedAtMs,
    refreshedAtMs: grant.refreshedAtMs,
    dataAsOfMs: row.dataAsOfMs,
    oldestDataDay: accounts?.oldestDataDay ?? null,
    oldestDataMs: accounts?.oldestDataMs ?? null,
    tokenGoodUntilMs: alive ? grant.tokenGoodUntilMs : null,
    consentUntilMs: grant.consentUntilMs,
    refreshLife: refreshLifeOf(grant),
    hasRefreshToken: grant.generation > 0,
    undoUntilMs: status === 'revoking' ? grant.revokeAtMs : null,
    nextTryAtMs: expiry === 'consent_expired' ? null : grant.nextTryAtMs,
    revokeUntilMs: status === 'revocation-pending' ? grant.revokeUntilMs : null,
    isRevocable: mayStillWork(grant),
    mayRemain: mayRemain(grant),
    removing: row.removing,
    settingsPage: settingsPageOf(registration.environment),
    receipt:
      grant.state === 'revoked' && grant.endedAtMs !== null
        ? {
            revokedAtMs: grant.endedAtMs,
            host: grant.receiptHost ?? '',
            status: grant.receiptStatus ?? 0,
            attempts: grant.revokeAttempts,
          }
        : null,
  }
}

function refreshLifeOf({ refreshFromMs, refreshUntilMs }: GrantRow): ConnectionSummary['refreshLife'] {
  return refreshFromMs === null || refreshUntilMs === null
    ? null
    : { fromMs: refreshFromMs, untilMs: refreshUntilMs }
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

/** Full account numbers are read only if the registration is set to. */
function readWith({ environment, readsNumbers }: RegistrationRow): Permission[] {
  const { permissions, read } = institutionKinds[environment.kind]
  return permissions.filter(
    (permission) => read.includes(permission) || (readsNumbers && permission === 'payments'),
  )
}

function grantableWith(grantable: readonly Permission[], granted: Permission[]): Permission[] {
  return [...grantable, ...granted.filter((permission) => !grantable.includes(permission))]
}
