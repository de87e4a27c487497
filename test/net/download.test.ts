import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openHttp } from '../../electron/main/net/http.ts'
import { makeAuthority, type TestAuthority } from '../support/certificate-authority.ts'

let folder: string
let authority: TestAuthority
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-download-'))
  authority = makeAuthority(folder)
})
afterAll(() => rmSync(folder, { recursive: true }))

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Downloads what the listener answers. */
async function save(listener: RequestListener, how: { file?: string; maxBytes?: number } = {}) {
  const server = createServer({ key: authority.key, cert: authority.cert }, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = openHttp({ userAgent: 'Mooring/test', extraCa: [readFileSync(authority.file, 'utf8')] })
  closers.push(
    () => server.close(),
    server.closeAllConnections.bind(server),
    () => http.close(),
  )
  const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/file`)
  return http.save(url, how.file ?? join(folder, 'file'), { maxBytes: how.maxBytes ?? 10_000 })
}

test('a file is written as it arrives, and its SHA-512 returned', async () => {
  const sha512 = await save((_request, response) => response.end('content'))
  expect([readFileSync(join(folder, 'file'), 'utf8'), sha512]).toEqual([
    'content',
    createHash('sha512').update('content').digest('base64'),
  ])
})

test('a download that is too large is cut off, whatever size the server announces', async () => {
  const endless: RequestListener = (_request, response) => {
    response.on('drain', () => response.write('x'.repeat(1000)))
    while (response.write('x'.repeat(1000)));
  }
  await expect(save(endless)).rejects.toMatchObject({
    code: 'answer_invalid',
    detail: { cause: 'too large' },
  })
})

test('an encoded answer is refused: none was requested', async () => {
  const packed: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('content'))
  }
  await expect(save(packed)).rejects.toMatchObject({ code: 'answer_invalid' })
})

test('a file that can’t be written and a broken connection are different errors', async () => {
  const file = join(folder, 'nowhere/file')
  await expect(save((_request, response) => response.end('content'), { file })).rejects.toMatchObject({
    code: 'file_unwritable',
    detail: { cause: 'ENOENT' },
  })
  const broken: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('cont', () => response.destroy())
  }
  await expect(save(broken)).rejects.toMatchObject({ code: 'offline' })
})

test('an http address is refused before any request', async () => {
  const http = openHttp({ userAgent: 'Mooring/test' })
  closers.push(() => http.close())
  const url = new URL('http://127.0.0.1:1/file')
  await expect(http.save(url, join(folder, 'file'), { maxBytes: 1 })).rejects.toThrow('endpoint_insecure')
})
