import { stringify } from 'csv-stringify/sync'
import { csvCell } from '../../../shared/csv-cell.ts'
import { namesOf, type Cells, type Columns, type TableFormat } from './columns.ts'

/**
 * The header line of a CSV file (RFC 4180, UTF-8). `csvRows` adds the rows.
 *
 * @param options.hasMark begins the file with a byte order mark, which Excel needs to read UTF-8
 */
export function csvHeader(columns: Columns, options: { hasMark: boolean }): string {
  return stringify([namesOf(columns)], { record_delimiter: 'windows', bom: options.hasMark })
}

/** Rows as lines of a CSV file: CRLF after each line, cells by the rules of `csvCell`. One line is one row. */
export function csvRows(columns: Columns, rows: readonly Cells[]): string {
  const kinds = Object.values(columns)
  const cells = rows.map((row) => kinds.map((kind, index) => csvCell(row[index] ?? null, kind)))
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
