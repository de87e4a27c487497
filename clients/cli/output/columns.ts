export type Cell = string | number | boolean | null

/** A column of a table or a CSV file. */
export interface Column {
  name: string
  /** A kind of `electron/main/tables/columns.ts`. */
  kind: string
}

export const column = (name: string, kind = 'value'): Column => ({ name, kind })
