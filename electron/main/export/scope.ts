import type { Account } from '../../../shared/models/account.ts'
import type { ConnectionStatus } from '../../../shared/models/connection.ts'
import type { ExportScope } from '../../../shared/models/export.ts'
import { viewConnections, type ViewDeps } from '../connections/model/view.ts'
import { AppError } from '../core/errors.ts'
import { listAccounts } from '../store/accounts.ts'
import { findConnection } from '../store/connections.ts'

export interface OwnedAccount {
  connectionId: string
  account: Account
}

export interface Scoped {
  connectionIds: string[]
  accounts: OwnedAccount[]
  /** How many of the connections or accounts named are no longer there. */
  gone: number
}

/**
 * The accounts of a scope: in the order given, else in that of the connections and of each institution. Of everything, connections whose
 * access the user has ended are left out.
 *
 * @throws AppError `not_found` if nothing that was named is there
 */
export function accountsIn(deps: ViewDeps, scope: ExportScope): Scoped {
  const found = find(deps, scope)
  if (scope.kind !== 'all' && found.connectionIds.length === 0) throw new AppError('not_found')
  return found
}

function find(deps: ViewDeps, scope: ExportScope): Scoped {
  if (scope.kind === 'accounts') return findAccounts(deps, scope.accounts)
  const ids =
    scope.kind === 'connections'
      ? scope.ids.filter((id) => findConnection(deps.store, id))
      : viewConnections(deps).flatMap(({ id, status }) => (ended.has(status) ? [] : [id]))
  const gone = scope.kind === 'connections' ? scope.ids.length - ids.length : 0
  return { connectionIds: ids, accounts: ids.flatMap((id) => accountsOf(deps, id)), gone }
}

function findAccounts(
  deps: ViewDeps,
  wanted: readonly { connectionId: string; accountKey: string }[],
): Scoped {
  const ids = [...new Set(wanted.map(({ connectionId }) => connectionId))]
  const known = new Map(
    ids.map((id) => [id, new Map(accountsOf(deps, id).map((one) => [one.account.key, one]))]),
  )
  const accounts = wanted.flatMap(({ connectionId, accountKey }) => {
    const found = known.get(connectionId)?.get(accountKey)
    return found ? [found] : []
  })
  const connectionIds = [...new Set(accounts.map(({ connectionId }) => connectionId))]
  return { connectionIds, accounts, gone: wanted.length - accounts.length }
}

const ended: ReadonlySet<ConnectionStatus> = new Set([
  'revoking',
  'revocation-pending',
  'cannot-revoke',
  'revoked',
])

function accountsOf(deps: ViewDeps, connectionId: string): OwnedAccount[] {
  return listAccounts(deps.store, connectionId).map((account) => ({ connectionId, account }))
}
