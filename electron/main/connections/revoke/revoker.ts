import { openFlights, type Flights } from '../../runtime/flights.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'

export interface Revoker {
  /** Revocations under way by grant. */
  revocations: Flights
}

export type RevokeDeps = RefreshDeps & { revoker: Revoker }

export function openRevoker(): Revoker {
  return { revocations: openFlights() }
}
