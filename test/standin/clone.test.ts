import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode, encode } from './clone.ts'

test('a message arrives as it was sent', () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.double(),
    fc.bigInt(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.date({ noInvalidDate: true }),
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value')), fc.dictionary(key, tie('value'))),
  }))
  fc.assert(
    fc.property(value, (sent) => {
      expect(decode(encode(sent))).toEqual(sent)
    }),
  )
})

// `$` marks what JSON has no word for: an object of the app's own may have that name too.
const key = fc.oneof(fc.constant('$'), fc.string()).filter((name) => name !== '__proto__')

test.each<[string, unknown, string]>([
  ['a function', () => undefined, 'An object could not be cloned.'],
  ['a map', new Map(), 'electron stand-in: a Map in a message is not supplied'],
  ['bytes', new Uint8Array(1), 'electron stand-in: a Uint8Array in a message is not supplied'],
])('%s does not travel', (_what, sent, words) => {
  expect(() => encode({ sent })).toThrow(words)
})
