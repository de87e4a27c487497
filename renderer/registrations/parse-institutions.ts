import { folded } from '../../shared/plain-text.ts'

export interface ParsedInstitutions {
  institutions: { connector: string; name: string }[]
  /** Lines that are neither, by number from 1. */
  faults: { line: number; text: string }[]
}

const connectorForm = /^[A-Za-z0-9._-]{1,100}$/
const connectorNames = ['connector', 'connectorid', 'providerid', 'id']
const displayNames = ['name', 'displayname', 'institution', 'institutionname', 'providername']

/**
 * A list of institutions as people have it: a line for each, with connector and name between tabs, semicolons or commas (CSV, a copy from
 * a spreadsheet), with or without a line of headings, or a JSON array of objects. A connector alone is its own name. Repeated connectors
 * count once.
 */
export function parseInstitutions(text: string): ParsedInstitutions {
  const rows = /^\s*\[/.test(text) ? rowsOfJson(text) : rowsOfLines(text)
  const seen = new Set<string>()
  const parsed: ParsedInstitutions = { institutions: [], faults: [] }
  for (const { line, connector, name, text: written } of rows) {
    if (!connectorForm.test(connector) || name.length > 200) {
      parsed.faults.push({ line, text: written.slice(0, 80) })
    } else if (!seen.has(connector)) {
      seen.add(connector)
      parsed.institutions.push({ connector, name: name === '' ? connector : name })
    }
  }
  return parsed
}

interface Row {
  line: number
  connector: string
  name: string
  text: string
}

function rowsOfJson(text: string): Row[] {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    // Half a list, or a list in brackets that is not JSON.
    return [{ line: 1, connector: '', name: '', text: text.trim() }]
  }
  if (!Array.isArray(list)) return []
  return list.map((entry: unknown, index) => {
    const values =
      typeof entry === 'string'
        ? [['connector', entry] as const]
        : Object.entries(Object(entry) as Record<string, unknown>)
    const find = (names: readonly string[]) =>
      values.find(([key, value]) => names.includes(keyOf(key)) && typeof value === 'string')?.[1]
    return {
      line: index + 1,
      connector: String(find(connectorNames) ?? '').trim(),
      name: String(find(displayNames) ?? '').trim(),
      text: JSON.stringify(entry),
    }
  })
}

function rowsOfLines(text: string): Row[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  const separator = separatorOf(lines)
  let [connectorAt, nameAt] = [0, 1]
  return lines.flatMap((written, index): Row[] => {
    if (written.trim() === '') return []
    const cells = cellsOf(written, separator)
    if (index === 0 && connectorNames.concat(displayNames).includes(keyOf(cells[0] ?? ''))) {
      const find = (names: readonly string[]) => cells.findIndex((cell) => names.includes(keyOf(cell)))
      ;[connectorAt, nameAt] = [Math.max(find(connectorNames), 0), find(displayNames)]
      return []
    }
    const [connector = '', name = ''] = [cells[connectorAt], cells[nameAt]]
    return [{ line: index + 1, connector, name, text: written.trim() }]
  })
}

/** The mark that most lines have. */
function separatorOf(lines: readonly string[]): string {
  const count = (mark: string) => lines.filter((line) => line.includes(mark)).length
  return ['\t', ';', ','].toSorted((a, b) => count(b) - count(a))[0] ?? ','
}

/** The cells of a line; a quoted one may hold the separator, and two quotes in it are one (RFC 4180 section 2). */
function cellsOf(line: string, separator: string): string[] {
  const cell = new RegExp(`(?:^|${separator})(?:\\s*"((?:[^"]|"")*)"\\s*|([^${separator}]*))`, 'g')
  return [...line.matchAll(cell)].map(([, quoted, plain]) =>
    (quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')).trim(),
  )
}

function keyOf(heading: string): string {
  return folded(heading).replaceAll(/[^a-z]/g, '')
}
