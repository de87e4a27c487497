import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toFailure } from '../../electron/main/core/errors.ts'
import { presenting } from '../../electron/main/net/presenting.ts'
import { openHttp } from '../../electron/main/net/http.ts'
import { messageOf } from '../../renderer/text/error-messages.ts'
import { makeAuthority, type TestAuthority } from '../support/certificate-authority.ts'
import { makeClientCertificate } from '../support/client-certificates.ts'
import { startConnectProxy } from '../support/connect-proxy.ts'
import { freePort } from '../support/free-port.ts'

let folder: string
let authority: TestAuthority
let ca: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-client-'))
  authority = makeAuthority(folder)
  ca = readFileSync(authority.file, 'utf8')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A server that asks for a certificate, and answers with whose it was shown. */
async function asking() {
  const tls = { key: authority.key, cert: authority.cert, requestCert: true, rejectUnauthorized: false }
  const server = createServer(tls, (request, response) => {
    response.end((request.socket as TLSSocket).getPeerX509Certificate()?.subject ?? 'nobody')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const closed = Promise.withResolvers<void>()
  server.on('secureConnection', (socket) => socket.once('close', () => closed.resolve()))
  const keepsAlive = () => void (server.keepAliveTimeout = 120_000)
  const untilClosed = () => closed.promise
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { host: `127.0.0.1:${port}`, url: `https://127.0.0.1:${port}/`, keepsAlive, untilClosed, close }
}

test('two registrations and none at the same server share no connection', async () => {
  const server = await asking()
  const http = openHttp({ userAgent: 'Mooring/test', extraCa: [ca] })
  const as = (name: string) => {
    const { key, cert: certificate } = makeClientCertificate(folder, name)
    return presenting(http, { fingerprint: name, held: { certificate, key }, hosts: new Set([server.host]) })
  }
  const [one, two] = [as('one'), as('two')]
  const shown = []
  for (const each of [one, http, two, one, http]) shown.push(await (await each.fetch(server.url)).text())
  expect(shown.map((subject) => subject.replace('\nO=Test', ''))).toEqual([
    'CN=one',
    'nobody',
    'CN=two',
    'CN=one',
    'nobody',
  ])
  await http.close()
  server.close()
})

test('connections with a certificate are closed when it is used no longer', async () => {
  const server = await asking()
  server.keepsAlive()
  const http = openHttp({ userAgent: 'Mooring/test', extraCa: [ca], idleMs: 50 })
  const { key, cert: certificate } = makeClientCertificate(folder, 'idle')
  const mine = presenting(http, {
    fingerprint: 'idle',
    held: { certificate, key },
    hosts: new Set([server.host]),
  })
  await (await mine.fetch(server.url)).text()
  await server.untilClosed()
  expect(await (await mine.fetch(server.url)).text()).toContain('CN=idle')
  await http.close()
  server.close()
})

test('a proxy that asks for a certificate is shown none, and the server behind it is', async () => {
  const server = await asking()
  const proxy = await startConnectProxy({ '127.0.0.1': Number(new URL(server.url).port) }, authority)
  const route = new URL(`https://${proxy.host}/`)
  const http = openHttp({ userAgent: 'Mooring/test', extraCa: [ca], findRoutes: async () => [route] })
  const { key, cert: certificate } = makeClientCertificate(folder, 'mine')
  const held = { certificate, key }
  const mine = presenting(http, { fingerprint: 'mine', held, hosts: new Set([server.host, proxy.host]) })
  expect(await (await mine.fetch(server.url)).text()).toContain('CN=mine')
  expect(proxy.shown).toEqual(['none'])
  await http.close()
  await proxy.close()
  server.close()
})

// With TLS 1.3 the answer comes after the request was sent, and may be lost with the connection.
test('a server that refuses the certificate, or misses one, says so', async () => {
  const port = await freePort()
  const files = ['-key', join(folder, 'server.key'), '-cert', join(folder, 'server.pem')]
  const verifying = ['-Verify', '1', '-verify_return_error', '-CAfile', authority.file]
  // Node's own server closes the connection without the alert that others send.
  const server = spawn(
    'openssl',
    ['s_server', '-accept', String(port), ...files, ...verifying, '-www', '-tls1_2'],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  )
  await once(server.stdout, 'data')
  const http = openHttp({ userAgent: 'Mooring/test', extraCa: [ca] })
  const { key, cert: certificate } = makeClientCertificate(folder, 'unknown')
  const host = `127.0.0.1:${port}`
  const mine = presenting(http, { fingerprint: 'x', held: { certificate, key }, hosts: new Set([host]) })
  for (const each of [mine, http]) {
    const failure = await each.fetch(`https://${host}/`).then(
      () => null,
      (thrown: unknown) => toFailure(thrown),
    )
    expect(failure?.code).toBe('tls_failed')
    expect(messageOf(failure ?? { code: 'internal', detail: {} }).what).toMatch(/client certificate/)
  }
  await http.close()
  server.kill()
})
