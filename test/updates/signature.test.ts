import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSigned, readPublicKey, signFeed } from '../../electron/main/updates/signature.ts'
import { feedOf, newPublisher } from '../support/feed-server.ts'

const publisher = newPublisher()
const keys = [readPublicKey(newPublisher().publicKey), readPublicKey(publisher.publicKey)]
const name = 'latest-linux.yml'
const feed = signFeed(publisher.privateKey, name, feedOf({ version: '0.2.0', content: 'new' }))

test('a feed is accepted with the signature of one of the keys, under its own name', () => {
  expect([
    isSigned(keys, name, feed),
    isSigned(keys.slice(0, 1), name, feed),
    isSigned([], name, feed),
    isSigned(keys, 'latest-mac.yml', feed),
  ]).toEqual([true, false, false, false])
})

test('every change of a feed is detected: a byte, a removed part, an added part', () => {
  const at = fc.nat({ max: feed.length - 1 })
  fc.assert(
    fc.property(at, at, fc.string({ maxLength: 5 }), (one, other, put) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)]
      const changed = feed.slice(0, from) + put + feed.slice(to)
      expect(isSigned(keys, name, changed)).toBe(changed === feed)
    }),
    { numRuns: 2000 },
  )
})

test('a key other than Ed25519 is refused', () => {
  expect(() => readPublicKey('c2hvcnQ=')).toThrow('32 bytes')
})
