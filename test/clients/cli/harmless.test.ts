import { expect, test } from 'vitest'
import { makeHarmless } from '../../../clients/cli/output/harmless.ts'

test('what an institution sends can’t steer a terminal, also with a control character of two bytes that comes in two parts', () => {
  const shown = makeHarmless()
  const bytes = Buffer.from('a\u001B[2J\tb\n\u009B2J é ü ¿')
  const cut = bytes.indexOf(0xc2) + 1
  const text = Buffer.concat([shown(bytes.subarray(0, cut)), shown(bytes.subarray(cut))]).toString()
  expect(text.replaceAll(/[\t\n]/g, '')).not.toMatch(/\p{Cc}/u)
  expect(text).toMatch(/^a\?\[2J\tb\n.+2J é ü ¿$/)
})
