import { maxLabels } from '../../../../shared/models/connection.ts'
import { folded } from '../../../../shared/plain-text.ts'
import { AppError } from '../../core/errors.ts'
import { setLabels } from '../../store/connections.ts'
import { write } from '../../store/database.ts'
import type { TokenDeps } from '../tokens/tokens.ts'
import { announce, requireConnection } from './view.ts'

export interface LabelChange {
  add: readonly string[]
  remove: readonly string[]
}

/**
 * Adds and removes labels of connections, for all of them or none. Other labels stay.
 *
 * @throws AppError `not_found`, `invalid_input` for more labels than a connection may have
 */
export function labelConnections(
  deps: Pick<TokenDeps, 'store' | 'tokens' | 'now' | 'clock' | 'emit' | 'log'>,
  connectionIds: readonly string[],
  change: LabelChange,
): void {
  write(deps.store, () => {
    for (const id of connectionIds) {
      setLabels(deps.store, id, changedLabels(requireConnection(deps, id).labels, change))
    }
  })
  for (const id of connectionIds) announce(deps, id)
}

/** Labels that differ only in case or accents are one: the spelling that a connection has stays. */
function changedLabels(before: readonly string[], { add, remove }: LabelChange): string[] {
  const removed = new Set(remove.map(folded))
  const kept = before.filter((label) => !removed.has(folded(label)))
  const known = new Set(kept.map(folded))
  const added = add.filter((label) => {
    const isNew = !known.has(folded(label))
    known.add(folded(label))
    return isNew
  })
  const after = [...kept, ...added]
  if (after.length > maxLabels) throw new AppError('invalid_input', { field: 'add' })
  return after
}
