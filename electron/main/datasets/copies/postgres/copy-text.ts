import type { TeamTable } from './tables.ts'

/** A value of the dataset's file. */
export type Value = string | number | bigint | null

/**
 * One row of COPY's text format.
 *
 * @see PostgreSQL manual, COPY, "Text Format"
 */
export function copyLine(columns: TeamTable['columns'], values: readonly Value[]): string {
  const cells = Object.values(columns).map(({ type }, index) => cellOf(type, values[index] ?? null))
  return `${cells.join('\t')}\n`
}

const special = /[\\\t\n\r]/
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const none = '\\N'

function cellOf(type: TeamTable['columns'][string]['type'], value: Value): string {
  if (value === null) return none
  const text = String(value)
  switch (type) {
    case 'boolean':
      return text === '1' ? 't' : 'f'
    case 'date':
      return isDay(text) ? text : none
    case 'timestamptz':
      return isDay(text.slice(0, 10)) ? text : none
    case 'text':
      return escaped(text)
    case 'integer':
    case 'bigint':
    case 'numeric':
      return text
  }
}

/** PostgreSQL has no character zero in texts. */
function escaped(text: string): string {
  const known = text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text
  return special.test(known) ? known.replaceAll(/[\\\t\n\r]/g, (sign) => escapes[sign] ?? sign) : known
}

/** PostgreSQL has no year 0 and no 30 February; an institution may send them. The file keeps what was sent. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
