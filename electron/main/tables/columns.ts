import type { Write } from '../system/write-chosen-file.ts'

/**
 * What a column of a file contains, for every format alike.
 *
 * - `value`: a code of ours, or a short text without a meaning for spreadsheets
 * - `count`: a whole number
 * - `decimal`: an exact decimal number as text: `-12.50`
 * - `flag`: true or false
 * - `day`: a calendar day, `2026-11-20`
 * - `utc`: an instant in UTC, `2026-11-20 12:00:00` or `2026-11-20T12:00:00.000Z`
 * - `text`: text from outside, or from the user
 * - `id`: text that may consist of digits
 * - `mask`: the last characters of a number
 */
export const columnKinds = ['value', 'count', 'decimal', 'flag', 'day', 'utc', 'text', 'id', 'mask'] as const
export type ColumnKind = (typeof columnKinds)[number]

export type Cell = string | number | bigint | boolean | null

export type Columns<Column extends string = string> = Record<Column, ColumnKind>

/** A row by the names of its columns. */
export type Row<Column extends string = string> = Record<Column, Cell>

/** A row in the order of its columns. */
export type Cells = readonly Cell[]

/** Rows, in parts. */
export type Pages = Iterable<Cells[]> | AsyncIterable<Cells[]>

export function cellsOf<Column extends string>(columns: Columns<Column>, row: Row<Column>): Cells {
  return namesOf(columns).map((name) => row[name])
}

/** How a table is written into one file. */
export interface TableFormat {
  /** Of a file name, without a point. */
  extension: string
  /** Writes the rows as they come, so that memory does not grow with them. @throws what `pages` and `write` throw */
  writeTable(columns: Columns, pages: Pages, write: Write): Promise<void>
}

/** The names of a table's columns, in their order. */
export function namesOf<Column extends string>(columns: Columns<Column>): Column[] {
  return Object.keys(columns) as Column[]
}
