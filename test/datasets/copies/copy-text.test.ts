import fc from 'fast-check'
import { expect, test } from 'vitest'
import { copyLine } from '../../../electron/main/datasets/copies/postgres/copy-text.ts'

const text = { text: { type: 'text' } } as const

/** As PostgreSQL reads a cell. @see PostgreSQL manual, COPY, "Text Format" */
function readBack(cell: string): string | null {
  if (cell === '\\N') return null
  const signs: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\' }
  return cell.replaceAll(/\\(.)/g, (_, sign: string) => signs[sign] ?? sign)
}

test('any text is one cell of one line, and is read back as it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\\N', '\\.', '\t', '\r\n', '\0'))),
      (parts) => {
        const value = parts.join('')
        const line = copyLine(text, [value])
        expect(line.endsWith('\n')).toBe(true)
        expect(line.slice(0, -1)).not.toMatch(/[\n\r\t]/)
        expect(readBack(line.slice(0, -1))).toBe(value.replaceAll('\0', '\uFFFD'))
      },
    ),
  )
})

test('days that no calendar has are null, the rest arrives as it was sent', () => {
  const columns = {
    day: { type: 'date' },
    at: { type: 'timestamptz' },
    is: { type: 'boolean' },
    amount: { type: 'numeric' },
    count: { type: 'bigint' },
  } as const
  const at = '2026-11-20T12:00:00.000Z'
  expect(copyLine(columns, ['2024-02-29', at, 1, '-0.10', '9007199254740993'])).toBe(
    `2024-02-29\t${at}\tt\t-0.10\t9007199254740993\n`,
  )
  for (const day of ['2026-02-29', '0000-01-01', '2026-13-01', '+10000-01-01', 'x']) {
    expect(copyLine(columns, [day, `${day}T00:00:00.000Z`, 0, null, null])).toBe('\\N\t\\N\tf\t\\N\t\\N\n')
  }
})
