import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { changesAfter } from '../../../electron/main/datasets/store/changes.ts'
import { openDatasetFile, type DatasetFile } from '../../../electron/main/datasets/store/dataset-file.ts'
import { saveHoldings } from '../../../electron/main/datasets/store/write-holdings.ts'
import type { Holding } from '../../../shared/models/holding.ts'
import { account, noonMs, owner, payments, runOnce } from '../../support/dataset.ts'

let folder: string
let file: DatasetFile
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-holdings-'))
  file = openDatasetFile(join(folder, 'Books.db'))
})
afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true, force: true })
})

const fund: Holding = {
  id: 'h1',
  name: 'Index Fund',
  symbol: 'IDX',
  securityId: '123456789',
  securityIdType: 'CUSIP',
  type: 'MUTUALFUND',
  position: 'long',
  units: '10.123456789',
  unitPrice: { amount: '12.3456', currency: 'USD' },
  marketValue: { amount: '124.98', currency: 'USD' },
  costBasis: null,
  currency: 'USD',
  asOfDay: '2026-11-25',
  asOfMs: null,
  taxLots: null,
  unreadable: ['cost'],
}

test('a snapshot of holdings for each change, exact', () => {
  const { run } = runOnce(file, {})
  const save = (holdings: Holding[], atMs: number) =>
    saveHoldings(file, run, owner.connectionId, 'checking', holdings, atMs)
  save([fund], noonMs)
  save([fund], noonMs + 1)
  save(
    [
      { ...fund, units: '11' },
      { ...fund, id: 'h2' },
    ],
    noonMs + 2,
  )
  const rows = file.db
    .prepare(
      `SELECT institution_holding_id, holding_date, units, unit_price, market_value, market_value_minor, unreadable FROM holdings
       ORDER BY read_at, position_number`,
    )
    .all()
  const figures = {
    institution_holding_id: 'h1',
    holding_date: '2026-11-25',
    units: '10.123456789',
    unit_price: '12.3456',
    market_value: '124.98',
    market_value_minor: 12498,
    unreadable: 'cost',
  }
  expect(rows).toEqual([figures, { ...figures, units: '11' }, { ...figures, institution_holding_id: 'h2' }])
  expect(changesAfter(file, run - 1)).toMatchObject({ holdings: true })
})

test('the account has the time of its newest snapshot, also of one without holdings, and keeps it under a new id', () => {
  const { run } = runOnce(file, { sent: { checking: payments(20, 'old') } })
  const save = (holdings: Holding[], atMs: number) =>
    saveHoldings(file, run, owner.connectionId, 'checking', holdings, atMs)
  const held = () =>
    file.db
      .prepare(
        'SELECT account_id, units FROM holdings JOIN accounts USING (account_id) WHERE read_at = holdings_read_at',
      )
      .all()
  save([fund], noonMs)
  save([], noonMs + 1)
  expect(held()).toEqual([])
  save([fund], noonMs + 2)
  expect(held()).toEqual([{ account_id: 1, units: fund.units }])
  const renamed = account({ key: 'renamed', id: 'a9' })
  runOnce(file, { accounts: [renamed], sent: { renamed: payments(20, 'new') } })
  expect(held()).toEqual([{ account_id: 2, units: fund.units }])
})

test('holdings of an account that is not known are refused', () => {
  const { run } = runOnce(file, {})
  expect(() => saveHoldings(file, run, owner.connectionId, 'other', [fund], noonMs)).toThrow(
    expect.objectContaining({ code: 'not_found' }),
  )
})
