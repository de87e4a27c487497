import type { Holding, TaxLot } from '../../../shared/models/holding.ts'
import { readHoldings, readTaxLots } from '../connections/data/holdings.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { toFailure } from '../core/errors.ts'
import { unattended, type ExportRun } from '../runtime/export-runs.ts'
import type { ColumnKind } from '../tables/columns.ts'
import { saveAccountFile, type ReadSoFar } from './account-file.ts'
import type { SavedData } from './record.ts'
import { ownerColumns, partsText, wholeColumns, type Of } from './rows.ts'

const taxLotColumns = {
  ...ownerColumns,
  holding_id: 'id',
  holding: 'text',
  symbol: 'text',
  acquired_date: 'day',
  position: 'value',
  units: 'decimal',
  unit_price: 'decimal',
  cost_basis: 'decimal',
  market_value: 'decimal',
  currency: 'value',
  ...wholeColumns,
} as const satisfies Record<string, ColumnKind>

/**
 * Reads the tax lots of all holdings of an account, one holding after the other, and writes them into a file that the user chooses. A
 * holding whose lots the institution does not have has none in the file. A holding that can't be read may have lots: they are missing.
 *
 * @returns as saveAccountFile
 * @throws AppError as `readHoldings`, `readTaxLots` and saveAccountFile
 */
export function exportTaxLots(
  deps: RefreshDeps,
  wanted: { connectionId: string; accountKey: string; format: 'csv' | 'json' },
  run: ExportRun = unattended,
): Promise<SavedData> {
  async function* pages(read: ReadSoFar): AsyncGenerator<LotCells[]> {
    const list = await readHoldings(deps, wanted, run.signal)
    read.unreadable = list.unreadable
    read.isPartial = list.isPartial || list.unreadable > 0
    for (const holding of list.holdings) {
      run.signal.throwIfAborted()
      const lots = await lotsOf(deps, wanted, holding)
      read.unreadable += lots.unreadable
      read.isPartial ||= lots.isPartial || lots.unreadable > 0
      yield lots.taxLots.map((lot) => lotCells(holding, lot))
    }
  }
  return saveAccountFile(deps, wanted, { what: 'tax-lots', columns: taxLotColumns, pages }, run)
}

interface Lots {
  taxLots: TaxLot[]
  unreadable: number
  isPartial: boolean
}

async function lotsOf(
  deps: RefreshDeps,
  { connectionId, accountKey }: { connectionId: string; accountKey: string },
  { id, currency, taxLots }: Holding,
): Promise<Lots> {
  if (taxLots !== null) {
    return {
      taxLots,
      unreadable: taxLots.filter((lot) => lot.unreadable.length > 0).length,
      isPartial: false,
    }
  }
  // Without an id there is nothing to ask for: that is missing.
  if (id === null) return { taxLots: [], unreadable: 0, isPartial: true }
  try {
    return await readTaxLots(deps, { connectionId, accountKey, holdingId: id, currency })
  } catch (thrown) {
    if (toFailure(thrown).code !== 'data_unavailable') throw thrown
    return { taxLots: [], unreadable: 0, isPartial: false }
  }
}

type LotCells = Omit<Of<typeof taxLotColumns>, keyof typeof ownerColumns | 'partial' | 'unreadable'>

function lotCells(holding: Holding, lot: TaxLot): LotCells {
  return {
    holding_id: holding.id,
    holding: holding.name,
    symbol: holding.symbol,
    acquired_date: lot.acquiredDay,
    position: lot.position,
    units: lot.units,
    unit_price: lot.unitPrice?.amount ?? null,
    cost_basis: lot.costBasis?.amount ?? null,
    market_value: lot.marketValue?.amount ?? null,
    currency: (lot.costBasis ?? lot.marketValue ?? lot.unitPrice)?.currency ?? holding.currency,
    unreadable_values: partsText(lot.unreadable),
  }
}
