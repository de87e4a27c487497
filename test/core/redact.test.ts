import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redact } from '../../electron/main/core/redact.ts'

/** As a state, a nonce, a verifier or a token: random bytes in base64url. */
const secret = fc
  .uint8Array({ minLength: 32, maxLength: 96 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'))
const short = fc.stringMatching(/^[A-Za-z0-9~.+/_-]{4,31}$/)
const around = fc.stringMatching(/^[a-z ,.:;()\n]{0,20}$/)
const name = fc.constantFrom(
  'code',
  'state',
  'nonce',
  'code_verifier',
  'access_token',
  'refresh_token',
  'id_token',
  'client_secret',
  'client_assertion',
  'password',
  'token',
)

test('a long secret is masked wherever it is a word of its own', () => {
  fc.assert(
    fc.property(around, secret, around, (before, hidden, after) => {
      expect(redact(`${before} ${hidden} ${after}`)).not.toContain(hidden)
    }),
    { numRuns: 3000 },
  )
})

const places: [what: string, write: (name: string, value: string) => string][] = [
  ['a query', (key, value) => `GET https://bank.example/cb?x=1&${key}=${value}&y=2`],
  ['a form', (key, value) => `grant_type=x&${key}=${value}&scope=openid`],
  ['JSON', (key, value) => JSON.stringify({ a: 1, [key]: value, b: 2 })],
  ['a line of facts', (key, value) => `call.failed ${key}=${value} status=400`],
  ['a sentence', (key, value) => `the ${key}: ${value} was refused`],
]

test.each(places)('a secret of any length is masked behind its name in %s', (_what, write) => {
  fc.assert(
    fc.property(name, short, (key, hidden) => {
      fc.pre(!`${key} refused the was call.failed grant_type scope openid`.includes(hidden))
      const line = redact(write(key, hidden))
      expect(line).not.toContain(`=${hidden}`)
      expect(line).not.toContain(`"${hidden}"`)
      expect(line).not.toContain(`: ${hidden}`)
    }),
    { numRuns: 1000 },
  )
})

test('what an Authorization header carries is masked, whatever the scheme', () => {
  fc.assert(
    fc.property(fc.constantFrom('Bearer', 'Basic', 'DPoP', 'bearer'), short, (scheme, hidden) => {
      expect(redact(`authorization: ${scheme} ${hidden}`)).toBe(`authorization: ${scheme} •••`)
    }),
  )
})

test('ids that support needs stay, and masking twice is masking once', () => {
  fc.assert(
    fc.property(fc.uuid(), around, secret, (id, words, hidden) => {
      expect(redact(`linkId=${id} status=503`)).toBe(`linkId=${id} status=503`)
      const once = redact(`${words} ${hidden} linkId=${id}`)
      expect(redact(once)).toBe(once)
    }),
  )
})
