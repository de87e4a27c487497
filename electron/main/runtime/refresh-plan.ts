import { institutionKinds } from '../../../shared/institution-kinds.ts'
import type { MaintenanceWindow } from '../../../shared/models/hours.ts'
import { AppError } from '../core/errors.ts'
import type { Store } from '../store/database.ts'
import { policiesOf } from '../store/refresh-policies.ts'
import { findRegistration } from '../store/registrations.ts'
import type { ConnectionRow, GrantRow } from '../store/rows.ts'
import type { Deps } from './deps.ts'
import { mostSpecific, plannedMs, type RefreshPlan } from './refresh-policy.ts'

type Planned = Pick<ConnectionRow, 'id' | 'institutionId' | 'registrationId' | 'labels'>

/** The policy of a connection, and the maintenance windows of its institution. */
export function refreshPlan({ store }: Pick<Deps, 'store'>, connection: Planned): RefreshPlan {
  return {
    policy: mostSpecific(policiesOf(store, connection)).policy,
    maintenance: maintenanceOf(store, connection.registrationId),
  }
}

/** None where the registration is damaged: nothing is requested with it. */
function maintenanceOf(store: Store, registrationId: string): readonly MaintenanceWindow[] {
  try {
    const registration = findRegistration(store, registrationId)
    return registration ? institutionKinds[registration.environment.kind].maintenance : []
  } catch (thrown) {
    if (thrown instanceof AppError) return []
    throw thrown
  }
}

/** When a grant is due for its next planned refresh; null for never, and for a grant without a refresh token. */
export function plannedRefresh(
  deps: Pick<Deps, 'store' | 'random'>,
  connection: Planned,
  grant: Pick<GrantRow, 'generation' | 'refreshedAtMs' | 'authorizedAtMs'>,
): number | null {
  if (grant.generation === 0) return null
  return plannedMs(refreshPlan(deps, connection), grant.refreshedAtMs ?? grant.authorizedAtMs, deps.random())
}
