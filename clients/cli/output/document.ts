import type { Format, Options } from '../options.ts'
import { csvLine, csvRow } from './csv.ts'
import type { Cell, Column } from './columns.ts'
import type { Output } from './output.ts'
import { tableText } from './table.ts'

/** What the answer looks like in each format. */
export interface Shape {
  /** The answer as it came: for JSON. */
  answer: object
  /** For JSON lines. */
  items: readonly object[]
  /** For CSV and tables. */
  rows: readonly Readonly<Record<string, Cell>>[]
  columns: readonly Column[]
  /** Of a table on a terminal; absent for all. */
  shownColumns?: readonly Column[]
  /** What a table without a row says. */
  none: string
}

/** Writes an answer that is one JSON object. */
export async function writeDocument(
  output: Output,
  { format }: Pick<Options, 'format'>,
  shape: Shape,
): Promise<void> {
  await output.write(documentText(output, format, shape))
}

function documentText(output: Output, format: Format, shape: Shape): string {
  const { answer, items, rows, columns, shownColumns, none } = shape
  switch (format) {
    case 'json':
      return `${JSON.stringify(answer, null, 2)}\n`
    case 'jsonl':
      return items.map((item) => `${JSON.stringify(item)}\n`).join('')
    case 'csv':
      return csvLine(columns.map(({ name }) => name)) + rows.map((row) => csvRow(row, columns)).join('')
    case 'table':
      if (rows.length === 0) return `${none}\n`
      return tableText(rows, shownColumns ?? columns, {
        shownWidth: output.columns,
        hasColours: output.hasColours,
      })
  }
}
