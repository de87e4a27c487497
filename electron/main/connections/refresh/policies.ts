import type { PolicyTarget, RefreshPolicy, SetPolicy } from '../../../../shared/models/refresh-policy.ts'
import { folded } from '../../../../shared/plain-text.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { plannedRefresh } from '../../runtime/refresh-plan.ts'
import { mostSpecific } from '../../runtime/refresh-policy.ts'
import { findConnection, listConnections } from '../../store/connections.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import { findInstitution } from '../../store/institutions.ts'
import { listPolicies, policiesOf, writePolicy } from '../../store/refresh-policies.ts'
import type { ConnectionRow } from '../../store/rows.ts'
import { labelConnections, type LabelChange } from '../model/label.ts'
import { announce, requireConnection, requireGrant } from '../model/view.ts'
import type { RefreshDeps } from './refresher.ts'
import { setRefreshTimer } from './scheduler.ts'

/**
 * Sets a refresh policy for connections, labels or institutions, in place of the one before; null removes it. The next refreshes of all
 * connections that it changes something for are planned anew.
 *
 * @throws AppError `not_found` for a connection or an institution that does not exist
 */
export function changePolicies(
  deps: RefreshDeps,
  { targets, policy }: { targets: readonly PolicyTarget[]; policy: RefreshPolicy | null },
): void {
  setPolicies(
    deps,
    targets.map((target) => ({ target, policy })),
  )
}

/** As `changePolicies`, each with its own. */
export function setPolicies(
  deps: RefreshDeps,
  changes: readonly { target: PolicyTarget; policy: RefreshPolicy | null }[],
): void {
  const targets = changes.map(({ target }) => target)
  const before = applied(deps, connectionsOf(deps, targets))
  const changed = write(deps.store, () => {
    for (const { target, policy } of changes) {
      if (target.kind === 'institution' && !findInstitution(deps.store, target.id))
        throw new AppError('not_found')
      writePolicy(deps.store, target, policy)
    }
    return replanChanged(deps, before)
  })
  setRefreshTimer(deps)
  for (const id of changed) announce(deps, id)
}

/** Plans again the refreshes that depend on a time of day. Call when the computer's time zone has changed. */
export function replanByClock(deps: RefreshDeps): void {
  const connections = listConnections(deps.store).filter((one) => {
    const { policy } = mostSpecific(policiesOf(deps.store, one))
    return policy.kind === 'daily' || ('hours' in policy && policy.hours !== null)
  })
  write(deps.store, () => {
    for (const connection of connections) replan(deps, connection)
  })
  setRefreshTimer(deps)
  for (const { id } of connections) announce(deps, id)
}

/** The policies of all labels and institutions, and of these connections. */
export function viewPolicies(
  { store }: Pick<RefreshDeps, 'store'>,
  connectionIds: readonly string[],
): SetPolicy[] {
  const wanted = new Set(connectionIds)
  return listPolicies(store).filter(({ target }) => target.kind !== 'connection' || wanted.has(target.id))
}

/** As `labelConnections`. A label may bring a refresh policy, or take it away. */
export function changeLabels(deps: RefreshDeps, connectionIds: readonly string[], change: LabelChange): void {
  const before = applied(
    deps,
    connectionIds.map((id) => requireConnection(deps, id)),
  )
  labelConnections(deps, connectionIds, change)
  const changed = write(deps.store, () => replanChanged(deps, before))
  if (changed.length === 0) return
  setRefreshTimer(deps)
  for (const id of changed) announce(deps, id)
}

/** The connections that a policy of these targets may apply to. */
function connectionsOf(deps: RefreshDeps, targets: readonly PolicyTarget[]): ConnectionRow[] {
  const labels = new Set(targets.flatMap((target) => (target.kind === 'label' ? [folded(target.label)] : [])))
  const ids = new Set(targets.flatMap((target) => (target.kind === 'label' ? [] : [target.id])))
  if (targets.every(({ kind }) => kind === 'connection')) {
    return [...ids].map((id) => requireConnection(deps, id))
  }
  return listConnections(deps.store).filter(
    ({ id, institutionId, labels: own }) =>
      ids.has(id) || ids.has(institutionId) || own.some((label) => labels.has(folded(label))),
  )
}

/** What applies to each connection, as text to compare. */
function applied({ store }: RefreshDeps, connections: readonly ConnectionRow[]): Map<string, string> {
  return new Map(connections.map((one) => [one.id, JSON.stringify(mostSpecific(policiesOf(store, one)))]))
}

/** Plans the next refresh of each connection that another policy applies to than before. @returns their ids */
function replanChanged(deps: RefreshDeps, before: ReadonlyMap<string, string>): string[] {
  const connections = [...before.keys()].flatMap((id) => findConnection(deps.store, id) ?? [])
  const now = applied(deps, connections)
  const changed = connections.filter(({ id }) => now.get(id) !== before.get(id))
  for (const connection of changed) replan(deps, connection)
  return changed.map(({ id }) => id)
}

/** A damaged grant is refreshed by no plan. */
function replan(deps: RefreshDeps, connection: ConnectionRow): void {
  try {
    const grant = requireGrant(deps, connection.grantId)
    moveGrant(deps.store, grant.id, ['active'], { nextTryAtMs: plannedRefresh(deps, connection, grant) })
  } catch (thrown) {
    if (toFailure(thrown).code !== 'row_damaged') throw thrown
  }
}
