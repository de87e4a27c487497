import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportTransactions } from '../../electron/main/connections/data-file.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { linkMikomo } from '../support/linked.ts'
import { hasPython, queryWithDuckDb, readWithCsvParse, readWithPython } from '../support/csv-readers.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

async function exportedTransactions(): Promise<{ csv: string; amounts: string[] }> {
  const linked = await linkMikomo(harness)
  const wanted = { connectionId: linked.id, accountId: linked.accounts[0]?.id ?? '', days: 60 }
  await exportTransactions(harness.deps, { ...wanted, format: 'csv' })
  await exportTransactions(harness.deps, { ...wanted, format: 'json' })
  const [csv, json] = harness.saved
  const rows = JSON.parse(json?.text ?? '[]') as { amount: string }[]
  return { csv: csv?.text ?? '', amounts: rows.map(({ amount }) => amount) }
}

const sum = (amounts: string[]) =>
  (amounts.reduce((total, amount) => total + Number(amount) * 100, 0) / 100).toFixed(2)

test('what left an account is a negative number in the file, so that a sum counts debits too [C1]', async () => {
  const { csv, amounts } = await exportedTransactions()
  expect(amounts.some((amount) => amount.startsWith('-'))).toBe(true)
  expect(readWithCsvParse(csv).map(({ amount }) => amount)).toEqual(amounts)
  if (hasPython) expect(readWithPython(csv).map(({ amount }) => amount)).toEqual(amounts)
  const [found] = await queryWithDuckDb(
    csv,
    'SELECT round(sum(amount), 2) AS total, typeof(any_value(amount)) AS type FROM file',
  )
  expect(found).toMatchObject({ type: 'DOUBLE' })
  expect(Number(found?.['total']).toFixed(2)).toBe(sum(amounts))
})
