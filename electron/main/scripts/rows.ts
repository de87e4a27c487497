import type { LocalRowMethod } from '../../../shared/local.ts'
import { localSchemas } from '../../../shared/local-protocol.ts'
import type { Cell, ColumnKind } from '../tables/columns.ts'

/** The columns of exports that say how whole a file is. In an answer with rows that is said at its end. */
const ofWhole: ReadonlySet<string> = new Set(['partial', 'unreadable'])

export type ScriptColumns = Readonly<Record<string, ColumnKind>>

export function columnsOf(exported: ScriptColumns): ScriptColumns {
  return Object.fromEntries(Object.entries(exported).filter(([name]) => !ofWhole.has(name)))
}

/** The first line of an answer. */
export function headOf(method: LocalRowMethod, columns: ScriptColumns, facts: object = {}): object {
  const named = Object.entries(columns).map(([name, kind]) => ({ name, kind }))
  return { schema: localSchemas[method], columns: named, ...facts }
}

/** A row with these columns. Times are RFC 3339. */
export function rowOf(columns: ScriptColumns, cells: Readonly<Record<string, Cell>>): object {
  return Object.fromEntries(
    Object.entries(columns).map(([name, kind]) => {
      const cell = cells[name] ?? null
      return [name, kind === 'utc' && typeof cell === 'string' ? `${cell.replace(' ', 'T')}Z` : cell]
    }),
  )
}
