import type { Owner } from '../../../../shared/models/owner.ts'
import { AppError } from '../../core/errors.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'
import { readData } from './read-data.ts'

/**
 * Reads whose login a connection is. It is not stored.
 *
 * @throws AppError `not_found`, `not_subscribed` where the institution does not say, and as `readData`
 */
export async function readOwner(
  deps: RefreshDeps,
  connectionId: string,
): Promise<{ owner: Owner; isPartial: boolean }> {
  const { owner, isPartial } = await readData(deps, connectionId, ({ readOwner: readFrom }, context) => {
    if (!readFrom) throw new AppError('not_subscribed')
    return readFrom(context)
  })
  return { owner, isPartial }
}
