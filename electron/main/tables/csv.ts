import { stringify } from 'csv-stringify/sync'
import { csvCell } from '../../../shared/csv-cell.ts'
import { namesOf, type Columns, type Row, type TableFormat } from './columns.ts'

/**
 * The header line of a CSV file (RFC 4180, UTF-8). `csvRows` adds the rows.
 *
 * @param options.hasMark begins the file with a byte order mark, which Excel needs to read UTF-8
 */
export function csvHeader<Column extends string>(
  columns: Columns<Column>,
  options: { hasMark: boolean },
): string {
  return stringify([namesOf(columns)], { record_delimiter: 'windows', bom: options.hasMark })
}

/** Rows as lines of a CSV file: CRLF after each line, cells by the rules of `csvCell`. One line is one row. */
export function csvRows<Column extends string>(
  columns: Columns<Column>,
  rows: readonly Row<Column>[],
): string {
  const names = namesOf(columns)
  const cells = rows.map((row) => names.map((name) => csvCell(row[name], columns[name])))
  return stringify(cells, { record_delimiter: 'windows' })
}

/** A CSV file (RFC 4180), with the rules of `csvRows`. @param options as for `csvHeader` */
export function csvFormat(options: { hasMark: boolean }): TableFormat {
  return {
    extension: 'csv',
    async writeTable(columns, pages, write) {
      await write(csvHeader(columns, options))
      for await (const rows of pages) if (rows.length > 0) await write(csvRows(columns, rows))
    },
  }
}
