import { describe, expect, test } from 'vitest'
import { detailsOf, messageOf, nextStepText, nextTryText } from '../../renderer/text/error-messages.ts'
import { errorCodes, type FailureDetail } from '../../shared/errors.ts'

const details: [what: string, detail: FailureDetail][] = [
  ['nothing', {}],
  [
    'everything',
    {
      host: 'idp.example.com',
      port: 8080,
      proxy: 'proxy.example:8080',
      redirectUri: 'http://localhost:8080/callback',
      status: 503,
      error: 'server_error',
      untilMs: Date.UTC(2026, 10, 23, 14, 32),
      version: 9,
      cause: 'ECONNREFUSED',
      field: 'name',
    },
  ],
]

describe.each(details)('with %s known about it', (_what, detail) => {
  test.each(errorCodes)('%s says what happened and what to do next, in whole sentences', (code) => {
    const { what, next } = messageOf({ code, detail })
    for (const words of [what, next]) {
      expect(words).toMatch(/^([A-Z0-9]|idp\.example\.com)[^]{10,}[.]$/)
      expect(words).not.toContain(code.includes('_') ? code : 'internal')
      expect(words).not.toMatch(/unexpected|undefined|null|NaN|port [,:]|!|  /i)
    }
    expect(what).not.toBe(next)
  })
})

test('no two failures have the same message', () => {
  const texts = errorCodes.map((code) => messageOf({ code, detail: {} }).what)
  expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([])
})

test('the next retry has its time, and its date if it is not soon', () => {
  const now = Date.now()
  expect(nextTryText(null, now)).toBe(null)
  expect(nextTryText(now - 1, now)).toBe('Retrying now.')
  expect(nextTryText(now + 180_000, now)).toMatch(/^Retrying automatically at \d/)
  expect(nextTryText(now + 3 * 86_400_000, now)).toMatch(/^Retrying automatically on .*20\d\d/)
})

test('a response from another server says that it may be an attack [Words 6]', () => {
  const { next } = messageOf({ code: 'issuer_mismatch', detail: { host: 'bank.example' } })
  expect(next).toContain('exactly right')
  expect(next).toContain('someone may be trying to steal the access')
})

test('a rejected ID token names this computer’s clock only if a time claim was wrong [Words 7]', () => {
  const nextFor = (cause: string) => messageOf({ code: 'id_token_invalid', detail: { cause } }).next
  for (const cause of ['exp', 'iat', 'nbf']) expect(nextFor(cause)).toContain('clock')
  for (const cause of ['signature', 'sub', 'aud', 'nonce', 'at_hash'])
    expect(nextFor(cause)).not.toContain('clock')
})

test('a connection that isn’t secure is shown with the reason [N6]', () => {
  const said = (cause: string, detail: FailureDetail = {}) =>
    messageOf({ code: 'tls_failed', detail: { host: 'bank.example', cause, ...detail } }).what
  const why = {
    EE_KEY_TOO_SMALL: 'its certificate is too weak',
    CA_MD_TOO_WEAK: 'its certificate is too weak',
    ERR_SSL_UNSUPPORTED_PROTOCOL: 'versions of TLS that are too old',
    ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'versions of TLS that are too old',
    ERR_SSL_WRONG_VERSION_NUMBER: 'the response wasn’t TLS',
    ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the response wasn’t TLS',
    CERT_HAS_EXPIRED: 'its certificate expired.',
    CERT_NOT_YET_VALID: 'its certificate isn’t valid yet',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another server',
    SELF_SIGNED_CERT_IN_CHAIN: 'its certificate wasn’t accepted',
  }
  for (const [cause, words] of Object.entries(why)) expect(said(cause)).toContain(words)
  const expiredAtMs = Date.UTC(2020, 2, 1, 12)
  expect(said('CERT_HAS_EXPIRED', { expiredAtMs })).toMatch(/its certificate expired on .*2020/)
})

test('a proxy that refuses a connection is named, with its status and the next step [J6]', () => {
  const told = (status: number) =>
    messageOf({
      code: 'proxy_refused',
      detail: { host: 'bank.example', proxy: 'proxy.example:8080', status },
    })
  expect(told(403).what).toBe(
    'The proxy proxy.example:8080 doesn’t allow connections to bank.example (HTTP 403). Nothing was sent.',
  )
  expect(told(407).what).toContain('The proxy proxy.example:8080 requires a username and password (HTTP 407)')
  expect(told(407).next).toContain('HTTPS_PROXY')
})

test('what is less than two minutes away is said in seconds, and anything later by its time [Words 8]', () => {
  const now = Date.now()
  const nextFor = (inMs: number) =>
    messageOf({ code: 'rate_limited', detail: { untilMs: now + inMs } }, now).next
  expect(nextFor(40_000)).toContain('in 40 seconds')
  expect(nextFor(1000)).toContain('in 1 second')
  expect(nextFor(119_000)).toContain('in 119 seconds')
  expect(nextFor(0)).toContain('now')
  expect(nextFor(-5000)).toContain('now')
  expect(nextFor(120_000)).toMatch(/after \d/)
  expect(nextTryText(now + 40_000, now)).toBe('Retrying automatically in 40 seconds.')
})

test('of a failure that is tried again, what the user has to do is not hidden by when', () => {
  const again = 'Retrying automatically in 40 seconds.'
  const stepOf = (code: 'keychain_locked' | 'tls_failed' | 'server_unavailable', nextTry: string | null) =>
    nextStepText({ code, detail: {} }, nextTry, Date.now())
  expect(stepOf('keychain_locked', again)).toBe(`Unlock it, then try again. Nothing was changed. ${again}`)
  expect(stepOf('tls_failed', again)).toMatch(/.+\. Retrying automatically in 40 seconds\.$/)
  expect(stepOf('server_unavailable', again)).toBe(again)
  expect(stepOf('server_unavailable', null)).toMatch(/^Try again/)
})

test('the protocol’s own word, the status, the server, the time and the request id are in the details [Words 3]', () => {
  const detail = { host: 'bank.example', status: 400, error: 'invalid_scope', interactionId: 'i-1' }
  const atMs = Date.UTC(2026, 10, 25, 20, 11, 2)
  expect(detailsOf({ code: 'authorization_failed', detail }, atMs)).toEqual([
    'authorization_failed',
    'invalid_scope',
    'HTTP 400',
    'bank.example',
    'i-1',
    '2026-11-25 20:11:02 UTC',
  ])
  expect(detailsOf({ code: 'offline', detail: { host: 'bank.example', cause: 'ECONNREFUSED' } })).toEqual([
    'offline',
    'ECONNREFUSED',
    'bank.example',
  ])
  expect(detailsOf({ code: 'keychain_locked', detail: {} }, atMs)).toEqual([])
  expect(detailsOf({ code: 'browser_unavailable', detail: { cause: 'ENOENT' } }, atMs)).toEqual([])
})
