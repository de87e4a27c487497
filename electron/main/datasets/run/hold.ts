import { institutionKinds } from '../../../../shared/institution-kinds.ts'
import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import { findRegistration } from '../../store/registrations.ts'
import { nextAllowedMs } from '../../runtime/hours.ts'
import type { DatasetDeps } from '../dataset-deps.ts'

/** Why a dataset runs. `retry`: what an earlier run could not read. */
export type RunCause = 'by hand' | 'schedule' | 'after refresh' | 'retry'

/**
 * Until when a connection is not read, milliseconds UTC; null to read it now. Planned runs wait for an institution's backoff and for its
 * maintenance to end. A run that the user starts waits only where the institution named the time.
 */
export function heldUntilMs(
  deps: DatasetDeps,
  { registrationId, institutionId }: Pick<ConnectionSummary, 'registrationId' | 'institutionId'>,
  cause: RunCause,
): number | null {
  const backoff = deps.refresher.backoffs.of(institutionId)
  if (cause === 'by hand') return backoff?.isNamed ? backoff.untilMs : null
  const environment = findRegistration(deps.store, registrationId)?.environment
  const windows = environment ? institutionKinds[environment.kind].maintenance : []
  const untilMs = Math.max(backoff?.untilMs ?? 0, nextAllowedMs(windows, deps.now()))
  return untilMs > deps.now() ? untilMs : null
}
