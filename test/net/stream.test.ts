import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openHttp } from '../../electron/main/net/http.ts'

let server: Server | null = null
const http = openHttp({ userAgent: 'Mooring/test' })
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)))
  server = null
})

async function listen(answer: RequestListener): Promise<string> {
  const made = createServer(answer)
  server = made
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}/`
}

async function sizeOf(body: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0
  for await (const chunk of body) size += chunk.byteLength
  return size
}

test('a body of any size comes with its status and headers', async () => {
  const part = Buffer.alloc(1024 * 1024)
  const url = await listen((_request, response) => {
    response.writeHead(418, { 'content-type': 'text/x' })
    for (let number = 0; number < 20; number += 1) response.write(part)
    response.end()
  })
  const { status, headers, body } = await http.stream(url)
  expect([status, headers.get('content-type')]).toEqual([418, 'text/x'])
  expect(await sizeOf(body)).toBe(20 * part.length)
})

test('a redirect is an answer like any other', async () => {
  const url = await listen((_request, response) =>
    response.writeHead(302, { location: 'https://evil.example/' }).end(),
  )
  expect((await http.stream(url)).status).toBe(302)
})

test('a body that is cut off throws why', async () => {
  const url = await listen((_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('x')
    setTimeout(() => response.destroy(), 20)
  })
  const { body } = await http.stream(url)
  await expect(sizeOf(body)).rejects.toMatchObject({ code: 'offline' })
})

test('an encoded body, which was not asked for, is refused', async () => {
  const url = await listen((_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
  )
  await expect(http.stream(url)).rejects.toMatchObject({ code: 'answer_invalid' })
})

test('the caller’s abort ends it, with the caller’s reason', async () => {
  const url = await listen((_request, response) => void response.writeHead(200).write('x'))
  const controller = new AbortController()
  const { body } = await http.stream(url, { signal: controller.signal })
  const read = sizeOf(body)
  controller.abort(new Error('gone'))
  await expect(read).rejects.toThrow('gone')
})
