import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { parse } from 'csv-parse/sync'
import { cellsOf, type Cell, type ColumnKind } from '../../electron/main/tables/columns.ts'
import { csvHeader, csvRows } from '../../electron/main/tables/csv.ts'

/** The text of a CSV file, as the app writes it. */
export function toCsv<Column extends string>(
  of: Record<Column, ColumnKind>,
  rows: readonly Record<Column, Cell>[],
  options = { hasMark: true },
): string {
  return (
    csvHeader(of, options) +
    csvRows(
      of,
      rows.map((row) => cellsOf(of, row)),
    )
  )
}

/** Rows by column name, every cell as text. */
export type CsvRows = Record<string, string>[]

export function readWithCsvParse(text: string): CsvRows {
  return parse(text, { bom: true, columns: true, record_delimiter: '\r\n' }) as CsvRows
}

export const hasPython = spawnSync('python3', ['--version']).status === 0

/** Python's csv module with its defaults, and the encoding that docs/files.md names. */
export function readWithPython(text: string): CsvRows {
  return withFile(text, (file) => {
    const script = [
      'import csv, json, sys',
      'csv.field_size_limit(10**8)',
      "with open(sys.argv[1], newline='', encoding='utf-8-sig') as file:",
      '    print(json.dumps(list(csv.DictReader(file, strict=True))))',
    ].join('\n')
    const answer = execFileSync('python3', ['-c', script, file], { maxBuffer: 1 << 28 })
    return JSON.parse(answer.toString()) as CsvRows
  })
}

/** What DuckDB answers to a query; `file` in the query is the table that its own `read_csv` makes of the text. */
export async function queryWithDuckDb(text: string, query: string): Promise<Record<string, unknown>[]> {
  return withFile(text, (file) => queryFileWithDuckDb(file, query))
}

/** As `queryWithDuckDb`, of a file that is CSV, JSON lines or Parquet by its name. */
export async function queryFileWithDuckDb(file: string, query: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    await connection.run(`CREATE VIEW file AS FROM '${file.replaceAll("'", "''")}'`)
    const reader = await connection.runAndReadAll(query)
    return reader.getRowObjectsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function withFile<T>(text: string, read: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-csv-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const file = join(folder, 'file.csv')
  writeFileSync(file, text)
  const result = read(file)
  if (result instanceof Promise) return result.finally(remove) as T
  remove()
  return result
}
