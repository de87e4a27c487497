import type { TokenDeps } from '../tokens/tokens.ts'
import type { BulkRefresh } from '../../../../shared/models/bulk-refresh.ts'
import { openBackoffs, type Backoffs } from './institution-backoff.ts'

/** A refresh of several connections: under way, or ended and not dismissed yet. */
export interface BulkRun {
  progress: BulkRefresh
  isCancelled: boolean
}

/** Planned refreshes under way, and the institutions that planned refreshes leave alone. */
export interface Refresher {
  backoffs: Backoffs
  /** A planned refresh of a connection starts. */
  start(connectionId: string, institutionId: string): void
  end(connectionId: string): void
  /** Planned refreshes under way: connection, and its institution. */
  inFlight(): ReadonlyMap<string, string>
  /** When the hub was last asked about a grant, milliseconds UTC. */
  watched: Map<string, number>
  /** Refresh of several connections; null before the first, and once its result was dismissed. */
  bulk: BulkRun | null
}

export type RefreshDeps = TokenDeps & { refresher: Refresher }

export function openRefresher(deps: Parameters<typeof openBackoffs>[0]): Refresher {
  const inFlight = new Map<string, string>()
  return {
    backoffs: openBackoffs(deps),
    start: (connectionId, institutionId) => void inFlight.set(connectionId, institutionId),
    end: (connectionId) => void inFlight.delete(connectionId),
    inFlight: () => inFlight,
    watched: new Map(),
    bulk: null,
  }
}
