import type { Holding } from '../../../shared/models/holding.ts'
import { readHoldings } from '../connections/data/holdings.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { unattended, type ExportRun } from '../runtime/export-runs.ts'
import { ownerColumns, partsText, wholeColumns, type Of } from './rows.ts'
import { saveAccountFile, type ReadSoFar } from './account-file.ts'
import type { SavedData } from './record.ts'
import type { ColumnKind } from '../tables/columns.ts'
import { utcText } from './table-file.ts'

export const holdingColumns = {
  ...ownerColumns,
  holding_id: 'id',
  holding: 'text',
  symbol: 'text',
  security_id: 'id',
  security_id_type: 'text',
  type: 'text',
  position: 'value',
  units: 'decimal',
  unit_price: 'decimal',
  market_value: 'decimal',
  cost_basis: 'decimal',
  currency: 'value',
  as_of_date: 'day',
  as_of_utc: 'utc',
  ...wholeColumns,
} as const satisfies Record<string, ColumnKind>

/**
 * Reads an account's holdings and writes them into a file that the user chooses.
 *
 * @returns as saveAccountFile
 * @throws AppError as readHoldings and saveAccountFile
 */
export function exportHoldings(
  deps: RefreshDeps,
  wanted: { connectionId: string; accountKey: string; format: 'csv' | 'json' },
  run: ExportRun = unattended,
): Promise<SavedData> {
  async function* pages(read: ReadSoFar): AsyncGenerator<HoldingCells[]> {
    const list = await readHoldings(deps, wanted, run.signal)
    read.unreadable = list.unreadable
    read.isPartial = list.isPartial || list.unreadable > 0
    yield list.holdings.map(holdingCells)
  }
  return saveAccountFile(deps, wanted, { what: 'holdings', columns: holdingColumns, pages }, run)
}

type HoldingCells = Omit<Of<typeof holdingColumns>, keyof typeof ownerColumns | 'partial' | 'unreadable'>

export function holdingCells(holding: Holding): HoldingCells {
  return {
    holding_id: holding.id,
    holding: holding.name,
    symbol: holding.symbol,
    security_id: holding.securityId,
    security_id_type: holding.securityIdType,
    type: holding.type,
    position: holding.position,
    units: holding.units,
    unit_price: holding.unitPrice?.amount ?? null,
    market_value: holding.marketValue?.amount ?? null,
    cost_basis: holding.costBasis?.amount ?? null,
    currency: holding.currency,
    as_of_date: holding.asOfDay,
    as_of_utc: utcText(holding.asOfMs),
    unreadable_values: partsText(holding.unreadable),
  }
}
