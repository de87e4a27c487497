import { setLabel } from '../../store/connections.ts'
import { write } from '../../store/database.ts'
import type { Deps } from '../../runtime/deps.ts'
import { announce, requireConnection } from './view.ts'

/** Gives connections the person's own name, all of them or none; null takes it away. @throws AppError `not_found` */
export function labelConnections(
  deps: Pick<Deps, 'store' | 'live' | 'now' | 'emit' | 'log'>,
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
