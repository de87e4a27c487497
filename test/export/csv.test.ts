import { expect, test } from 'vitest'
import { toCsv } from '../../electron/main/export/csv.ts'
import { hasPython, queryWithDuckDb, readWithCsvParse, readWithPython } from '../support/csv-readers.ts'

const columns = { description: 'text', amount: 'value' } as const

test.each(['=1+1', '+1', '-1', '-1+1', '@SUM(A1)', '=HYPERLINK("https://evil.example","a")', "'=1"])(
  'the text %j is marked, so that no spreadsheet takes it for a formula [C1]',
  (description) => {
    const [row] = readWithCsvParse(toCsv(columns, [{ description, amount: '-22.64' }]))
    expect(row).toEqual({ description: `'${description}`, amount: '-22.64' })
  },
)

test.each(['\n', '\r', '\r\n', '\t', '\0', '\u001b', '\u0085', '\u2028'])(
  'a row whose text holds %j is one row for every reader and keeps its amount [S7]',
  async (character) => {
    const text = toCsv(columns, [
      { description: `Rent${character}October`, amount: '-1200.00' },
      { description: 'Pay', amount: '2600.00' },
    ])
    const expected = [
      { description: 'Rent October', amount: '-1200.00' },
      { description: 'Pay', amount: '2600.00' },
    ]
    expect(text.split(/\r\n|[\r\n]/)).toHaveLength(4)
    expect(readWithCsvParse(text)).toEqual(expected)
    if (hasPython) expect(readWithPython(text)).toEqual(expected)
    expect(await queryWithDuckDb(text, 'SELECT description, amount::VARCHAR AS amount FROM file')).toEqual([
      { description: 'Rent October', amount: '-1200.0' },
      { description: 'Pay', amount: '2600.0' },
    ])
  },
)
