import { expect, test } from 'vitest'
import { folded, slug } from '../../shared/plain-text.ts'

test.each([
  ['Crédit Agricole', 'credit-agricole'],
  ['Überziehung', 'uberziehung'],
  ['Straße & Söhne', 'strasse-sohne'],
  ['Łódź  Ørsted', 'lodz-orsted'],
  ['ﬁnance №5', 'finance-no5'],
  ['三菱UFJ銀行', '三菱ufj銀行'],
  ['がくせい', 'がくせい'],
  ['../etc/passwd\u202e', 'etc-passwd'],
  ['***', ''],
])('the name %j becomes the part %j of a file name [C5] [C7]', (name, part) => {
  expect(slug(name)).toBe(part)
})

test.each([
  ['strasse', 'Hauptstraße 5'],
  ['STRASSE', 'Hauptstraße 5'],
  ['straße', 'HAUPTSTRASSE'],
  ['societe', 'Société Générale'],
  ['orsted', 'Ørsted'],
  ['λόγος', 'ΛΌΓΟΣ'],
])('a search for %j finds %j [O1]', (search, name) => {
  expect(folded(name)).toContain(folded(search))
})
