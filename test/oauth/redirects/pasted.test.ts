import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAnswer, isAtRedirect } from '../../../electron/main/oauth/redirects/answer.ts'
import { openPasteBox } from '../../../electron/main/oauth/redirects/pasted.ts'

const redirectUri = 'https://desk.example/mooring/callback'
const state = 'the-state-that-was-sent'
const open = () => openPasteBox({ redirectUri, state })

test('the address that the browser ended at is the answer', async () => {
  const box = open()
  const address = `${redirectUri}?code=a%2Bb&state=${state}&iss=https%3A%2F%2Fbank.example`
  box.offer(`  ${address}\n`)
  expect((await box.callback).url.href).toBe(address)
})

test.each([
  ['nothing', '', 'address'],
  ['words', 'I approved it', 'address'],
  ['another host', `https://evil.example/mooring/callback?code=a&state=${state}`, 'address'],
  ['a longer path', `${redirectUri}/more?code=a&state=${state}`, 'address'],
  [
    'a user before the host',
    `https://desk.example@evil.example/mooring/callback?code=a&state=${state}`,
    'address',
  ],
  ['http for https', `http://desk.example/mooring/callback?code=a&state=${state}`, 'address'],
  ['the address without an answer', redirectUri, 'answer'],
  ['no state', `${redirectUri}?code=a`, 'answer'],
  ['two codes', `${redirectUri}?code=a&code=b&state=${state}`, 'answer'],
  ['a fragment', `${redirectUri}?code=a&state=${state}#x`, 'answer'],
  ['a broken escape', `${redirectUri}?code=%zz&state=${state}`, 'answer'],
  ['another state', `${redirectUri}?code=a&state=other`, 'state'],
])('%s is refused with a message, and the right address is still accepted', async (_what, address, cause) => {
  const box = open()
  expect(() => box.offer(address)).toThrow(
    expect.objectContaining({ code: 'paste_invalid', detail: { cause } }),
  )
  box.offer(`${redirectUri}?code=a&state=${state}`)
  expect((await box.callback).url.searchParams.get('code')).toBe('a')
})

test.each([
  ['whose description breaks lines', 'error_description=AADB2C90091%3A+cancelled.%0D%0ACorrelation+ID%3A+1'],
  ['with an unknown parameter in a broken escape', 'x=%zz'],
  ['with a question mark in an unknown parameter', 'next=https://desk.example/?a=b'],
])('a Cancel %s is accepted [N1] [I1]', async (_what, extra) => {
  const box = open()
  box.offer(`${redirectUri}?error=access_denied&${extra}&state=${state}`)
  expect((await box.callback).url.searchParams.get('error')).toBe('access_denied')
})

test.each([
  ['no scheme', 'http://127.0.0.1:4000/r/abc', `127.0.0.1:4000/r/abc?code=c&state=${state}`],
  ['no scheme where it is https', redirectUri, `desk.example/mooring/callback?code=c&state=${state}`],
  ['two slashes in its place', redirectUri, `//desk.example/mooring/callback?code=c&state=${state}`],
  ['the scheme in capitals', redirectUri, `HTTPS://desk.example/mooring/callback?code=c&state=${state}`],
  ['the host in capitals', redirectUri, `https://Desk.Example/mooring/callback?code=c&state=${state}`],
])('an address with %s, as some browsers copy it, is accepted [I4]', async (_what, registered, address) => {
  const box = openPasteBox({ redirectUri: registered, state })
  box.offer(address)
  expect((await box.callback).url.searchParams.get('code')).toBe('c')
})

test.each([
  ['https://relay.example:443/cb', 'https://relay.example/cb'],
  ['http://127.0.0.1:80/cb', 'http://127.0.0.1/cb'],
  ['https://Relay.Example/cb', 'https://relay.example/cb'],
])('%s is recognized as a browser writes it [I8]', async (registered, shown) => {
  const box = openPasteBox({ redirectUri: registered, state })
  box.offer(`${shown}?code=c&state=${state}`)
  expect((await box.callback).url.searchParams.get('code')).toBe('c')
})

const name = fc.constantFrom(
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'response',
  'extra',
  'Code',
)
const pairs = fc.array(fc.tuple(name, fc.string({ unit: 'grapheme', maxLength: 30 })), { maxLength: 8 })

test('a query counts as a response exactly when it has one outcome once, whatever else it contains [N1]', () => {
  fc.assert(
    fc.property(pairs, (parameters) => {
      const strict = ['code', 'state', 'iss', 'error', 'response']
      const count = (wanted: string) => parameters.filter(([key]) => key === wanted).length
      const isOnce = strict.every((key) => count(key) <= 1)
      const saysOne = count('response') === 1 || (count('state') === 1 && count('code') + count('error') > 0)
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      const isBroken = (value: string) => /[\x00-\x1f\x7f]/.test(value.toWellFormed())
      const isClean = !parameters.some(([key, value]) => strict.includes(key) && isBroken(value))
      expect(isAnswer(new URLSearchParams(parameters).toString())).toBe(isOnce && saysOne && isClean)
    }),
    { numRuns: 2000 },
  )
})

test('no pasted text is accepted without the state, and none causes an error', () => {
  const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true }))
  fc.assert(
    fc.property(anything, (text) => {
      const refusal = expect.objectContaining({ code: 'paste_invalid' })
      expect(() => open().offer(text)).toThrow(refusal)
      expect(() => open().offer(`${redirectUri}?${text}`)).toThrow(refusal)
    }),
    { numRuns: 2000 },
  )
})

const part = fc.stringMatching(/^[a-z0-9\-._~]{1,8}$/)
const address = fc
  .tuple(
    fc.constantFrom('http', 'https'),
    fc.domain(),
    fc.option(fc.integer({ min: 1, max: 65535 })),
    fc.array(part),
  )
  .map(
    ([scheme, domain, port, path]) =>
      `${scheme}://${domain}${port === null ? '' : `:${port}`}/${path.join('/')}`,
  )

test('an address is at the redirect only when it is that address, letter for letter', () => {
  fc.assert(
    fc.property(address, address, (one, other) => {
      expect(isAtRedirect(one, one)).toBe(true)
      expect(isAtRedirect(other, one)).toBe(one === other)
      expect(isAtRedirect(`${one}x`, one)).toBe(false)
      expect(isAtRedirect(one.toUpperCase(), one)).toBe(one.toUpperCase() === one)
      expect(isAtRedirect(`${one}#`, one)).toBe(false)
    }),
    { numRuns: 2000 },
  )
})
