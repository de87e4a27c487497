import { describe, expect, test } from 'vitest'
import { messageOf, nextTryText } from '../../renderer/text/error-messages.ts'
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

test('no two failures are told in the same words', () => {
  const told = errorCodes.map((code) => messageOf({ code, detail: {} }).what)
  expect(told.filter((words, index) => told.indexOf(words) !== index)).toEqual([])
})

test('the next try is named by its time, and by its day where that is not plain', () => {
  const now = Date.now()
  expect(nextTryText(null, now)).toBe(null)
  expect(nextTryText(now - 1, now)).toBe('Trying again now.')
  expect(nextTryText(now + 60_000, now)).toMatch(/^Tries again by itself at \d/)
  expect(nextTryText(now + 3 * 86_400_000, now)).toMatch(/^Tries again by itself on .*20\d\d/)
})

test('an answer in the name of another server says that it may be an attack [Words 6]', () => {
  const { next } = messageOf({ code: 'issuer_mismatch', detail: { host: 'bank.example' } })
  expect(next).toContain('letter for letter')
  expect(next).toContain('somebody may be trying to get at the access')
})

test('a refused identity names this computer’s clock only where a time is what was wrong [Words 7]', () => {
  const nextFor = (cause: string) => messageOf({ code: 'id_token_invalid', detail: { cause } }).next
  for (const cause of ['exp', 'iat', 'nbf']) expect(nextFor(cause)).toContain('clock')
  for (const cause of ['signature', 'sub', 'aud', 'nonce', 'at_hash'])
    expect(nextFor(cause)).not.toContain('clock')
})

test('a connection that is not safe is told with what is wrong with it [N6]', () => {
  const said = (cause: string, detail: FailureDetail = {}) =>
    messageOf({ code: 'tls_failed', detail: { host: 'bank.example', cause, ...detail } }).what
  const why = {
    EE_KEY_TOO_SMALL: 'its certificate is too weak',
    CA_MD_TOO_WEAK: 'its certificate is too weak',
    ERR_SSL_UNSUPPORTED_PROTOCOL: 'versions of TLS that are too old',
    ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'versions of TLS that are too old',
    ERR_SSL_WRONG_VERSION_NUMBER: 'does not speak TLS at all',
    ERR_SSL_PACKET_LENGTH_TOO_LONG: 'does not speak TLS at all',
    CERT_HAS_EXPIRED: 'its certificate expired.',
    CERT_NOT_YET_VALID: 'its certificate is not valid yet',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another server',
    SELF_SIGNED_CERT_IN_CHAIN: 'its certificate was not accepted',
  }
  for (const [cause, words] of Object.entries(why)) expect(said(cause)).toContain(words)
  const expiredAtMs = Date.UTC(2020, 2, 1, 12)
  expect(said('CERT_HAS_EXPIRED', { expiredAtMs })).toMatch(/its certificate expired on .*2020/)
})

test('a proxy that stands in the way is named, with its status and with what it leads to [J6]', () => {
  const told = (status: number) =>
    messageOf({
      code: 'proxy_refused',
      detail: { host: 'bank.example', proxy: 'proxy.example:8080', status },
    })
  expect(told(403).what).toBe(
    'The proxy proxy.example:8080 does not allow a connection to bank.example (status 403). Nothing was sent.',
  )
  expect(told(407).what).toContain(
    'The proxy proxy.example:8080 asks for a user name and a password (status 407)',
  )
  expect(told(407).next).toContain('HTTPS_PROXY')
})
