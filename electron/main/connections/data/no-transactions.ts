import type { Failure } from '../../../../shared/errors.ts'
import { requireConnection, requireGrant, type ViewDeps } from '../model/view.ts'

/**
 * Whether a failed read of an account's transactions says that there are none to read: the institution has none for it, or the user did
 * not grant them. Nothing is missing then, and the user is told.
 *
 * @throws AppError `not_found`
 */
export function hasNoTransactions(
  deps: Pick<ViewDeps, 'store'>,
  connectionId: string,
  { code }: Failure,
): boolean {
  return code === 'data_unavailable' || (code === 'not_subscribed' && !sharesTransactions(deps, connectionId))
}

/** True also where the institution does not say what it granted. */
function sharesTransactions(deps: Pick<ViewDeps, 'store'>, connectionId: string): boolean {
  const { permissions } = requireGrant(deps, requireConnection(deps, connectionId).grantId)
  return permissions.length === 0 || permissions.includes('transactions')
}
