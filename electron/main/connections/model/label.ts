import { setLabel } from '../../store/connections.ts'
import { write } from '../../store/database.ts'
import type { TokenDeps } from '../tokens/tokens.ts'
import { announce, requireConnection } from './view.ts'

/** Sets the user's own name for connections, for all of them or none; null removes it. @throws AppError `not_found` */
export function labelConnections(
  deps: Pick<TokenDeps, 'store' | 'tokens' | 'now' | 'clock' | 'emit' | 'log'>,
  connectionIds: readonly string[],
  label: string | null,
): void {
  write(deps.store, () => {
    for (const id of connectionIds) {
      requireConnection(deps, id)
      setLabel(deps.store, id, label)
    }
  })
  for (const id of connectionIds) announce(deps, id)
}
