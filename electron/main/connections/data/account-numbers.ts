import type { AccountNumberList } from '../../../../shared/models/account-number.ts'
import { AppError } from '../../core/errors.ts'
import { findRegistration } from '../../store/registrations.ts'
import { requireConnection } from '../model/view.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'
import { readData } from './read-data.ts'
import { requireAccount } from './transactions.ts'

/**
 * Reads the full account and routing numbers of an account, if its registration is set to. They are not stored.
 *
 * @throws AppError `not_found`, `numbers_off`, `not_subscribed` where the institution offers none, `data_unavailable`, and as `readData`
 */
export async function readAccountNumbers(
  deps: RefreshDeps,
  { connectionId, accountKey }: { connectionId: string; accountKey: string },
): Promise<AccountNumberList> {
  const { id: accountId } = requireAccount(deps, connectionId, accountKey)
  const { registrationId } = requireConnection(deps, connectionId)
  if (findRegistration(deps.store, registrationId)?.readsNumbers !== true) throw new AppError('numbers_off')
  const read = await readData(deps, connectionId, ({ readAccountNumbers: readFrom }, context) => {
    if (!readFrom) throw new AppError('not_subscribed')
    return readFrom(context, { accountId })
  })
  return { numbers: read.numbers, unreadable: read.unreadable, isPartial: !read.isComplete }
}
