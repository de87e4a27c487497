import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openHttp } from '../../electron/main/net/http.ts'
import { discover } from '../../electron/main/oauth/discovery.ts'

interface Page {
  status?: number
  type?: string
  body: string
}

const http = openHttp({ userAgent: 'Mooring/test', totalMs: 1500, maxBytes: 100_000 })
let server: Server
let base: string
let pages: Record<string, Page>
let asked: string[]

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const page = pages[request.url ?? '']
    response.writeHead(page?.status ?? (page ? 200 : 404), {
      'content-type': page?.type ?? 'application/json',
    })
    if (page?.body === 'for ever') {
      const drip = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(drip))
    } else response.end(page?.body ?? '{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await http.close()
})
beforeEach(() => {
  pages = {}
  asked = []
})

const metadata = (issuer: string) => ({ body: JSON.stringify({ issuer, token_endpoint: `${base}/token` }) })

test.each([
  ['OpenID’s place behind the path', '/tenant', '/tenant/.well-known/openid-configuration'],
  ['OpenID’s place behind a slash', '/tenant/', '/tenant/.well-known/openid-configuration'],
  ['RFC 8414’s place between host and path', '/tenant', '/.well-known/oauth-authorization-server/tenant'],
  ['RFC 8414’s place without a path', '', '/.well-known/oauth-authorization-server'],
])('metadata is found at %s', async (_what, path, place) => {
  pages[place] = metadata(base + path)
  expect(await discover(http, base + path)).toMatchObject({ issuer: base + path })
})

test.each<[string, string, Page | null]>([
  ['nothing', 'discovery_failed', null],
  ['another issuer', 'issuer_mismatch', { body: '{"issuer":"https://evil.example"}' }],
  ['the issuer with a slash more', 'issuer_mismatch', { body: '{"issuer":"BASE/"}' }],
  ['the issuer in capitals', 'issuer_mismatch', { body: '{"issuer":"HTTP://127.0.0.1:PORT"}' }],
  ['no issuer', 'issuer_mismatch', { body: '{}' }],
  ['a web page', 'discovery_failed', { type: 'text/html', body: '{"issuer":"BASE"}' }],
  ['a list', 'discovery_failed', { body: '[]' }],
  ['what is cut short', 'discovery_failed', { body: '{"issuer":' }],
  ['JSON as deep as a well', 'discovery_failed', { body: `${'['.repeat(40_000)}${']'.repeat(40_000)}` }],
  ['more than anybody needs', 'answer_invalid', { body: `{"issuer":"BASE","x":"${'x'.repeat(200_000)}"}` }],
  ['an answer that never ends', 'timed_out', { body: 'for ever' }],
  ['a redirect', 'discovery_failed', { status: 302, body: '' }],
  ['a server that is down', 'server_unavailable', { status: 503, body: '' }],
])('with %s as its metadata, a server is not used: %s', async (_what, code, page) => {
  if (page) {
    const body = page.body.replace('BASE', base).replace('PORT', new URL(base).port)
    pages['/.well-known/openid-configuration'] = { ...page, body }
  }
  await expect(discover(http, base)).rejects.toMatchObject({ code })
  expect(asked.every((path) => path.startsWith('/.well-known/'))).toBe(true)
})

test('a member named __proto__ changes nothing but itself', async () => {
  const body = `{"issuer":"${base}","__proto__":{"polluted":true}}`
  pages['/.well-known/openid-configuration'] = { body }
  await discover(http, base)
  expect(Reflect.get({}, 'polluted')).toBe(undefined)
})
