import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer'
import type { Write } from '../system/write-chosen-file.ts'
import { namesOf, type Cell, type ColumnKind, type Columns, type Row, type TableFormat } from './columns.ts'

/** Rows that are encoded at once: what memory is needed for, and for how long nothing else runs. */
const groupRows = 10_000

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
    let group: Row<keyof typeof columns & string>[] = []
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

/** The values of rows, column by column, for the library. */
export function encoded<Column extends string>(
  columns: Columns<Column>,
  rows: readonly Row<Column>[],
): { name: string; data: unknown[] }[] {
  const names = namesOf(columns)
  const data = names.map((name) => ({ name, data: rows.map((row) => valueOf(row[name], columns[name])) }))
  const decimals = data.filter(({ name }) => columns[name] === 'decimal')
  if (decimals.length === 0) return data
  const wide = rows.map((row, index) => {
    const names = decimals.flatMap(({ name, data: own }) =>
      own[index] === null && row[name] !== null ? [name] : [],
    )
    return names.length === 0
      ? null
      : JSON.stringify(Object.fromEntries(names.map((name) => [name, row[name]])))
  })
  return [...data, { name: wideColumn, data: wide }]
}

function valueOf(cell: Cell, kind: ColumnKind): string | number | bigint | boolean | null {
  if (cell === null) return null
  switch (kind) {
    case 'decimal':
      return unscaled(String(cell))
    case 'count':
      return BigInt(cell)
    case 'flag':
      return Boolean(cell)
    case 'day':
      return Date.parse(`${String(cell)}T00:00:00Z`) / dayMs
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
