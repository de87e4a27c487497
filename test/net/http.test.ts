import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createRawServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openHttp, type Http, type HttpOptions } from '../../electron/main/net/http.ts'
import { limits } from '../support/limits.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function listen(server: Server | ReturnType<typeof createTlsServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const serve = (listener: RequestListener) => listen(createServer(listener))

/** A server of raw bytes: what it does with each socket is the test's. */
async function serveRaw(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createRawServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    onSocket(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

function open(options: Partial<HttpOptions> = {}): Http {
  const http = openHttp({ userAgent: 'Mooring/test', ...options })
  closers.push(() => http.close())
  return http
}

let folder = ''
let certificate = { key: '', cert: '' }
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-http-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=elsewhere', '-addext', 'subjectAltName=IP:127.0.0.1']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
  certificate = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a form is posted once, with our name on it and no wish for compression', async () => {
  const seen: unknown[] = []
  const host = await serve((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      const { 'user-agent': agent, 'accept-encoding': encoding } = request.headers
      seen.push({ method: request.method, body, agent, encoding })
      response
        .writeHead(201, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] })
        .end('{"ok":true}')
    })
  })

  const answer = await open().fetch(`http://${host}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', odd: 'ä&=' }),
    headers: { 'accept-encoding': 'gzip' },
  })

  expect(answer).toBeInstanceOf(Response)
  expect({
    status: answer.status,
    body: await answer.json(),
    cookies: answer.headers.getSetCookie(),
  }).toEqual({
    status: 201,
    body: { ok: true },
    cookies: ['a=1', 'b=2'],
  })
  expect(seen).toEqual([
    {
      method: 'POST',
      body: 'grant_type=refresh_token&odd=%C3%A4%26%3D',
      agent: 'Mooring/test',
      encoding: 'identity',
    },
  ])
})

test('an answer that drips for ever ends with the total deadline', async () => {
  const host = await serve((_request, response) => {
    const drip = setInterval(() => response.write('x'), 50)
    response.on('close', () => clearInterval(drip))
  })
  const startedMs = Date.now()

  await expect(open({ totalMs: 600 }).fetch(`http://${host}/`)).rejects.toMatchObject({
    code: 'timed_out',
    detail: { host },
  })
  expect(Date.now() - startedMs).toBeLessThan(limits.requestMs)
})

test('a server that never answers ends with the total deadline', async () => {
  const host = await serveRaw(() => undefined)
  await expect(open({ totalMs: 300 }).fetch(`http://${host}/`)).rejects.toMatchObject({ code: 'timed_out' })
})

test('only a request whose answer must not be given up waits long for it [R9]', async () => {
  const host = await serve((_request, response) => {
    setTimeout(() => response.end('late'), 900)
  })
  const http = open({ totalMs: 300, longMs: limits.requestMs })
  const answer = await http.fetch(`http://${host}/`, { waitsLong: true })
  expect(await answer.text()).toBe('late')
  await expect(http.fetch(`http://${host}/`)).rejects.toMatchObject({ code: 'timed_out' })
})

test('the long wait has an end too [R9]', async () => {
  const host = await serveRaw(() => undefined)
  const http = open({ totalMs: 100, longMs: 400 })
  await expect(http.fetch(`http://${host}/`, { waitsLong: true })).rejects.toMatchObject({
    code: 'timed_out',
  })
})

test('a compressed answer is refused before it is read', async () => {
  const bomb = gzipSync(Buffer.alloc(100_000_000))
  const host = await serve((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
  })
  const before = process.memoryUsage().rss

  await expect(open().fetch(`http://${host}/`)).rejects.toMatchObject({
    code: 'answer_invalid',
    detail: { host, cause: 'content-encoding' },
  })
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000)
})

test('an answer that is turned away though all of it has come leaves no error behind', async () => {
  const host = await serveRaw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 1\r\n\r\nx')
  })

  await expect(open().fetch(`http://${host}/`)).rejects.toMatchObject({ code: 'answer_invalid' })
  // An error that nobody listens for ends this process, and with it the run.
  await new Promise((later) => setTimeout(later, 50))
})

test('an answer of 50 MB is cut off at the limit', async () => {
  let sent = 0
  const host = await serve((_request, response) => {
    const chunk = Buffer.alloc(65_536)
    const more = (): void => {
      while (sent < 50_000_000 && !response.destroyed) {
        sent += chunk.length
        if (!response.write(chunk)) return
      }
      response.end()
    }
    response.on('drain', more)
    more()
  })

  await expect(open().fetch(`http://${host}/`)).rejects.toMatchObject({
    code: 'answer_invalid',
    detail: { cause: 'too large' },
  })
  expect(sent).toBeLessThan(20_000_000)
})

test('20 KB of headers are too many', async () => {
  const host = await serve((_request, response) => response.setHeader('x-long', 'x'.repeat(20_000)).end())
  await expect(open().fetch(`http://${host}/`)).rejects.toMatchObject({ code: 'answer_invalid' })
})

test.each([301, 302, 303, 307, 308])(
  'a redirect with status %i is handed back, not followed',
  async (status) => {
    const asked: (string | undefined)[] = []
    const host = await serve((request, response) => {
      asked.push(request.url)
      response.writeHead(status, { location: '/elsewhere' }).end()
    })

    const answer = await open().fetch(`http://${host}/token`, { method: 'POST', body: 'secret' })

    expect([answer.status, answer.headers.get('location'), asked]).toEqual([status, '/elsewhere', ['/token']])
  },
)

test('a status without a body stays without one', async () => {
  const host = await serve((_request, response) => response.writeHead(204).end())
  expect((await open().fetch(`http://${host}/`)).body).toBeNull()
})

const broken: [what: string, onSocket: (socket: Socket) => void, code: string][] = [
  ['a reset before the headers', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'offline'],
  [
    'a reset in the middle of the body',
    (socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', () => socket.resetAndDestroy())
      }),
    'offline',
  ],
  [
    'a close in the middle of the body',
    (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf')),
    'offline',
  ],
  [
    'something that is not HTTP',
    (socket) => socket.once('data', () => socket.end('SSH-2.0-x\r\n')),
    'answer_invalid',
  ],
]
test.each(broken)('%s has its own error code, and is requested only once', async (_what, onSocket, code) => {
  let connections = 0
  const host = await serveRaw((socket) => {
    connections += 1
    onSocket(socket)
  })

  await expect(open().fetch(`http://${host}/`, { method: 'POST', body: 'a=b' })).rejects.toMatchObject({
    code,
  })
  expect(connections).toBe(1)
})

test('no listener and an unknown name are both offline, with the cause', async () => {
  const server = createRawServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))

  await expect(open().fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
    code: 'offline',
    detail: { host: `127.0.0.1:${port}`, cause: 'ECONNREFUSED' },
  })
  await expect(open().fetch('http://nowhere.invalid/')).rejects.toMatchObject({
    code: 'offline',
    detail: { host: 'nowhere.invalid', cause: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) },
  })
})

test("a caller's abort comes back as its own reason, and its timeout as timed_out", async () => {
  const host = await serveRaw(() => undefined)
  const controller = new AbortController()
  const reason = new Error('the user pressed Cancel')
  setTimeout(() => controller.abort(reason), 50)

  await expect(open().fetch(`http://${host}/`, { signal: controller.signal })).rejects.toBe(reason)
  await expect(open().fetch(`http://${host}/`, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
    code: 'timed_out',
  })
})

test('a header that cannot be sent is a bug of ours, not the network', async () => {
  const host = await serve((_request, response) => response.end())
  const thrown = await open()
    .fetch(`http://${host}/`, { headers: { authorization: 'Bearer a\r\nb: c' } })
    .catch((error: unknown) => error)
  expect(thrown).toMatchObject({ code: expect.stringMatching(/INVALID/) })
})

test('an untrusted certificate is refused, and accepted once it is an extra authority', async () => {
  const host = await listen(createTlsServer(certificate, (_request, response) => response.end('in')))

  await expect(open().fetch(`https://${host}/`)).rejects.toMatchObject({
    code: 'tls_failed',
    detail: { host, cause: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  })
  const answer = await open({ extraCa: [certificate.cert] }).fetch(`https://${host}/`)
  expect(await answer.text()).toBe('in')
})

test('a certificate for another name is refused', async () => {
  const host = await listen(createTlsServer(certificate, (_request, response) => response.end('in')))
  const other = host.replace('127.0.0.1', 'localhost')
  await expect(open({ extraCa: [certificate.cert] }).fetch(`https://${other}/`)).rejects.toMatchObject({
    code: 'tls_failed',
    detail: { cause: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  })
})

test('plain HTTP behind an https address is a TLS failure', async () => {
  const host = await serve((_request, response) => response.end())
  await expect(open().fetch(`https://${host}/`)).rejects.toMatchObject({ code: 'tls_failed' })
})

test('NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment changes nothing', async () => {
  const host = await listen(createTlsServer(certificate, (_request, response) => response.end('in')))
  const module = join(import.meta.dirname, '../../electron/main/net/http.ts')
  const program = `
    const { openHttp } = await import(${JSON.stringify(module)})
    const http = openHttp({ userAgent: 'x' })
    console.log(await http.fetch('https://${host}/').then(() => 'connected', (error) => error.code))
    await http.close()`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
  })
  expect(stdout.trim()).toBe('tls_failed')
})

test.each(['Identity', 'IDENTITY, identity', ''])(
  'an answer whose encoding is “%s” is read: the word has no case, and means none [L1]',
  async (encoding) => {
    const host = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end('plain')
    })
    expect(await (await open().fetch(`http://${host}/`)).text()).toBe('plain')
  },
)
