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
    case 'timestamptz':
      return beginsWithDay(text) ? text : none
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

const day = /^(\d{4})-(\d{2})-(\d{2})(T|$)/

/** PostgreSQL has no year 0 and no 30 February; an institution may send them. The file keeps what was sent. */
function beginsWithDay(text: string): boolean {
  const parts = day.exec(text)
  if (parts === null) return false
  const [year, month, date] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  return year > 0 && month > 0 && month < 13 && date > 0 && date <= daysIn(year, month)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
