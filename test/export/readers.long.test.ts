import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test, type TestContext } from 'vitest'
import { exportTransactions } from '../../electron/main/export/transactions.ts'
import { queryWithDuckDb, toCsv } from '../support/csv-readers.ts'
import { openHarness } from '../support/harness.ts'
import { hasLibreOffice, readWithLibreOffice } from '../support/libreoffice.ts'
import { limits } from '../support/limits.ts'
import { linkMikomo } from '../support/linked.ts'
import { ofAccounts } from '../support/export-scopes.ts'

// Readers that nobody has to install: what is absent is named, and its tests are skipped.
const pythonWithPandas = ['python3', '/usr/bin/python3'].find(
  (python) => spawnSync(python, ['-c', 'import pandas']).status === 0,
)
const hasReadr = spawnSync('Rscript', ['-e', 'library(readr)']).status === 0

function needs(context: TestContext, isThere: boolean, what: string): void {
  if (!isThere) context.skip(`${what} is not installed`)
}

/** A file of transactions as the app writes it, and the same as JSON. */
let csv: string
let rows: Record<string, string | null>[]
/** The sum of its amounts, in cents. */
let cents: number
beforeAll(async () => {
  const harness = openHarness()
  const { id, accounts } = await linkMikomo(harness)
  const wanted = { connectionId: id, accountKey: accounts[0]?.key ?? '', days: 60 }
  await exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'csv' })
  await exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'json' })
  csv = harness.saved[0]?.text ?? ''
  rows = JSON.parse(harness.saved[1]?.text ?? '[]') as typeof rows
  cents = rows.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0)
  await harness.close()
})

/** The code in docs/files.md, which reads `transactions.csv`. */
function codeOf(language: string, number = 0): string {
  const page = readFileSync(new URL('../../docs/files.md', import.meta.url), 'utf8')
  const blocks = [...page.matchAll(/```(\w+)\n([^`]+)```/g)].filter(([, name]) => name === language)
  return blocks[number]?.[2] ?? ''
}

/** What a program prints that runs beside `transactions.csv`, as JSON. */
function run(program: string, args: string[]): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-reader-'))
  try {
    writeFileSync(join(folder, 'transactions.csv'), csv)
    const options = { cwd: folder, timeout: limits.waitMs, stdio: ['ignore', 'pipe', 'ignore'] as const }
    return JSON.parse(execFileSync(program, args, { ...options, stdio: [...options.stdio] }).toString())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('the lines for pandas give numbers, days and text', (context) => {
  needs(context, pythonWithPandas !== undefined, 'pandas')
  const script = `${codeOf('python')}
import json
print(json.dumps([len(rows), round(rows["amount"].sum() * 100), str(rows["amount"].dtype), str(rows["date"].dtype),
  rows["mask"][0], str(rows["posted_at_utc"].dtype)]))`
  const types = ['float64', 'datetime64[ns]', 'x0071', 'datetime64[ns]']
  expect(run(pythonWithPandas ?? '', ['-c', script])).toEqual([rows.length, cents, ...types])
})

test('the lines for Python’s csv give every row', (context) => {
  needs(context, spawnSync('python3', ['--version']).status === 0, 'Python')
  const script = `${codeOf('python', 1)}\nimport json\nprint(json.dumps([[r["date"], r["amount"]] for r in rows]))`
  expect(run('python3', ['-c', script])).toEqual(rows.map(({ date, amount }) => [date, amount]))
})

test('the line for R gives numbers, days and text', (context) => {
  needs(context, hasReadr, 'readr')
  const script = `${codeOf('r')}
cat(sprintf('[%d, %.0f, "%s", "%s", "%s"]', nrow(rows), sum(rows$amount) * 100, class(rows$amount), class(rows$date), rows$mask[1]))`
  expect(run('Rscript', ['-e', script])).toEqual([rows.length, cents, 'numeric', 'Date', 'x0071'])
})

test('the types for DuckDB give days, and amounts to the cent', async () => {
  const types = /`(types = \{[^`]+\})`/.exec(
    readFileSync(new URL('../../docs/files.md', import.meta.url), 'utf8'),
  )?.[1]
  const folder = mkdtempSync(join(tmpdir(), 'mooring-duck-'))
  try {
    const file = join(folder, 'transactions.csv')
    writeFileSync(file, csv)
    const [answer] = await queryWithDuckDb(
      'a\r\n',
      `SELECT typeof(any_value(date)) AS day, (sum(amount) * 100)::INT AS cents FROM read_csv('${file}', ${types ?? ''})`,
    )
    expect(answer).toEqual({ day: 'DATE', cents })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

const odd = [
  '1/2',
  '7-11',
  '10%',
  'MAR1',
  'Sept 2',
  '2 March',
  'Dec 5, 2026',
  'Monday, March 14, 2012',
  '12:30:15.5 pm',
  '1E5',
  '00123',
  'TRUE',
  '#N/A',
  '=1+1',
  '-1',
  '12:30',
  '3 PM',
  '$5.00',
  '１２３',
  '1.000',
  '12345678901234567890',
  "'quoted'",
  'Rent "late", 5',
  'Crédit 銀行',
  '2026',
  '12.5',
  'May',
  'March rent',
  'Truest',
  '\u202eevil\u202c',
  'a\u0000b',
]

for (const detectsSpecialNumbers of [true, false]) {
  const how = detectsSpecialNumbers ? 'as Excel does' : 'as it does by default'
  test(`LibreOffice, detecting numbers ${how}, reads every row to the cent`, (context) => {
    needs(context, hasLibreOffice, 'LibreOffice')
    const [names = [], ...read] = readWithLibreOffice(csv, { detectsSpecialNumbers })
    const column = (name: string) => {
      const index = names.findIndex(({ value }) => value === name)
      return read.slice(0, rows.length).map((cells) => cells[index])
    }
    const amounts = column('amount')
    expect(amounts.map((cell) => cell?.type)).toEqual(rows.map(() => 'float'))
    expect(amounts.map((cell) => Number(cell?.value).toFixed(2))).toEqual(rows.map(({ amount }) => amount))
    for (const name of ['description', 'mask', 'account_id', 'transaction_id', 'connection']) {
      expect(new Set(column(name).map((cell) => cell?.type))).toEqual(new Set(['string']))
    }
    if (detectsSpecialNumbers)
      expect(column('date').map((cell) => cell?.value)).toEqual(rows.map(({ date }) => date))
  })

  test(`LibreOffice, detecting numbers ${how}, leaves text as it is [Num 21]`, (context) => {
    needs(context, hasLibreOffice, 'LibreOffice')
    const text = toCsv(
      { text: 'text', id: 'id', end: 'value' },
      odd.map((one) => ({ text: one, id: one, end: '.' })),
    )
    const read = readWithLibreOffice(text, { detectsSpecialNumbers }).slice(1, odd.length + 1)
    const sent = odd.map((one) => one.replaceAll('\0', ' '))
    // One mark before the text may be there: docs/files.md says to remove it.
    expect(read.map((cells) => cells[0]?.value.replace(/^'/, ''))).toEqual(sent)
    const isNumber = (one: string) => one === '2026' || one === '12.5'
    expect(read.map((cells) => cells[0]?.type)).toEqual(
      odd.map((one) => (isNumber(one) ? 'float' : 'string')),
    )
    expect(new Set(read.map((cells) => cells[1]?.type))).toEqual(new Set(['string']))
  })
}
