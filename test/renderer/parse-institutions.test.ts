import { expect, test } from 'vitest'
import { parseInstitutions } from '../../renderer/registrations/parse-institutions.ts'

const northbridge = { connector: 'northbridge', name: 'Northbridge Bank' }
const wharf = { connector: 'wharf', name: 'Wharf, Bank' }

test.each([
  ['lines with commas', 'northbridge, Northbridge Bank\nwharf,"Wharf, Bank"'],
  ['rows from a spreadsheet', 'northbridge\tNorthbridge Bank\r\nwharf\tWharf, Bank\r\n'],
  ['semicolons', '\uFEFFnorthbridge;Northbridge Bank\nwharf;Wharf, Bank'],
  [
    'headings in another order',
    'Display name,Connector ID\nNorthbridge Bank,northbridge\n"Wharf, Bank",wharf',
  ],
  [
    'JSON',
    '[{"id":"northbridge","name":"Northbridge Bank"},{"providerId":"wharf","displayName":"Wharf, Bank"}]',
  ],
  ['a list with repeats', 'northbridge\tNorthbridge Bank\nwharf\tWharf, Bank\nnorthbridge\tAgain'],
])('%s', (_what, text) => {
  expect(parseInstitutions(text)).toEqual({ institutions: [northbridge, wharf], faults: [] })
})

test('what has no usable connector is named by its line', () => {
  expect(parseInstitutions('a bank,Name\n\nfine\n')).toEqual({
    institutions: [{ connector: 'fine', name: 'fine' }],
    faults: [{ line: 1, text: 'a bank,Name' }],
  })
  expect(parseInstitutions('[{"name":').faults).toHaveLength(1)
})

test('a quoted cell with quotes is one name', () => {
  expect(parseInstitutions('x,"The ""good"" bank"').institutions).toEqual([
    { connector: 'x', name: 'The "good" bank' },
  ])
})
