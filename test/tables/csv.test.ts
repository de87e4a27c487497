import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalOf } from '../../electron/main/institutions/values/money.ts'
import {
  hasPython,
  queryWithDuckDb,
  readWithCsvParse,
  readWithPython,
  toCsv,
} from '../support/csv-readers.ts'

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

const wide = { id: 'id', mask: 'mask', text: 'text', value: 'value' } as const
const wideRow = { id: 'a1', mask: '0071', text: 'Rent', value: '1.00' }

test.each(['0071', '12E3', '12345678901234567890', '71', '3-4', '2024.10'])(
  'the id %s is no number and no date for any reader [S8]',
  async (id) => {
    const text = toCsv(wide, [{ ...wideRow, id }])
    const [row] = await queryWithDuckDb(
      text,
      'SELECT id, mask, typeof(id) AS type, typeof(mask) AS kind FROM file',
    )
    expect(row).toEqual({ id: `'${id}`, mask: 'x0071', type: 'VARCHAR', kind: 'VARCHAR' })
    expect(Number(readWithCsvParse(text)[0]?.['id'])).toBeNaN()
  },
)

test.each([
  ['0071', "'0071"],
  ['1e5', "'1e5"],
  ['12345678901234567890', "'12345678901234567890"],
  ['2024', '2024'],
  ['Rent 5', 'Rent 5'],
])(
  'the text %j is written as %j: a number that a reader makes of it has all its digits [S8]',
  (text, written) => {
    expect(readWithCsvParse(toCsv(wide, [{ ...wideRow, text }]))[0]?.['text']).toBe(written)
  },
)

test.each([
  '1/2',
  '7-11',
  '10%',
  'MAR1',
  'Sept 2',
  '2 March',
  '1-May-26',
  'Dec 5, 2026',
  '1E5',
  '1e+21',
  '00123',
  '1234567890123456',
  '1,234.56',
  '$5.00',
  '(12.50)',
  '12:30',
  '3 PM',
  '12:30:15.5 pm',
  'Monday, March 14, 2012',
  'Tuesday, 1 May',
  'Mar 1 12:00',
  'TRUE',
  'false',
  '#N/A',
  'Infinity',
])(
  'the text %s is marked: a spreadsheet would make a date, a number or a truth value of it [Num 21]',
  (text) => {
    expect(readWithCsvParse(toCsv(wide, [{ ...wideRow, text }]))[0]?.['text']).toBe(`'${text}`)
  },
)

test.each([
  'May',
  'Mar-a-Lago',
  'March rent',
  '3 March Street',
  'Store 7-11',
  '100% Juice',
  'Truest',
  '#12 Grill',
  'A1',
  'Sunday',
  'Sun 5th',
  '3 Amigos',
])('the text %s is written as it is [Num 21]', (text) => {
  expect(readWithCsvParse(toCsv(wide, [{ ...wideRow, text }]))[0]?.['text']).toBe(text)
})

test('the query that docs/files.md has for DuckDB adds cents that come late in a long file [Num 6]', async () => {
  const rows = Array.from({ length: 30_000 }, (_, index) => ({
    date: '2026-11-20',
    description: 'Rent, "late"',
    amount: index === 0 ? null : index <= 25_000 ? '1' : '0.25',
  }))
  const folder = mkdtempSync(join(tmpdir(), 'mooring-query-'))
  try {
    const file = join(folder, 'transactions.csv')
    writeFileSync(file, toCsv({ date: 'value', description: 'text', amount: 'value' }, rows))
    const page = readFileSync(new URL('../../docs/files.md', import.meta.url), 'utf8')
    const query = /```sql\n([^`]+);\n```/.exec(page)?.[1]?.replace('transactions.csv', file) ?? ''
    const answer = await queryWithDuckDb('a\r\n', `SELECT total::VARCHAR AS total FROM (${query})`)
    expect(Number(answer[0]?.['total'])).toBe(26_249.75)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the byte order mark can be left out', () => {
  expect(toCsv(wide, [wideRow]).startsWith('\uFEFFid')).toBe(true)
  expect(toCsv(wide, [wideRow], { hasMark: false }).startsWith('id')).toBe(true)
})

test('booleans, quotes, commas and directions of writing come back as they were', () => {
  const text = 'Bank, the "good" one \u200f\u202eabc'
  const rows = readWithCsvParse(toCsv({ text: 'text', flag: 'value' }, [{ text, flag: true }]))
  expect(rows).toEqual([{ text, flag: 'true' }])
  if (hasPython)
    expect(readWithPython(toCsv({ text: 'text', flag: 'value' }, [{ text, flag: true }]))).toEqual(rows)
})

test(
  'what is written is what every reader reads, but for one mark before text',
  { tags: 'thorough' },
  async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 20 })
    const row = fc.record({
      text: fc.option(cell),
      amount: fc
        .bigInt({ min: -(10n ** 12n), max: 10n ** 12n })
        .map((cents) => decimalOf(Number(cents) / 100, 'USD')),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        const csv = toCsv({ text: 'text', amount: 'value' }, rows)
        const unmarked = (read: Record<string, string>[]) =>
          read.map(({ text, amount }) => [text?.replace(/^'/, ''), amount])
        const sent = rows.map(({ text, amount }) => [
          (text ?? '').replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' '),
          amount,
        ])
        expect(unmarked(readWithCsvParse(csv))).toEqual(sent)
        if (hasPython) expect(unmarked(readWithPython(csv))).toEqual(sent)
        const [total] = await queryWithDuckDb(
          csv,
          'SELECT sum(amount::DECIMAL(18, 2))::VARCHAR AS total FROM file',
        )
        const cents = rows.reduce((sum, { amount }) => sum + BigInt((amount ?? '0').replace('.', '')), 0n)
        expect(decimalOf(total?.['total'], 'USD')).toBe(decimalOf(`${cents}e-2`, 'USD'))
      }),
      { numRuns: 25 },
    )
  },
)
