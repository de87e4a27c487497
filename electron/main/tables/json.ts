import { namesOf, type Cell, type Cells, type Columns, type TableFormat } from './columns.ts'

/** JSON lines: one object a line, with the names of the columns. Decimal numbers are text, so that no digit is lost. */
export const jsonLines: TableFormat = {
  extension: 'jsonl',
  async writeTable(columns, pages, write) {
    for await (const rows of pages) {
      if (rows.length > 0) await write(`${rows.map(lineOf(columns)).join('\n')}\n`)
    }
  },
}

/** A JSON array of the same objects, one a line. */
export const jsonArray: TableFormat = {
  extension: 'json',
  async writeTable(columns, pages, write) {
    let separator = '[\n'
    for await (const rows of pages) {
      if (rows.length === 0) continue
      await write(`${separator}${rows.map(lineOf(columns)).join(',\n')}`)
      separator = ',\n'
    }
    await write(separator === '[\n' ? '[\n\n]\n' : '\n]\n')
  },
}

function lineOf(columns: Columns): (row: Cells) => string {
  const keys = namesOf(columns).map((name) => JSON.stringify(name))
  return (row) => `{${keys.map((key, index) => `${key}:${cellText(row[index] ?? null)}`).join(',')}}`
}

/** `JSON.stringify` refuses a bigint, whose digits JSON can hold. */
function cellText(cell: Cell): string {
  return typeof cell === 'bigint' ? String(cell) : JSON.stringify(cell)
}
