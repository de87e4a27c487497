import type { HoldingList, TaxLot, TaxLotList } from '../../../../shared/models/holding.ts'
import { AppError } from '../../core/errors.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'
import { readData } from './read-data.ts'
import { requireAccount } from './transactions.ts'

interface OfAccount {
  connectionId: string
  accountKey: string
}

/**
 * Reads the holdings of an account. They are not stored.
 *
 * @param isBatch no user waits for them
 * @throws AppError `not_found`, `not_subscribed` where the institution offers none, and as `readData`
 */
export async function readHoldings(
  deps: RefreshDeps,
  { connectionId, accountKey }: OfAccount,
  signal?: AbortSignal,
  isBatch = false,
): Promise<HoldingList> {
  const { id: accountId, currency } = requireAccount(deps, connectionId, accountKey)
  const read = await readData(
    deps,
    connectionId,
    ({ readHoldings: readFrom }, context) => {
      if (!readFrom) throw new AppError('not_subscribed')
      return readFrom(context, { accountId, currency })
    },
    { isBatch, ...(signal ? { signal } : {}) },
  )
  const { holdings, isComplete, interactionId } = read
  const inPart = holdings.filter((one) => one.unreadable.length > 0 || one.taxLots?.some(isReadInPart))
  return { holdings, unreadable: read.unreadable + inPart.length, isPartial: !isComplete, interactionId }
}

/**
 * Reads the tax lots of a holding that came without them.
 *
 * @throws AppError as readHoldings, `data_unavailable` if the institution has none
 */
export async function readTaxLots(
  deps: RefreshDeps,
  { connectionId, accountKey, ...holding }: OfAccount & { holdingId: string; currency: string | null },
): Promise<TaxLotList> {
  const { id: accountId } = requireAccount(deps, connectionId, accountKey)
  const read = await readData(deps, connectionId, ({ readTaxLots: readFrom }, context) => {
    if (!readFrom) throw new AppError('not_subscribed')
    return readFrom(context, { accountId, ...holding })
  })
  const { taxLots, isComplete } = read
  const inPart = taxLots.filter(isReadInPart)
  return { taxLots, unreadable: read.unreadable + inPart.length, isPartial: !isComplete }
}

function isReadInPart({ unreadable }: TaxLot): boolean {
  return unreadable.length > 0
}
