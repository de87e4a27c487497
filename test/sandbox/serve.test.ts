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

test('a request for some other server, or for no address at all, gets nothing', async () => {
  const ask = (target: string) =>
    sendRaw(port(), `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\nConnection: close\r\n\r\n`)
  expect([(await ask('http://evil.example/auth')).status, (await ask('//[')).status]).toEqual([421, 400])
})

test('a form that another site sends is refused', async () => {
  const send = async (origin: string) =>
    (
      await fetch(`${recipient.mikomo.baseUrl}/auth/consent`, {
        method: 'POST',
        body: new URLSearchParams({ visit: 'x' }),
        headers: { origin },
      })
    ).status
  expect([
    await send('https://evil.example'),
    await send('null'),
    await send(recipient.mikomo.baseUrl),
  ]).toEqual([403, 403, 400])
})

test('a body that is too long, or no form, is refused', async () => {
  const send = async (body: string, type: string) =>
    (
      await fetch(`${recipient.mikomo.baseUrl}/token`, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      })
    ).status
  const form = 'application/x-www-form-urlencoded'
  expect([
    await send(`code=${'x'.repeat(70_000)}`, form),
    await send('{"grant_type":"refresh_token"}', 'application/json'),
    await send('grant_type=x', `${form}; charset=utf-8`),
  ]).toEqual([413, 415, 400])
})

test('tokens are asked for with POST, data with GET', async () => {
  const ask = async (path: string, method: string) =>
    (
      await fetch(`${recipient.mikomo.baseUrl}${path}`, {
        method,
        ...(method === 'POST' ? { body: new URLSearchParams({ a: 'b' }) } : {}),
      })
    ).status
  expect([
    await ask('/token', 'GET'),
    await ask('/revoke', 'GET'),
    await ask('/balances/v3/mikomo', 'POST'),
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
