import { localDay } from '../../../../shared/calendar.ts'
import type { Holding } from '../../../../shared/models/holding.ts'
import { minorUnits } from '../merge/row.ts'
import { findAccount } from './accounts.ts'
import { commit, type DatasetFile } from './dataset-file.ts'
import { utcText } from './utc-text.ts'

type Columns = Record<string, string | number | null>

/**
 * Saves a snapshot of an account's holdings, if they or the day are others than in the last one. One without holdings has no rows: the
 * account has its time.
 *
 * @param atMs when they were read, milliseconds UTC
 * @throws AppError `not_found` for an account that `saveAccounts` did not save, and as `commit`
 */
export function saveHoldings(
  file: DatasetFile,
  run: number,
  connectionId: string,
  accountKey: string,
  holdings: readonly Holding[],
  atMs: number,
): void {
  commit(file, () => {
    const { accountId } = findAccount(file, { connectionId, accountKey })
    const now = holdings.map((holding, index) => columnsOf(holding, index, localDay(atMs)))
    const names = Object.keys(columnsOf(nothing, 0, ''))
    const last = file.db
      .prepare<[number, number], Columns>(
        `SELECT ${names.join(', ')} FROM holdings
         WHERE account_id = ? AND read_at = (SELECT holdings_read_at FROM accounts WHERE account_id = ?) ORDER BY position_number`,
      )
      .all(accountId, accountId)
    if (JSON.stringify(now) === JSON.stringify(last)) return
    const at = utcText(atMs)
    const insert = file.db.prepare(
      `INSERT OR REPLACE INTO holdings (${names.join(', ')}, market_value_minor, account_id, read_at, _run_id, _loaded_at)
       VALUES (${names.map((name) => `@${name}`).join(', ')}, @minor, @accountId, @at, @run, @at)`,
    )
    for (const [index, row] of now.entries()) {
      const { marketValue } = holdings[index] ?? nothing
      const minor = marketValue && minorUnits(marketValue.amount, marketValue.currency)
      insert.run({ ...row, minor, accountId, run, at })
    }
    file.db
      .prepare(
        'UPDATE accounts SET holdings_read_at = @at, _run_id = @run, _loaded_at = @at WHERE account_id = @accountId',
      )
      .run({ accountId, run, at })
  })
}

const nothing: Holding = {
  id: null,
  name: null,
  symbol: null,
  securityId: null,
  securityIdType: null,
  type: null,
  position: null,
  units: null,
  unitPrice: null,
  marketValue: null,
  costBasis: null,
  currency: null,
  asOfDay: null,
  asOfMs: null,
  taxLots: null,
  unreadable: [],
}

function columnsOf(holding: Holding, index: number, today: string): Columns {
  return {
    position_number: index,
    institution_holding_id: holding.id,
    holding_date: holding.asOfDay ?? today,
    as_of_at: holding.asOfMs === null ? null : utcText(holding.asOfMs),
    name: holding.name,
    symbol: holding.symbol,
    security_id: holding.securityId,
    security_id_type: holding.securityIdType,
    type: holding.type,
    position: holding.position,
    units: holding.units,
    currency: holding.currency,
    unit_price: holding.unitPrice?.amount ?? null,
    unit_price_currency: holding.unitPrice?.currency ?? null,
    market_value: holding.marketValue?.amount ?? null,
    market_value_currency: holding.marketValue?.currency ?? null,
    cost_basis: holding.costBasis?.amount ?? null,
    cost_basis_currency: holding.costBasis?.currency ?? null,
    tax_lots: holding.taxLots && JSON.stringify(holding.taxLots),
    unreadable: holding.unreadable.length === 0 ? null : holding.unreadable.join(),
  }
}
