import type { CommandError } from '../failure.ts'
import type { Format } from '../options.ts'
import { csvLine, csvRow } from './csv.ts'
import type { Cell, Column } from './columns.ts'
import { failureJson } from './failure-json.ts'
import type { End, Head } from './read-lines.ts'
import { tableText } from './table.ts'

/** The text of an answer with rows, part by part. */
export interface RowText {
  begin(head: Head): string
  /** @param lines one JSON object each */
  rows(lines: readonly string[]): string
  end(end: End): string
  failed(failure: CommandError): string
}

export interface Look {
  /** The columns that a table shows. */
  shown: readonly string[]
  shownWidth: number
  hasColours: boolean
}

export function rowText(format: Format, noun: string, look: Look): RowText {
  switch (format) {
    case 'json':
      return jsonText(noun)
    case 'jsonl':
      return {
        begin: () => '',
        rows: (lines) => `${lines.join('\n')}\n`,
        end: () => '',
        failed: (failure) => `{"error":${failureJson(failure)}}\n`,
      }
    case 'csv':
      return csvText()
    case 'table':
      return tableInParts(look)
  }
}

/** One document, which is whole JSON also when the answer fails in the middle. */
function jsonText(noun: string): RowText {
  let separator = ''
  let hasBegun = false
  return {
    begin({ schema }) {
      hasBegun = true
      return `{"schema":${JSON.stringify(schema)},${JSON.stringify(noun)}:[\n`
    },
    rows(lines) {
      const text = separator + lines.join(',\n')
      separator = ',\n'
      return text
    },
    end: ({ isPartial, missing, none = [] }) =>
      `\n],"isPartial":${isPartial},"missing":${JSON.stringify(missing)},"none":${JSON.stringify(none)}}\n`,
    failed: (failure) =>
      hasBegun
        ? `\n],"isPartial":true,"error":${failureJson(failure)}}\n`
        : `{"error":${failureJson(failure)}}\n`,
  }
}

function csvText(): RowText {
  let columns: Column[] = []
  return {
    begin(head) {
      columns = head.columns
      return csvLine(columns.map(({ name }) => name))
    },
    rows: (lines) => lines.map((line) => csvRow(rowOf(line), columns)).join(''),
    end: () => '',
    failed: () => '',
  }
}

/** As many rows as decide the widths of a table’s columns. */
const measuredRows = 500

/** The first rows wait for each other, so that their columns have one width; later parts are tables of their own. */
function tableInParts({ shown, shownWidth, hasColours }: Look): RowText {
  let columns: Column[] = []
  let waiting: Record<string, Cell>[] = []
  let hasRows = false
  const flush = () => {
    if (waiting.length === 0) return ''
    const text = tableText(waiting, columns, { shownWidth, hasColours })
    waiting = []
    hasRows = true
    return text
  }
  return {
    begin(head) {
      const named = shown.flatMap((name) => head.columns.filter((column) => column.name === name))
      columns = named.length > 0 ? named : head.columns
      return ''
    },
    rows(lines) {
      waiting.push(...lines.map(rowOf))
      return waiting.length < measuredRows ? '' : flush()
    },
    end: () => flush() + (hasRows ? '' : 'There is nothing to show.\n'),
    failed: flush,
  }
}

function rowOf(line: string): Record<string, Cell> {
  return JSON.parse(line) as Record<string, Cell>
}
