import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../shared/models/connection.ts'
import { linkMikomo } from '../support/linked.ts'
import { openLocalApp, type LocalApp } from '../support/local-app.ts'
import { callLocal, newKey, type Answered } from '../support/local-client.ts'

let app: LocalApp
let linked: Connection
const as = { key: newKey(), name: 'curl', waitMs: 60_000 }
beforeEach(async () => {
  app = await openLocalApp()
  linked = await linkMikomo(app.harness)
  app.allowAll()
})
afterEach(() => app.close())

const get = (path: string, headers: Record<string, string> = {}): Promise<Answered> =>
  callLocal(app.where, 'token.fetch', { connection: linked.id, path, headers }, as)

test('a path at the data host is fetched with the token, which stays in the app', async () => {
  const { status, headers, text } = await get('/accounts-info/v3/mikomo', { accept: 'application/json' })
  expect(status).toBe(200)
  expect(headers['mooring-status']).toBe('200')
  expect(headers['content-type']).toMatch(/^application\/json/)
  expect(JSON.parse(text).accounts.length).toBeGreaterThan(0)
})

test('the institution’s own failure comes with its status and body, and ends nothing', async () => {
  const { status, headers, text } = await get('/nothing/here')
  expect([status, headers['mooring-status']]).toEqual([200, '400'])
  expect(text.length).toBeGreaterThan(0)
  expect((await get('/accounts-info/v3/mikomo')).headers['mooring-status']).toBe('200')
})

test.each([
  ['https://evil.example/'],
  ['//evil.example/'],
  ['http://127.0.0.1:1/'],
  ['https://user@sandbox-products.ddp.akoya.com/'],
  ['file:///etc/passwd'],
  ['http://['],
])('%s gets no token', async (path) => {
  expect((await get(path)).error).toMatchObject({ code: 'endpoint_foreign', kind: 'use' })
})

test.each([
  'Authorization',
  'cookie',
  'Host',
  'x-forwarded-for',
  'Proxy-Authorization',
  'Content-Length',
  'DPoP',
])('a caller can’t set %s', async (name) => {
  expect((await get('/accounts-info/v3/mikomo', { [name]: 'x' })).error).toMatchObject({
    code: 'invalid_input',
  })
})

test('a header can’t smuggle another one', async () => {
  expect((await get('/', { 'x-a': 'b\r\nauthorization: c' })).error?.code).toBe('invalid_input')
  expect((await get('/', { 'x a': 'b' })).error?.code).toBe('invalid_input')
})
