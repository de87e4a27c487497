import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cellsOf, type Columns, type Row } from '../../electron/main/tables/columns.ts'
import { parquetFormat } from '../../electron/main/tables/parquet.ts'
import { queryFileWithDuckDb } from '../support/csv-readers.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-parquet-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What DuckDB answers to a query of the table `file`, which has these rows. */
async function query(columns: Columns, rows: Row[], sql: string): Promise<Record<string, unknown>[]> {
  const chunks: Uint8Array[] = []
  await parquetFormat.writeTable(columns, [rows.map((row) => cellsOf(columns, row))], async (chunk) => {
    chunks.push(Buffer.from(chunk))
  })
  const file = join(folder, 'file.parquet')
  writeFileSync(file, Buffer.concat(chunks))
  return queryFileWithDuckDb(file, sql)
}

test('columns have types that readers know, and values come back as they were', async () => {
  const columns = {
    day: 'day',
    at: 'utc',
    amount: 'decimal',
    minor: 'count',
    pending: 'flag',
    text: 'text',
    id: 'id',
    mask: 'mask',
  } as const
  const full: Row = {
    day: '1969-12-31',
    at: '2026-11-20 12:34:56',
    amount: '-12345678901234567890.123456789012345678',
    minor: 9_007_199_254_740_993n,
    pending: true,
    text: 'Zoë’s \u0000 🏦',
    id: '0071',
    mask: '0071',
  }
  const empty = Object.fromEntries(Object.keys(columns).map((name) => [name, null])) as Row
  const rows = [full, empty]
  const [types] = await query(
    columns,
    rows,
    `SELECT ${Object.keys(columns).map((name) => `typeof("${name}") AS "${name}"`)} FROM file`,
  )
  expect(types).toEqual({
    day: 'DATE',
    at: 'TIMESTAMP WITH TIME ZONE',
    amount: 'DECIMAL(38,18)',
    minor: 'BIGINT',
    pending: 'BOOLEAN',
    text: 'VARCHAR',
    id: 'VARCHAR',
    mask: 'VARCHAR',
  })
  const read = await query(columns, rows, 'SELECT * REPLACE (epoch_ms("at")::VARCHAR AS "at") FROM file')
  expect(read).toEqual([
    {
      ...full,
      at: String(Date.parse('2026-11-20T12:34:56Z')),
      minor: '9007199254740993',
      wide_amounts: null,
    },
    { ...empty, wide_amounts: null },
  ])
})

test('every decimal number comes back exactly, or as text where DECIMAL can’t hold it', async () => {
  const digits = (maxLength: number) =>
    fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength, size: 'max' })
      .map((all) => all.join(''))
  const decimal = fc
    .tuple(fc.constantFrom('', '-'), digits(22), fc.option(digits(24)))
    .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}`)
  const amounts = fc.sample(decimal, { numRuns: 3000, seed: 20 })
  const rows = amounts.map((amount): Row => ({ amount }))
  const read = await query(
    { amount: 'decimal' },
    rows,
    'SELECT amount::VARCHAR AS amount, wide_amounts FROM file',
  )
  const plain = (text: string) => {
    const [whole = '', fraction = ''] = text.replace('-', '').split('.')
    const number = `${whole.replace(/^0+(?=\d)/, '')}.${fraction.replace(/0+$/, '')}`
    return number === '0.' ? number : `${text.startsWith('-') ? '-' : ''}${number}`
  }
  const exact = read.map(({ amount, wide_amounts: wide }) =>
    typeof amount === 'string' ? amount : (JSON.parse(String(wide)) as { amount: string }).amount,
  )
  expect(exact.map(plain)).toEqual(amounts.map(plain))
  expect(read.filter(({ amount }) => amount === null).length).toBeGreaterThan(100)
})

test('a table without rows has its columns', async () => {
  expect(
    await query({ day: 'day', amount: 'decimal' }, [], 'SELECT column_name FROM (DESCRIBE file)'),
  ).toEqual([{ column_name: 'day' }, { column_name: 'amount' }, { column_name: 'wide_amounts' }])
})

test('more rows than are encoded at once are all in the file', async () => {
  const rows = Array.from({ length: 25_001 }, (_, index): Row => ({ number: index, text: `t${index % 7}` }))
  const [sum] = await query(
    { number: 'count', text: 'text' },
    rows,
    'SELECT count(*) AS n, sum(number) AS sum FROM file',
  )
  expect(sum).toEqual({ n: '25001', sum: String((25_000 * 25_001) / 2) })
})
