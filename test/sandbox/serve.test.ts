import { afterEach, beforeEach, expect, test } from 'vitest'
import { get, sendRaw } from '../support/raw-request.ts'
import { openRecipient, type Recipient } from './recipient.ts'

let recipient: Recipient
beforeEach(async () => {
  recipient = await openRecipient()
})
afterEach(() => recipient.close())

const port = () => Number(new URL(recipient.mikomo.baseUrl).port)

test.each([
  [
    'a name that resolves to this computer',
    (own: string) => ({ Host: own.replace('127.0.0.1', 'evil.example') }),
  ],
  ['localhost', (own: string) => ({ Host: own.replace('127.0.0.1', 'localhost') })],
  ['another port', () => ({ Host: '127.0.0.1:1' })],
])('a request to %s gets nothing', async (_what, headers) => {
  const request = get(recipient.authorizeUrl(), {
    ...headers(`127.0.0.1:${port()}`),
    Connection: 'close',
  })
  expect(await sendRaw(port(), request)).toMatchObject({
    status: 421,
    body: '{"message":"Misdirected request"}',
  })
})

async function askFor(target: string): Promise<number> {
  const lines = [`GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${port()}`, 'Connection: close', '', '']
  return (await sendRaw(port(), lines.join('\r\n'))).status
}

async function send(path: string, init: RequestInit): Promise<number> {
  return (await fetch(`${recipient.mikomo.baseUrl}${path}`, init)).status
}

test('a request for some other server, or for no address at all, gets nothing', async () => {
  expect([await askFor('http://evil.example/auth'), await askFor('//[')]).toEqual([421, 400])
})

test.each([
  ['another site', 403, () => 'https://evil.example'],
  ['a page that hides where it is', 403, () => 'null'],
  ['its own page', 400, () => recipient.mikomo.baseUrl],
])('a form from %s gets %i', async (_what, status, origin) => {
  const body = new URLSearchParams({ visit: 'x' })
  expect(await send('/auth/consent', { method: 'POST', body, headers: { origin: origin() } })).toBe(status)
})

const form = 'application/x-www-form-urlencoded'

test.each([
  ['is too long', 413, form, `code=${'x'.repeat(70_000)}`],
  ['is no form', 415, 'application/json', '{"grant_type":"refresh_token"}'],
  ['is a form with an unknown request', 400, `${form}; charset=utf-8`, 'grant_type=x'],
])('a body that %s gets %i', async (_what, status, type, body) => {
  expect(await send('/token', { method: 'POST', body, headers: { 'content-type': type } })).toBe(status)
})

test('tokens are requested with POST, data with GET', async () => {
  expect([
    await send('/token', { method: 'GET' }),
    await send('/revoke', { method: 'GET' }),
    await send('/balances/v3/mikomo', { method: 'POST', body: new URLSearchParams({ a: 'b' }) }),
  ]).toEqual([405, 405, 405])
})

test('it listens on this computer alone, and every answer carries an interaction id', async () => {
  expect(recipient.mikomo.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const own = await fetch(recipient.authorizeUrl(), {
    headers: { 'x-akoya-interaction-id': 'support-case-7' },
  })
  const made = await fetch(`${recipient.mikomo.baseUrl}/nowhere`)
  expect([own, made].map(({ headers }) => headers.get('x-akoya-interaction-id'))).toEqual([
    'support-case-7',
    expect.stringMatching(/^[\da-f-]{36}$/),
  ])
})
