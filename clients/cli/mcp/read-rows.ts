import type { Answer } from '../connect/http.ts'
import { closed } from '../connect/request.ts'
import type { Cell, Column } from '../output/columns.ts'
import { readParts, type End, type Missing } from '../output/read-lines.ts'

export type Row = Record<string, Cell>

export interface ReadRows {
  columns: Column[]
  rows: Row[]
  isPartial: boolean
  missing: Missing[]
  /** There were more rows than were kept. */
  isCut: boolean
}

/** Reads an answer with rows, of which no more than `most` are kept. @throws CommandError */
export async function readRows(answer: Answer, most: number): Promise<ReadRows> {
  const rows: Row[] = []
  let columns: Column[] = []
  let end: End | null = null
  let isCut = false
  try {
    for await (const part of readParts(answer)) {
      if ('failure' in part) throw part.failure
      if ('head' in part) columns = part.head.columns
      if ('end' in part) end = part.end
      if ('rows' in part) {
        const free = most - rows.length
        rows.push(...part.rows.slice(0, free).map(rowOf))
        isCut = part.rows.length > free
        if (isCut) break
      }
    }
  } finally {
    answer.close()
  }
  return { columns, rows, isCut, isPartial: isCut || (end?.isPartial ?? false), missing: end?.missing ?? [] }
}

function rowOf(line: string): Row {
  try {
    return JSON.parse(line) as Row
  } catch {
    throw closed()
  }
}
