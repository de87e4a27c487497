import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createPlainServer } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { toFailure } from '../../electron/main/core/errors.ts'
import { openHttp } from '../../electron/main/net/http.ts'
import type { Failure } from '../../shared/errors.ts'

let folder: string
const servers: Server[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-tls-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

const good = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']

/** A certificate of its own authority. */
function certify(...how: string[]): { key: string; cert: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const names = ['-subj', '/CN=bank', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync('openssl', ['req', '-x509', '-nodes', ...names, ...how, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}

async function failureAt(server: Server, extraCa: string[]): Promise<Failure> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = openHttp({ userAgent: 'Mooring/test', extraCa })
  const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const thrown: unknown = await http.fetch(address).then(
    () => null,
    (error: unknown) => error,
  )
  await http.close()
  return toFailure(thrown)
}

const failureOf = (options: ServerOptions & { cert: string }) =>
  failureAt(createServer(options), [options.cert])

const lax = 'DEFAULT@SECLEVEL=0'

test('a key that is too short is named as too weak [N6]', async () => {
  const certificate = certify('-newkey', 'rsa:1024', '-days', '2')
  expect(await failureOf({ ...certificate, ciphers: lax })).toMatchObject({
    code: 'tls_failed',
    detail: { cause: 'EE_KEY_TOO_SMALL', wasSent: false },
  })
})

test('an outdated signature is named as too weak [N6]', async () => {
  const authority = certify('-newkey', 'rsa:2048', '-days', '2', '-sha1')
  const paths = ['ca.key', 'ca.pem', 'server.csr', 'server.pem'].map((name) => join(folder, name))
  const [caKey = '', caFile = '', request = '', signed = ''] = paths
  execFileSync('sh', ['-c', `cp "${folder}/key.pem" "${caKey}" && cp "${folder}/cert.pem" "${caFile}"`])
  const { key } = certify('-newkey', 'rsa:2048', '-days', '2')
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' })
  openssl('req', '-new', '-key', join(folder, 'key.pem'), '-subj', '/CN=127.0.0.1', '-out', request)
  openssl(
    'x509',
    '-req',
    '-sha1',
    '-in',
    request,
    '-CA',
    caFile,
    '-CAkey',
    caKey,
    '-CAcreateserial',
    '-days',
    '2',
    '-out',
    signed,
  )
  const server = createServer({ key, cert: readFileSync(signed, 'utf8'), ciphers: lax })
  expect(await failureAt(server, [authority.cert])).toMatchObject({
    code: 'tls_failed',
    detail: { cause: 'CA_MD_TOO_WEAK' },
  })
})

test('a server of TLS 1.1 is named as too old [N6]', async () => {
  const certificate = certify(...good, '-days', '2')
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: lax } as const
  expect(await failureOf({ ...certificate, ...old })).toMatchObject({
    code: 'tls_failed',
    detail: { cause: expect.stringMatching(/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION/) },
  })
})

test('an expired certificate is reported with its day [N6]', async () => {
  const { key } = certify(...good, '-days', '2')
  const [keyFile, request, names, signed] = ['key.pem', 'over.csr', 'names', 'over.pem'].map((name) =>
    join(folder, name),
  )
  const openssl = (...args: (string | undefined)[]) =>
    execFileSync('openssl', args.map(String), { stdio: 'ignore' })
  writeFileSync(String(names), 'subjectAltName=IP:127.0.0.1\n')
  openssl('req', '-new', '-key', keyFile, '-subj', '/CN=bank', '-out', request)
  openssl(
    'x509',
    '-req',
    '-in',
    request,
    '-signkey',
    keyFile,
    '-extfile',
    names,
    '-days',
    '-1',
    '-out',
    signed,
  )
  const cert = readFileSync(String(signed), 'utf8')
  expect(await failureOf({ key, cert })).toMatchObject({
    code: 'tls_failed',
    detail: { cause: 'CERT_HAS_EXPIRED', expiredAtMs: Date.parse(new X509Certificate(cert).validTo) },
  })
})

test('a server without TLS is reported as that [N6]', async () => {
  const server = createPlainServer((_request, response) => response.end())
  expect(await failureAt(server, [])).toMatchObject({
    code: 'tls_failed',
    detail: { cause: expect.stringMatching(/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/) },
  })
})
