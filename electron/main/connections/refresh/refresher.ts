import type { TokenDeps } from '../tokens/tokens.ts'
import { openBackoffs, type Backoffs } from './institution-backoff.ts'

/** Planned refreshes under way, and the institutions that planned refreshes leave alone. */
export interface Refresher {
  backoffs: Backoffs
  /** A planned refresh of a connection starts. */
  start(connectionId: string, institutionId: string): void
  end(connectionId: string): void
  /** Planned refreshes under way: connection, and its institution. */
  inFlight(): ReadonlyMap<string, string>
}

export type RefreshDeps = TokenDeps & { refresher: Refresher }

export function openRefresher(deps: Parameters<typeof openBackoffs>[0]): Refresher {
  const inFlight = new Map<string, string>()
  return {
    backoffs: openBackoffs(deps),
    start: (connectionId, institutionId) => void inFlight.set(connectionId, institutionId),
    end: (connectionId) => void inFlight.delete(connectionId),
    inFlight: () => inFlight,
  }
}
