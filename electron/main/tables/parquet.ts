import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer'
import type { Write } from '../system/write-chosen-file.ts'
import { namesOf, type Cell, type Cells, type ColumnKind, type Columns, type TableFormat } from './columns.ts'

/** Rows that are encoded at once: what memory is needed for, and for how long nothing else runs. */
const groupRows = 5000

/** Digits of a decimal column, and how many of them follow the point. */
const precision = 38
const scale = 18

/** The column for what DECIMAL(38, 18) can't hold. */
const wideColumn = 'wide_amounts'

/**
 * A Parquet file: DECIMAL(38, 18), DATE, TIMESTAMP in UTC, INT64 and text. A decimal number that has more digits is null in its own column
 * and text in `wide_amounts`, a JSON object by column name, which is null in every other row.
 *
 * @see https://parquet.apache.org/docs/file-format/types/logicaltypes/
 */
export const parquetFormat: TableFormat = {
  extension: 'parquet',
  async writeTable(columns, pages, write) {
    const file = new ParquetWriter({
      writer: writerTo(write),
      schema: schemaOf(columns),
      createdBy: 'Mooring',
    })
    let group: Cells[] = []
    const flush = async () => {
      if (group.length > 0) await file.write({ columnData: encoded(columns, group), rowGroupSize: groupRows })
      group = []
    }
    for await (const rows of pages) {
      for (const row of rows) {
        group.push(row)
        if (group.length === groupRows) await flush()
      }
    }
    await flush()
    await file.finish()
  },
}

/** Collects what the library writes, and passes it on after each group of rows. */
function writerTo(write: Write): ByteWriter & { flush(): Promise<void> } {
  const writer = new ByteWriter(1 << 20)
  const flush = async () => {
    if (writer.index > 0) await write(writer.getBytes().slice())
    writer.index = 0
  }
  return Object.assign(writer, { flush, finish: flush })
}

/** The columns of a file, for the library. */
export function schemaOf(columns: Columns): SchemaElement[] {
  const all = withWide(columns)
  const elements = namesOf(all).map((name): SchemaElement => ({
    name,
    repetition_type: 'OPTIONAL',
    ...typeOf(all[name] ?? 'text'),
  }))
  return [{ name: 'root', num_children: elements.length }, ...elements]
}

function typeOf(kind: ColumnKind): Omit<SchemaElement, 'name'> {
  switch (kind) {
    case 'decimal':
      return { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, converted_type: 'DECIMAL', precision, scale }
    case 'count':
      return { type: 'INT64' }
    case 'flag':
      return { type: 'BOOLEAN' }
    case 'day':
      return { type: 'INT32', converted_type: 'DATE' }
    case 'utc':
      return { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } }
    default:
      return { type: 'BYTE_ARRAY', converted_type: 'UTF8' }
  }
}

function withWide(columns: Columns): Columns {
  return Object.values(columns).includes('decimal') ? { ...columns, [wideColumn]: 'text' } : columns
}

type Value = string | number | bigint | boolean | null

/** The values of rows, column by column, for the library. */
export function encoded(columns: Columns, rows: readonly Cells[]): { name: string; data: Value[] }[] {
  const data = Object.entries(columns).map(([name, kind], index) => ({
    name,
    data: valuesOf(rows, index, kind),
  }))
  const decimals = Object.values(columns).flatMap((kind, index) => (kind === 'decimal' ? [index] : []))
  if (decimals.length === 0) return data
  const wide = rows.map((row, number) => {
    const tooWide = decimals.filter((index) => row[index] !== null && data[index]?.data[number] === null)
    return tooWide.length === 0
      ? null
      : JSON.stringify(Object.fromEntries(tooWide.map((index) => [data[index]?.name, row[index]])))
  })
  return [...data, { name: wideColumn, data: wide }]
}

/** Equal cells often follow each other: their value is made once. */
function valuesOf(rows: readonly Cells[], index: number, kind: ColumnKind): Value[] {
  let before: Cell = null
  let value: Value = null
  return rows.map(({ [index]: cell = null }) => {
    if (cell === before) return value
    before = cell
    value = valueOf(cell, kind)
    return value
  })
}

function valueOf(cell: Cell, kind: ColumnKind): Value {
  if (cell === null) return null
  switch (kind) {
    case 'decimal':
      return unscaled(String(cell))
    case 'count':
      return BigInt(cell)
    case 'flag':
      return Boolean(cell)
    case 'day':
      return Date.parse(String(cell)) / dayMs
    case 'utc':
      return BigInt(Date.parse(String(cell).replace(/^(\S+) (\S+)$/, '$1T$2Z')))
    default:
      return String(cell)
  }
}

const dayMs = 24 * 60 * 60_000

const mostUnscaled = 10n ** BigInt(precision)

/** The number times 10 to the power of `scale`; null where it has too many digits. */
function unscaled(decimal: string): bigint | null {
  const [whole = '', fraction = ''] = decimal.split('.')
  const digits = fraction.replace(/0+$/, '')
  if (digits.length > scale) return null
  const value = BigInt(whole + digits.padEnd(scale, '0'))
  return value < mostUnscaled && value > -mostUnscaled ? value : null
}
