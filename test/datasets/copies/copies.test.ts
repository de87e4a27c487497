import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { copyFormats } from '../../../shared/models/dataset.ts'
import { sumDecimals } from '../../../shared/decimal.ts'
import { deleteCopies, writeCopies } from '../../../electron/main/datasets/copies/index.ts'
import { deleteConnection } from '../../../electron/main/datasets/store/delete-connection.ts'
import {
  copiedQuery,
  filesBelow,
  openCopiedDataset,
  transactionOn,
  type CopiedDataset,
} from '../../support/copied-dataset.ts'
import { hasPython, queryFileWithDuckDb } from '../../support/csv-readers.ts'

let dataset: CopiedDataset
/** The folder of the copies. */
let folder: string
beforeEach(() => {
  dataset = openCopiedDataset()
  folder = join(dataset.folder, 'Household')
})
afterEach(() => dataset.close())

const write = (
  formats: readonly (typeof copyFormats)[number][] = copyFormats,
  signal = new AbortController().signal,
) => writeCopies(dataset.file, formats, { folder, signal, report: (rows) => reported.push(rows) })
const reported: number[] = []

const parts = (format: string) =>
  [...filesBelow(join(folder, format)).keys()].filter((path) => path.startsWith('transactions/'))
const months = (format = 'parquet') => parts(format).map((path) => /month=([^/]*)/.exec(path)?.[1])
const ofMonths = (format: string) => join(folder, format, `transactions/*/*/data.${format}`)

/** Two connections over three months, with a pair that is equal, a pending one, one without a day and one without an amount. */
function fill(): void {
  const transactions = [
    transactionOn('2026-11-02', 't1', '-12.50'),
    transactionOn('2026-11-02', 't2', '-12.50', { description: '=1+1' }),
    transactionOn('2026-11-19', 't3', '-0.01', { isPending: true }),
    transactionOn('2026-10-31', 't4', '90071992547409.93'),
    transactionOn(null, 't5', '-7.77'),
  ]
  dataset.run([
    { connectionId: 'c1', transactions },
    {
      connectionId: 'c2',
      transactions: [
        transactionOn('2026-11-30', 'u1', '100.00'),
        transactionOn('2026-09-01', 'u2', '1', { amount: null }),
      ],
    },
  ])
}

const sums = [
  { connection_id: 'c1', rows: 5, sum: '90071992547377.15', minor: '9007199254737715' },
  { connection_id: 'c2', rows: 2, sum: '100.00', minor: '10000' },
]

test('SQLite, DuckDB and a CSV reader find the same sums to the cent in the file and its copies', async () => {
  fill()
  await write()
  const stored = dataset.file.db
    .prepare<[], { connection_id: string; amount: string | null; minor: string | null }>(
      'SELECT connection_id, amount, CAST(amount_minor AS TEXT) AS minor FROM v_transactions',
    )
    .all()
  expect(sumsOf(stored)).toEqual(sums)
  expect(await queryFileWithDuckDb(ofMonths('parquet'), copiedQuery)).toEqual(sums)
  expect(await queryFileWithDuckDb(ofMonths('jsonl'), copiedQuery)).toEqual(sums)
  const read = parts('csv').flatMap(
    (path) =>
      parse(filesBelow(join(folder, 'csv')).get(path) ?? '', { columns: true }) as Record<string, string>[],
  )
  const cells = read.map(({ connection_id, amount, amount_minor }) => ({
    connection_id: connection_id ?? '',
    amount: amount || null,
    minor: amount_minor || null,
  }))
  expect(sumsOf(cells)).toEqual(sums)
})

function sumsOf(rows: { connection_id: string; amount: string | null; minor: string | null }[]): typeof sums {
  return sums.map(({ connection_id }) => {
    const own = rows.filter((row) => row.connection_id === connection_id)
    const minor = own.reduce((sum, row) => sum + BigInt(row.minor ?? 0), 0n)
    const sum = sumDecimals(own.flatMap(({ amount }) => amount ?? []))
    return { connection_id, rows: own.length, sum, minor: String(minor) }
  })
}

test.skipIf(!hasPython)('Python finds the same sums in SQLite, CSV and JSON lines', async () => {
  fill()
  await write(['csv', 'jsonl'])
  const script = [
    'import csv, glob, json, sqlite3, sys',
    'from collections import defaultdict',
    'from decimal import Decimal',
    'path, csvs, lines = sys.argv[1:]',
    'def sums(rows):',
    '    found = defaultdict(lambda: [0, Decimal(0), 0])',
    '    for connection, amount, minor in rows:',
    '        one = found[connection]',
    '        found[connection] = [one[0] + 1, one[1] + Decimal(amount or 0), one[2] + int(minor or 0)]',
    '    return {key: [rows, str(amount), minor] for key, (rows, amount, minor) in sorted(found.items())}',
    'def cells(row):',
    "    return row['connection_id'], row['amount'], row['amount_minor']",
    'def from_csv():',
    '    for name in glob.glob(csvs):',
    "        with open(name, newline='', encoding='utf-8') as file:",
    '            yield from map(cells, csv.DictReader(file, strict=True))',
    'def from_lines():',
    '    for name in glob.glob(lines):',
    "        with open(name, encoding='utf-8') as file:",
    '            yield from (cells(json.loads(line)) for line in file)',
    "stored = sqlite3.connect(f'file:{path}?mode=ro', uri=True).execute(",
    "    'SELECT connection_id, amount, amount_minor FROM v_transactions')",
    'print(json.dumps([sums(stored), sums(from_csv()), sums(from_lines())]))',
  ].join('\n')
  const args = ['-c', script, dataset.file.path, ofMonths('csv'), ofMonths('jsonl')]
  const answer = JSON.parse(execFileSync('python3', args).toString()) as unknown
  const expected = Object.fromEntries(
    sums.map(({ connection_id, rows, sum, minor }) => [connection_id, [rows, sum, Number(minor)]]),
  )
  expect(answer).toEqual([expected, expected, expected])
})

const python = ['python3', '/usr/bin/python3'].find(
  (program) => spawnSync(program, ['-c', 'import pandas']).status === 0,
)

test('pandas finds the same sums in the CSV copy', async (context) => {
  if (python === undefined) context.skip('pandas is not installed')
  fill()
  await write(['csv'])
  const script = [
    'import glob, json, sys, pandas',
    'from decimal import Decimal',
    'files = glob.glob(sys.argv[1])',
    'rows = pandas.concat(pandas.read_csv(file, dtype=str, keep_default_na=False) for file in files)',
    "rows['amount'] = rows['amount'].map(lambda text: Decimal(text or 0))",
    "print(json.dumps({key: str(of['amount'].sum()) for key, of in rows.groupby('connection_id')}))",
  ].join('\n')
  const answer = JSON.parse(execFileSync(python ?? '', ['-c', script, ofMonths('csv')]).toString()) as unknown
  expect(answer).toEqual({ c1: '90071992547377.15', c2: '100.00' })
})

test('Parquet has exact decimals, days and instants in UTC, and each value comes back as it was', async () => {
  fill()
  await write(['parquet'])
  const [types] = await queryFileWithDuckDb(
    ofMonths('parquet'),
    `SELECT typeof(amount) AS amount, typeof(amount_minor) AS minor, typeof(transaction_date) AS day, typeof(posted_at) AS at,
      typeof(is_pending) AS pending, typeof(account_mask) AS mask FROM file LIMIT 1`,
  )
  expect(types).toEqual({
    amount: 'DECIMAL(38,18)',
    minor: 'BIGINT',
    day: 'DATE',
    at: 'TIMESTAMP WITH TIME ZONE',
    pending: 'BOOLEAN',
    mask: 'VARCHAR',
  })
  const rows = await queryFileWithDuckDb(
    ofMonths('parquet'),
    `SELECT institution_transaction_id AS id, transaction_date::VARCHAR AS day, epoch_ms(posted_at)::VARCHAR AS ms, description,
      is_pending, account_mask, label, month FROM file WHERE connection_id = 'c1' ORDER BY id`,
  )
  const same = { account_mask: '0071', label: '=2026' }
  const noon = (day: string) => String(Date.parse(`${day}T12:34:56Z`))
  expect(rows).toEqual([
    {
      id: 't1',
      day: '2026-11-02',
      ms: noon('2026-11-02'),
      description: 'Rent t1',
      is_pending: false,
      month: '2026-11',
      ...same,
    },
    {
      id: 't2',
      day: '2026-11-02',
      ms: noon('2026-11-02'),
      description: '=1+1',
      is_pending: false,
      month: '2026-11',
      ...same,
    },
    {
      id: 't3',
      day: '2026-11-19',
      ms: noon('2026-11-19'),
      description: 'Rent t3',
      is_pending: true,
      month: '2026-11',
      ...same,
    },
    {
      id: 't4',
      day: '2026-10-31',
      ms: noon('2026-10-31'),
      description: 'Rent t4',
      is_pending: false,
      month: '2026-10',
      ...same,
    },
    { id: 't5', day: null, ms: null, description: 'Rent t5', is_pending: false, month: 'undated', ...same },
  ])
})

test('each copy has the same rows and names, and says what there is in mooring.json', async () => {
  fill()
  await write()
  for (const format of copyFormats) {
    const files = filesBelow(join(folder, format))
    expect([...files.keys()]).toEqual(
      [
        ...['accounts', 'balances', 'holdings', 'runs'].map((name) => `${name}.${format}`),
        'mooring.json',
        ...[
          'c1/month=2026-10',
          'c1/month=2026-11',
          'c1/month=undated',
          'c2/month=2026-09',
          'c2/month=2026-11',
        ].map((name) => `transactions/connection=${name}/data.${format}`),
      ].toSorted(),
    )
    const manifest = JSON.parse(files.get('mooring.json')?.toString() ?? '') as {
      run_id: number
      files: Record<string, { rows: number; bytes: number; sha256: string }>
    }
    expect(manifest.run_id).toBe(1)
    files.delete('mooring.json')
    expect(new Set(Object.keys(manifest.files))).toEqual(new Set(files.keys()))
    for (const [path, content] of files) {
      const sha256 = createHash('sha256').update(content).digest('hex')
      expect(manifest.files[path]).toMatchObject({ sha256, bytes: content.length })
      if (process.platform !== 'win32') expect(statSync(join(folder, format, path)).mode & 0o777).toBe(0o600)
    }
    expect(manifest.files[`transactions/connection=c1/month=2026-11/data.${format}`]?.rows).toBe(3)
  }
  const accounts = await queryFileWithDuckDb(
    join(folder, 'parquet/accounts.parquet'),
    'SELECT connection_id, mask, covered_from_date::VARCHAR AS since FROM file',
  )
  expect(accounts).toEqual(
    ['c1', 'c2'].map((connection_id) => ({ connection_id, mask: '0071', since: '2026-01-01' })),
  )
  const [balance] = await queryFileWithDuckDb(
    join(folder, 'parquet/balances.parquet'),
    'SELECT amount::DECIMAL(38, 2)::VARCHAR AS amount, amount_minor FROM file WHERE is_main',
  )
  expect(balance).toEqual({ amount: '1234.56', amount_minor: '123456' })
  const [run] = await queryFileWithDuckDb(
    join(folder, 'jsonl/runs.jsonl'),
    'SELECT run_id, outcome FROM file',
  )
  expect(run).toEqual({ run_id: '1', outcome: 'complete' })
})

test('a copy that missed runs catches up, and only months that changed are written', async () => {
  fill()
  await write(['parquet'])
  const first = filesBelow(join(folder, 'parquet'))
  const inodes = () =>
    new Map(parts('parquet').map((path) => [path, statSync(join(folder, 'parquet', path)).ino]))
  const before = inodes()
  const kept = [transactionOn('2026-10-31', 't4', '90071992547409.93'), transactionOn(null, 't5', '-7.77')]
  dataset.run([{ connectionId: 'c1', transactions: [transactionOn('2026-11-02', 't1', '-13.00'), ...kept] }])
  dataset.run([
    {
      connectionId: 'c1',
      transactions: [
        transactionOn('2026-11-02', 't1', '-13.00'),
        transactionOn('2026-08-01', 't6', '-1.00'),
        ...kept,
      ],
    },
  ])
  await write(['parquet'])
  expect(months()).toEqual(['2026-08', '2026-10', '2026-11', 'undated', '2026-09', '2026-11'])
  const changed = [...inodes()].flatMap(([path, inode]) => (before.get(path) === inode ? [] : [path]))
  expect(changed).toEqual(
    ['2026-08', '2026-11'].map((month) => `transactions/connection=c1/month=${month}/data.parquet`),
  )
  const [found] = await queryFileWithDuckDb(ofMonths('parquet'), `SELECT * FROM (${copiedQuery}) LIMIT 1`)
  expect(found).toEqual({ connection_id: 'c1', rows: 4, sum: '90071992547388.16', minor: '9007199254738816' })
  expect(first.size).toBe(10)
})

test('another login or label is on every row of its connection, also of months that did not change', async () => {
  fill()
  await write(['jsonl'])
  dataset.run([{ connectionId: 'c1', login: 'ben', transactions: [] }])
  // Nothing was deleted: what is in the middle of the year vanished, and the rest would be kept.
  await write(['jsonl'])
  const rows = await queryFileWithDuckDb(
    ofMonths('jsonl'),
    'SELECT DISTINCT connection_id, login FROM file ORDER BY 1',
  )
  expect(rows).toContainEqual({ connection_id: 'c2', login: 'ana' })
  expect(rows).not.toContainEqual({ connection_id: 'c1', login: 'ana' })
})

test('a file that somebody deleted or changed in length, and a folder that is gone, are written anew', async () => {
  fill()
  await write(['csv'])
  const whole = filesBelow(join(folder, 'csv'))
  const [first = '', second = ''] = parts('csv')
  rmSync(join(folder, 'csv', first))
  writeFileSync(join(folder, 'csv', second), 'short')
  await write(['csv'])
  whole.delete('mooring.json')
  const again = filesBelow(join(folder, 'csv'))
  again.delete('mooring.json')
  expect(again).toEqual(whole)
  rmSync(folder, { recursive: true })
  await write(['csv'])
  expect(parts('csv')).toHaveLength(5)
})

test('the copy of another dataset at the same place is replaced', async () => {
  fill()
  await write(['jsonl'])
  const other = openCopiedDataset()
  try {
    other.run([{ connectionId: 'c1', transactions: [transactionOn('2026-11-02', 'x', '-1.00')] }])
    other.file.db.exec("UPDATE runs SET started_at = '2025-01-01T00:00:00.000Z'")
    await writeCopies(other.file, ['jsonl'], {
      folder,
      signal: new AbortController().signal,
      report: () => {},
    })
    expect(
      await queryFileWithDuckDb(ofMonths('jsonl'), 'SELECT institution_transaction_id AS id FROM file'),
    ).toEqual([{ id: 'x' }])
  } finally {
    other.close()
  }
})

test('a connection’s data that are deleted leave every copy, and a user’s own file stays', async () => {
  fill()
  await write()
  const own = join(folder, 'parquet/transactions/connection=c1/month=2026-11/notes.txt')
  writeFileSync(own, 'mine')
  deleteConnection(dataset.file, 'c1', Date.UTC(2026, 10, 21))
  await write()
  for (const format of copyFormats) {
    expect(parts(format).filter((path) => path.includes('=c1') && !path.endsWith('notes.txt'))).toEqual([])
    const found = await queryFileWithDuckDb(
      join(folder, format, `accounts.${format}`),
      'SELECT connection_id FROM file',
    )
    expect(found).toEqual([{ connection_id: 'c2' }])
    const all = [...filesBelow(join(folder, format)).values()].map(String).join()
    expect(all).not.toContain('Rent t1')
  }
  await deleteCopies(folder, copyFormats)
  expect([...filesBelow(folder).keys()]).toEqual([
    'parquet/transactions/connection=c1/month=2026-11/notes.txt',
  ])
})

test('deleted copies leave no folder', async () => {
  fill()
  await write()
  await deleteCopies(folder, copyFormats)
  expect(existsSync(folder)).toBe(false)
  await deleteCopies(folder, copyFormats)
})

test('a copy that is cancelled says so, and the next one goes on', async () => {
  fill()
  const controller = new AbortController()
  controller.abort(new Error('cancelled'))
  await expect(write(copyFormats, controller.signal)).rejects.toThrow('cancelled')
  expect(JSON.parse(readFileSync(join(folder, 'parquet/mooring.json'), 'utf8'))).toMatchObject({ files: {} })
  await write()
  expect(await queryFileWithDuckDb(ofMonths('parquet'), copiedQuery)).toEqual(sums)
})

test('a copy that can’t be written is told, and the others are written', async () => {
  fill()
  mkdirSync(folder)
  writeFileSync(join(folder, 'parquet'), 'a file of somebody')
  await expect(write()).rejects.toMatchObject({ code: 'file_unwritable' })
  expect(await queryFileWithDuckDb(ofMonths('jsonl'), copiedQuery)).toEqual(sums)
  rmSync(join(folder, 'parquet'))
  await write()
  expect(await queryFileWithDuckDb(ofMonths('parquet'), copiedQuery)).toEqual(sums)
})

test('a place that is gone is told, and nothing is created there', async () => {
  fill()
  const away = join(dataset.folder, 'disk')
  const context = { folder: join(away, 'Household'), signal: new AbortController().signal, report: () => {} }
  await expect(writeCopies(dataset.file, ['csv'], context)).rejects.toMatchObject({
    code: 'file_unwritable',
    detail: { cause: 'ENOENT' },
  })
  expect(existsSync(away)).toBe(false)
  mkdirSync(away)
  await writeCopies(dataset.file, ['csv'], context)
  renameSync(away, folder)
  expect(months('Household/csv')).toHaveLength(5)
})

test('what an earlier run left unfinished is gone after the next', async () => {
  fill()
  await write(['parquet'])
  const gone = join(folder, 'parquet/transactions/connection=c9/month=2026-11')
  mkdirSync(gone, { recursive: true })
  writeFileSync(join(gone, 'data.parquet.partial'), 'x')
  await write(['parquet'])
  expect(existsSync(join(gone, '..'))).toBe(false)
})

test('a folder that has somebody else’s files is not written to, and deleting copies leaves them', async () => {
  fill()
  const theirs = join(folder, 'csv/accounts.csv')
  mkdirSync(join(folder, 'csv'), { recursive: true })
  for (const content of ['a budget', '{}']) {
    writeFileSync(theirs, 'a budget')
    if (content === '{}') writeFileSync(join(folder, 'csv/mooring.json'), content)
    const before = filesBelow(join(folder, 'csv'))
    await expect(write(['csv'])).rejects.toMatchObject({
      code: 'dataset_not_ours',
      detail: { cause: 'ENOTEMPTY' },
    })
    await deleteCopies(folder, copyFormats)
    expect(filesBelow(join(folder, 'csv'))).toEqual(before)
  }
})

test('a file where the folder of the copies would be is left alone', async () => {
  writeFileSync(folder, 'a file of somebody')
  await deleteCopies(folder, copyFormats)
  expect(readFileSync(folder, 'utf8')).toBe('a file of somebody')
})

test('a folder in which only its description was begun, or that a file manager has opened, is written to', async () => {
  fill()
  mkdirSync(join(folder, 'csv'), { recursive: true })
  for (const name of ['mooring.json.partial', '.DS_Store']) writeFileSync(join(folder, 'csv', name), 'x')
  await write(['csv'])
  expect(months('csv')).toHaveLength(5)
})

test('deleting copies deletes what a run that was killed left unfinished', async () => {
  fill()
  await write(['csv'])
  for (const name of ['balances.csv.partial', 'mooring.json.partial']) {
    writeFileSync(join(folder, 'csv', name), 'Rent')
  }
  await deleteCopies(folder, ['csv'])
  expect(existsSync(folder)).toBe(false)
})
