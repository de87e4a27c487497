import type { Holding } from '../../../shared/models/holding.ts'
import { readHoldings } from '../connections/data/holdings.ts'
import { requireAccount } from '../connections/data/transactions.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { unattended, type ExportRun } from '../runtime/export-runs.ts'
import { accountCells, ownerColumns, ownerOf, partsText, wholeColumns, type Of } from './rows.ts'
import { recordExport, type SavedData } from './record.ts'
import type { ColumnKind } from '../tables/columns.ts'
import { fileName, nothingMissing, saveTable, utcText } from './table-file.ts'

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
 * Reads an account's holdings and writes them into a file that the user chooses. The file's name and rows say if some are missing.
 *
 * @returns whether it was saved: not when the user chose none; and whether something is missing in it
 * @throws AppError as readHoldings, `file_unwritable`, and the reason of the signal
 */
export async function exportHoldings(
  deps: RefreshDeps,
  wanted: { connectionId: string; accountKey: string; format: 'csv' | 'json' },
  run: ExportRun = unattended,
): Promise<SavedData> {
  const { connectionId, format } = wanted
  const account = requireAccount(deps, connectionId, wanted.accountKey)
  const owner = { ...ownerOf(deps, connectionId), ...accountCells(account) }
  const read = { unreadable: 0, isPartial: false }
  async function* pages(): AsyncGenerator<Of<typeof holdingColumns>[]> {
    const list = await readHoldings(deps, wanted, run.signal)
    read.unreadable = list.unreadable
    read.isPartial = list.isPartial || list.unreadable > 0
    yield list.holdings.map((one) => ({ ...owner, ...holdingCells(one), ...nothingMissing }))
  }
  const name = fileName(deps, connectionId, [account.name, account.mask ?? '', 'holdings'], false)
  const whole = () => ({ partial: read.isPartial, unreadable: read.unreadable })
  const isSaved = await saveTable(deps, { name, columns: holdingColumns, pages: pages(), format, whole }, run)
  if (isSaved) recordExport(deps, connectionId, 'holdings_exported', { ...read, repeated: null })
  return { saved: isSaved, isPartial: read.isPartial }
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
