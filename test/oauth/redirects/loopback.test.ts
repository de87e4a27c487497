import { execFile } from 'node:child_process'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { openLoopback, type Loopback } from '../../../electron/main/oauth/redirects/loopback.ts'
import { pages } from '../../../electron/main/oauth/redirects/pages.ts'
import { openRedirect } from '../../../electron/main/oauth/redirects/redirect.ts'
import { get, openIdle, sendRaw } from '../../support/raw-request.ts'
import { limits } from '../../support/limits.ts'

const state = 'the-state-that-was-sent'
const right = `?code=abc&state=${state}`
const forever = new AbortController().signal

const opened: Pick<Loopback, 'close'>[] = []
afterEach(() => Promise.all(opened.splice(0).map((redirect) => redirect.close())))

async function open(mode: Parameters<typeof openLoopback>[0] = { mode: 'loopback' }): Promise<Loopback> {
  const redirect = await openLoopback(mode)
  opened.push(redirect)
  return redirect
}

const portOf = (redirect: Loopback) => Number(new URL(redirect.redirectUri).port)

async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The right callback still works: whatever came before was not taken for it. */
async function completes(redirect: Loopback, waiting = redirect.callback(state, forever)): Promise<void> {
  const page = sendRaw(portOf(redirect), get(redirect.redirectUri + right))
  const callback = await waiting
  expect(callback.url.href).toBe(redirect.redirectUri + right)
  await callback.reply('linked')
  expect((await page).status).toBe(200)
}

test('the redirect URI is the IP literal, a free port and a random path', async () => {
  const [one, two] = [await open(), await open()]
  expect(one.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d{4,5}\/r\/[\w-]{22}$/)
  expect(new URL(one.redirectUri).pathname).not.toBe(new URL(two.redirectUri).pathname)
})

test('the tab waits for the result, then shows a page that runs no script and leaks nothing', async () => {
  const redirect = await open()
  let answered = false
  const page = sendRaw(portOf(redirect), get(`${redirect.redirectUri}${right}&extra=<script>`)).then(
    (answer) => {
      answered = true
      return answer
    },
  )
  const callback = await redirect.callback(state, forever)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(answered).toBe(false)

  await callback.reply('linked')
  const { status, headers, body } = await page
  expect(status).toBe(200)
  expect(body).toContain('You can close this tab')
  expect(body).not.toMatch(/<script|abc|the-state|href=/)
  for (const header of [
    /^content-security-policy: default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'/im,
    /^cache-control: no-store/im,
    /^referrer-policy: no-referrer/im,
    /^x-content-type-options: nosniff/im,
    /^x-frame-options: DENY/im,
    /^cross-origin-resource-policy: same-origin/im,
    /^connection: close/im,
  ]) {
    expect(headers).toMatch(header)
  }
  expect(headers).not.toMatch(/access-control/i)
})

test('a link that stopped says so, and a second reply changes nothing', async () => {
  const redirect = await open()
  const page = sendRaw(portOf(redirect), get(redirect.redirectUri + right))
  const callback = await redirect.callback(state, forever)
  await callback.reply('stopped')
  await callback.reply('linked')
  expect((await page).body).toContain('Not linked')
})

test('a callback that arrives before the caller waits for it is not lost', async () => {
  const redirect = await open()
  const wrong = sendRaw(portOf(redirect), get(`${redirect.redirectUri}?code=x&state=other`))
  const page = sendRaw(portOf(redirect), get(redirect.redirectUri + right))
  await new Promise((resolve) => setTimeout(resolve, 50))

  const callback = await redirect.callback(state, forever)
  await callback.reply('linked')
  expect([(await wrong).status, (await page).status, callback.url.search]).toEqual([400, 200, right])
})

type Attack = [what: string, status: number, bytes: (uri: string) => string]
const line = (uri: string, first: string, more = '') =>
  `${first} HTTP/1.1\r\nHost: ${new URL(uri).host}\r\n${more}\r\n`
const path = (uri: string) => new URL(uri).pathname
const attacks: Attack[] = [
  ['the root', 404, (uri) => line(uri, 'GET /')],
  ['a favicon', 404, (uri) => line(uri, 'GET /favicon.ico')],
  ['another path with the right state', 404, (uri) => line(uri, `GET /r/other${right}`)],
  ['a path with two slashes', 404, (uri) => line(uri, `GET //evil/cb${right}`)],
  ['the path with a dot segment', 404, (uri) => line(uri, `GET /x/..${path(uri)}${right}`)],
  ['an absolute form', 400, (uri) => line(uri, `GET http://evil.example${path(uri)}${right}`)],
  ['HEAD', 405, (uri) => line(uri, `HEAD ${path(uri)}${right}`)],
  ['POST', 405, (uri) => line(uri, `POST ${path(uri)}${right}`, 'Content-Length: 0\r\n')],
  ['OPTIONS', 405, (uri) => line(uri, `OPTIONS ${path(uri)}${right}`, 'Origin: https://evil.example\r\n')],
  [
    'a rebound name',
    421,
    (uri) => `GET ${path(uri)}${right} HTTP/1.1\r\nHost: evil.example:${new URL(uri).port}\r\n\r\n`,
  ],
  [
    'localhost for the IP',
    421,
    (uri) => `GET ${path(uri)}${right} HTTP/1.1\r\nHost: localhost:${new URL(uri).port}\r\n\r\n`,
  ],
  ['no host', 421, (uri) => `GET ${path(uri)}${right} HTTP/1.0\r\n\r\n`],
  ['two hosts', 421, (uri) => line(uri, `GET ${path(uri)}${right}`, 'Host: evil.example\r\n')],
  ['a wrong state', 400, (uri) => line(uri, `GET ${path(uri)}?code=a&state=wrong`)],
  [
    'a state of the same length',
    400,
    (uri) => line(uri, `GET ${path(uri)}?code=a&state=${state.slice(0, -1)}x`),
  ],
  ['no state', 400, (uri) => line(uri, `GET ${path(uri)}?code=a`)],
  ['two states', 400, (uri) => line(uri, `GET ${path(uri)}${right}&state=${state}`)],
  ['two codes', 400, (uri) => line(uri, `GET ${path(uri)}${right}&code=b`)],
  ['two issuers', 400, (uri) => line(uri, `GET ${path(uri)}${right}&iss=a&iss=b`)],
  ['neither code nor error', 400, (uri) => line(uri, `GET ${path(uri)}?state=${state}`)],
  ['a NUL in the code', 400, (uri) => line(uri, `GET ${path(uri)}?code=a%00&state=${state}`)],
  ['a line break in the issuer', 400, (uri) => line(uri, `GET ${path(uri)}${right}&iss=a%0D%0Ab`)],
  ['a line break in the error', 400, (uri) => line(uri, `GET ${path(uri)}?error=a%0A&state=${state}`)],
  ['a broken escape in the code', 400, (uri) => line(uri, `GET ${path(uri)}?code=%zz&state=${state}`)],
  ['a code that is not UTF-8', 400, (uri) => line(uri, `GET ${path(uri)}?code=%ff&state=${state}`)],
  ['a second code under an escaped name', 400, (uri) => line(uri, `GET ${path(uri)}${right}&c%6Fde=b`)],
  [
    'an error without state',
    400,
    (uri) => line(uri, `GET ${path(uri)}?error=x&error_description=%3Cimg%20onerror%3E`),
  ],
  [
    'a fetch',
    403,
    (uri) => line(uri, `GET ${path(uri)}${right}`, 'Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: empty\r\n'),
  ],
  ['an image', 403, (uri) => line(uri, `GET ${path(uri)}${right}`, 'Sec-Fetch-Dest: image\r\n')],
  [
    'a frame',
    403,
    (uri) => line(uri, `GET ${path(uri)}${right}`, 'Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n'),
  ],
  ['a prefetch', 403, (uri) => line(uri, `GET ${path(uri)}${right}`, 'Sec-Purpose: prefetch\r\n')],
  ['a query of 7 KB', 400, (uri) => line(uri, `GET ${path(uri)}${right}&x=${'x'.repeat(7000)}`)],
  ['a query of 100 KB', 431, (uri) => line(uri, `GET ${path(uri)}${right}&x=${'x'.repeat(100_000)}`)],
  ['10,000 headers', 431, (uri) => line(uri, `GET ${path(uri)}${right}`, 'x: y\r\n'.repeat(10_000))],
  ['a body', 400, (uri) => line(uri, `GET ${path(uri)}${right}`, 'Content-Length: 5\r\n')],
  ['a TLS hello', 400, () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  [
    'two body lengths',
    400,
    (uri) => line(uri, `GET ${path(uri)}${right}`, 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n'),
  ],
  [
    'an upgrade',
    0,
    (uri) => line(uri, `GET ${path(uri)}${right}`, 'Connection: Upgrade\r\nUpgrade: websocket\r\n'),
  ],
  ['CONNECT', 0, (uri) => line(uri, 'CONNECT evil.example:443')],
  [
    'a right request behind a wrong one',
    404,
    (uri) => line(uri, 'GET /') + line(uri, `GET ${path(uri)}${right}`),
  ],
]

test.each(attacks)('%s is answered with %i and ignored', async (_what, status, bytes) => {
  const redirect = await open()
  const waiting = redirect.callback(state, forever)
  const answer = await sendRaw(portOf(redirect), bytes(redirect.redirectUri))
  expect(answer.status).toBe(status)
  expect(answer.headers).not.toMatch(/access-control/i)
  expect(answer.body).not.toMatch(/onerror|evil/)
  if (status === 405) expect(answer.headers).toMatch(/^allow: GET$/im)
  await completes(redirect, waiting)
})

const form = `code=abc&state=${state}`
const post = (uri: string, body: string, more = '') =>
  `${line(uri, `POST ${path(uri)}`, `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n${more}`)}${body}`
const wrongForms: Attack[] = [
  ['a form with another state', 400, (uri) => post(uri, 'code=abc&state=other')],
  ['a form with two codes', 400, (uri) => post(uri, `${form}&code=b`)],
  ['a form with a broken escape in the code', 400, (uri) => post(uri, `code=%zz&state=${state}`)],
  ['a form of 7 KB', 400, (uri) => post(uri, `${form}&x=${'x'.repeat(7000)}`)],
  ['a form to another path', 404, (uri) => post(uri, form).replace(path(uri), '/other')],
  ['a form of a rebound name', 421, (uri) => post(uri, form).replace(new URL(uri).host, 'evil.example')],
  ['a form that a page sends by itself', 403, (uri) => post(uri, form, 'Sec-Fetch-Mode: cors\r\n')],
  ['a form beside a query', 400, (uri) => post(uri, form).replace(path(uri), `${path(uri)}${right}`)],
  ['JSON', 400, (uri) => post(uri, form).replace('x-www-form-urlencoded', 'json')],
  [
    'a form without a length',
    400,
    (uri) => post(uri, form).replace(/Content-Length: \d+/, 'Transfer-Encoding: chunked'),
  ],
  ['a form that is not sent whole', 408, (uri) => post(uri, form).slice(0, -5)],
]

test.each(wrongForms)(
  'where a form is requested, %s is answered with %i and ignored',
  async (_what, status, bytes) => {
    const redirect = await openLoopback({ mode: 'loopback' }, { takesForms: true })
    opened.push(redirect)
    const waiting = redirect.callback(state, forever)
    expect((await sendRaw(portOf(redirect), bytes(redirect.redirectUri))).status).toBe(status)

    const page = sendRaw(portOf(redirect), post(redirect.redirectUri, form))
    const callback = await waiting
    expect(callback.url.search).toBe(right)
    await callback.reply('linked')
    expect((await page).status).toBe(200)
  },
)

test('an error with the right state is the answer', async () => {
  const redirect = await open()
  const page = sendRaw(portOf(redirect), get(`${redirect.redirectUri}?error=access_denied&state=${state}`))
  const callback = await redirect.callback(state, forever)
  await callback.reply('stopped')
  expect([callback.url.searchParams.get('error'), (await page).status]).toEqual(['access_denied', 200])
})

const ignored: [what: string, query: string][] = [
  [
    'a Cancel at Entra ID, whose description breaks lines',
    'error=access_denied&error_description=AADB2C90091%3A+cancelled.%0D%0ACorrelation+ID%3A+1',
  ],
  ['two descriptions', 'error=access_denied&error_description=a&error_description=b'],
  ['two addresses of explanations', 'error=access_denied&error_uri=a&error_uri=b'],
  ['a description that is not UTF-8', 'error=access_denied&error_description=%E9t%E9'],
  ['an unknown parameter with a broken escape', 'error=access_denied&x=%zz'],
  ['an unknown name with a broken escape', 'error=access_denied&%zz=1'],
  ['an unknown parameter with a NUL', 'error=access_denied&x=%00'],
  ['an unknown parameter twice, one without a value', 'error=access_denied&session_state&session_state=2'],
]
test.each(ignored)('with %s, an error is accepted at once [N1] [I1]', async (_what, query) => {
  const redirect = await open()
  const page = sendRaw(portOf(redirect), get(`${redirect.redirectUri}?${query}&state=${state}`))
  const callback = await redirect.callback(state, forever)
  await callback.reply('stopped')
  expect([callback.url.searchParams.get('error'), (await page).status]).toEqual(['access_denied', 200])
})

test.each(ignored)('over a relay, with %s, an error is accepted at once [N1] [I1]', async (_what, query) => {
  const relay = await openRedirect({ mode: 'relay', uri: 'https://desk.example/mooring/' })
  opened.push(relay)
  const port = Number(relay.stateSuffix.slice(1))
  const sent = `${state}${relay.stateSuffix}`
  const page = sendRaw(port, get(`http://127.0.0.1:${port}/callback?${query}&state=${sent}`))
  const callback = await relay.callback(sent, forever)
  await callback.reply('stopped')
  expect([callback.url.searchParams.get('error'), (await page).status]).toEqual(['access_denied', 200])
})

test.each(ignored)('in a form, with %s, an error is accepted at once [N1] [I1]', async (_what, query) => {
  const redirect = await openLoopback({ mode: 'loopback' }, { takesForms: true })
  opened.push(redirect)
  const page = sendRaw(portOf(redirect), post(redirect.redirectUri, `${query}&state=${state}`))
  const callback = await redirect.callback(state, forever)
  await callback.reply('stopped')
  expect([callback.url.searchParams.get('error'), (await page).status]).toEqual(['access_denied', 200])
})

test('a second callback gets a page that says it is too late', async () => {
  const redirect = await open()
  await completes(redirect)
  const again = await sendRaw(portOf(redirect), get(redirect.redirectUri + right))
  const error = await sendRaw(portOf(redirect), get(`${redirect.redirectUri}?error=x&state=${state}`))
  expect([again.status, error.status]).toEqual([410, 410])
})

test('200 silent connections do not block the callback', async () => {
  const redirect = await open()
  const idle: Socket[] = await Promise.all(Array.from({ length: 200 }, () => openIdle(portOf(redirect))))
  const startedMs = Date.now()
  await completes(redirect)
  expect(Date.now() - startedMs).toBeLessThan(limits.requestMs)
  for (const socket of idle) socket.destroy()
})

test('headers without an end get a 408', { tags: 'thorough' }, async () => {
  const redirect = await open()
  const startedMs = Date.now()
  const { status } = await sendRaw(portOf(redirect), 'GET / HTTP/1.1\r\nHost: ')
  expect(status).toBe(408)
  expect(Date.now() - startedMs).toBeLessThan(limits.requestMs)
})

test('it can’t be reached over the network', async () => {
  const address = Object.values(networkInterfaces())
    .flat()
    .find((entry) => entry?.family === 'IPv4' && !entry.internal)?.address
  const redirect = await open()
  if (address === undefined) return
  const { status } = await sendRaw(portOf(redirect), get(redirect.redirectUri + right), address)
  expect(status).toBe(0)
})

test('cancelling rejects with the reason, and closing frees the port and every connection at once', async () => {
  const redirect = await open()
  const port = portOf(redirect)
  const controller = new AbortController()
  const reason = new Error('cancelled')
  const waiting = redirect.callback(state, controller.signal)
  const idle = await openIdle(port)
  const idleClosed = new Promise((resolve) => idle.on('close', resolve))
  controller.abort(reason)

  await expect(waiting).rejects.toBe(reason)
  const startedMs = Date.now()
  await redirect.close()
  await idleClosed
  expect(Date.now() - startedMs).toBeLessThan(limits.requestMs)
  await open({ mode: 'fixed', uri: `http://127.0.0.1:${port}/again` })
})

test('a tab that never got an answer is disconnected on close', async () => {
  const redirect = await open()
  const page = sendRaw(portOf(redirect), get(redirect.redirectUri + right))
  const callback = await redirect.callback(state, forever)
  await redirect.close()
  expect((await page).status).toBe(0)
  await callback.reply('linked')
})

test('a registered localhost address is served on both address families', async () => {
  const uri = `http://localhost:${await freePort()}/oauth/callback`
  const redirect = await open({ mode: 'fixed', uri })
  expect(redirect.redirectUri).toBe(uri)
  for (const host of ['127.0.0.1', '::1']) {
    expect((await sendRaw(portOf(redirect), get(`${uri}?x`), host)).status).toBe(400)
  }
  await completes(redirect)
})

test('a registered IPv6 address and one without a path are used unchanged', async () => {
  const six = `http://[::1]:${await freePort('::1')}/cb`
  expect((await open({ mode: 'fixed', uri: six })).redirectUri).toBe(six)

  const bare = `http://127.0.0.1:${await freePort()}`
  const redirect = await open({ mode: 'fixed', uri: bare })
  expect(redirect.redirectUri).toBe(bare)
  const page = sendRaw(portOf(redirect), get(`${bare}/${right}`))
  const callback = await redirect.callback(state, forever)
  await callback.reply('linked')
  expect((await page).status).toBe(200)
})

test.each([
  'https://localhost:8080/cb',
  'http://example.com/cb',
  'http://127.0.0.1.example.com/cb',
  'http://user@127.0.0.1:8080/cb',
  'http://127.1:8080/cb',
  'http://127.0.0.1:8080/cb?x=1',
  'http://127.0.0.1:8080/cb#x',
  'http://127.0.0.1:8080/a/../b',
  'http://127.0.0.1:0/cb',
  'http://127.0.0.1:99999/cb',
  'mooring://callback',
  '',
])('%j cannot be a redirect on this computer', async (uri) => {
  await expect(openLoopback({ mode: 'fixed', uri })).rejects.toMatchObject({
    code: 'invalid_input',
    detail: { field: 'redirect' },
  })
})

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
  ['::1', 'localhost'],
])('a port in use on %s is reported, not replaced', async (squatted, host) => {
  const squatter = createServer()
  await new Promise<void>((resolve) => squatter.listen({ host: squatted, port: 0 }, resolve))
  const { port } = squatter.address() as AddressInfo
  try {
    const uri = `http://${host}:${port}/cb`
    await expect(openLoopback({ mode: 'fixed', uri })).rejects.toMatchObject({
      code: 'port_in_use',
      detail: { port },
    })
  } finally {
    await new Promise((resolve) => squatter.close(resolve))
  }
})

// Real EACCES: another user and a port below 1024. Only root can become somebody else.
test.skipIf(process.getuid?.() !== 0)('a port that the system reserves is reported', async () => {
  const module = join(import.meta.dirname, '../../../electron/main/oauth/redirects/loopback.ts')
  const program = `
    process.setuid(65534)
    openLoopback({ mode: 'fixed', uri: 'http://127.0.0.1:81/cb' }).then(
      () => console.log('listening'),
      (error) => console.log(JSON.stringify([error.code, error.detail])))`
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    `const { openLoopback } = await import(${JSON.stringify(module)})\n${program}`,
  ])
  expect(JSON.parse(stdout)).toEqual(['port_reserved', { port: 81 }])
})

test('whatever bytes the port receives, the right callback still works', async () => {
  const redirect = await open()
  const waiting = redirect.callback(state, forever)
  const { pathname } = new URL(redirect.redirectUri)
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string().map((tail) => Buffer.from(`GET ${pathname}${tail} HTTP/1.1\r\nHost: x\r\n\r\n`)),
    fc.webQueryParameters().map((query) => Buffer.from(get(`${redirect.redirectUri}?${query}`))),
  )
  await fc.assert(
    fc.asyncProperty(bytes, async (sent) => {
      const socket = await openIdle(portOf(redirect))
      socket.end(sent)
      socket.resume()
      await new Promise((resolve) => socket.on('close', resolve))
    }),
    { numRuns: 300 },
  )
  await completes(redirect, waiting)
})

test('the browser’s last page sends the user back to Mooring, whose window the system may keep behind it [EL24]', () => {
  for (const { text } of [pages.linked, pages.stopped, pages.over])
    expect(text).toContain('go back to Mooring')
})

test('a tab that is reloaded says that the answer has arrived, and after the end it reaches nobody [S9]', async () => {
  const redirect = await open()
  const waiting = redirect.callback(state, forever)
  const page = sendRaw(portOf(redirect), get(redirect.redirectUri + right))
  const callback = await waiting
  const again = await sendRaw(portOf(redirect), get(redirect.redirectUri + right))
  expect([again.status, again.body]).toEqual([410, expect.stringContaining(pages.over.text)])

  await callback.reply('linked')
  expect((await page).body).toContain('You can close this tab')
  await redirect.close()
  await expect(fetch(redirect.redirectUri + right)).rejects.toThrow('fetch failed')
})
