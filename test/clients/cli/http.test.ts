import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { post, type Answer } from '../../../clients/cli/connect/http.ts'

let folder: string
let server: Server
let answer: (socket: Socket) => void
let asked: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-http-'))
  asked = ''
  server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      asked += bytes.toString()
      if (asked.endsWith('{"a":1}')) answer(socket)
    })
  })
  await new Promise<void>((resolve) => server.listen(join(folder, 'a.sock'), resolve))
})
afterEach(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

const ask = () => post(connect(join(folder, 'a.sock')), '/x', { own: 'b' }, Buffer.from('{"a":1}'))

async function textOf({ body }: Answer): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts).toString()
}

const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nMooring-Status: 404\r\n\r\n'
const chunks = '3\r\na\r\n\r\n4\r\n€b\r\nA\r\n0123456789\r\n0\r\n\r\n'
const whole = 'HTTP/1.1 403 Forbidden\r\ncontent-length: 5\r\n\r\nhello'

/** Each byte in a packet of its own, as far as the system leaves them apart. */
async function byteByByte(socket: Socket, text: string): Promise<void> {
  for (const byte of Buffer.from(text)) {
    socket.write(Buffer.of(byte))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test.each([
  ['at once', (socket: Socket, text: string) => void socket.write(text)],
  ['byte by byte', (socket: Socket, text: string) => void byteByByte(socket, text)],
])('an answer in chunks and one with its length are read, %s', async (_how, send) => {
  answer = (socket) => send(socket, chunked + chunks)
  const first = await ask()
  expect([first.status, first.headers.get('mooring-status')]).toEqual([200, '404'])
  expect(await textOf(first)).toBe('a\r\n€b0123456789')
  expect(asked).toBe(
    'POST /x HTTP/1.1\r\nhost: mooring\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 7\r\nown: b\r\n\r\n{"a":1}',
  )
  asked = ''
  answer = (socket) => send(socket, whole)
  const second = await ask()
  expect([second.status, await textOf(second)]).toEqual([403, 'hello'])
})

test.each([
  ['in a chunk', chunked + chunks.slice(0, 12)],
  ['between chunks', chunked + chunks.slice(0, 8)],
  ['before the end of the last chunk', chunked + chunks.slice(0, -2)],
  ['before its length', whole.slice(0, -1)],
])('an answer that is cut %s throws', async (_where, text) => {
  answer = (socket) => socket.end(text)
  await expect(textOf(await ask())).rejects.toThrow('closed')
})

test.each([
  ['a size that is none', `${chunked}x\r\n`],
  ['a negative size', `${chunked}-1\r\n`],
  ['more than its chunk', `${chunked}1\r\nab\r\n`],
  ['neither length nor chunks', 'HTTP/1.1 200 OK\r\n\r\nhello'],
])('an answer with %s throws', async (_what, text) => {
  answer = (socket) => void socket.write(text)
  await expect(textOf(await ask())).rejects.toThrow('not HTTP')
})

test.each([
  ['nothing', ''],
  ['half a head', chunked.slice(0, 30)],
])('a connection that ends after %s throws', async (_what, text) => {
  answer = (socket) => socket.end(text)
  await expect(ask()).rejects.toThrow('closed')
})

test('what is not HTTP, or a line without an end, throws', async () => {
  answer = (socket) => void socket.write('SSH-2.0-x\r\n')
  await expect(ask()).rejects.toThrow('not HTTP')
  asked = ''
  answer = (socket) => void socket.write('HTTP/1.1 200 OK\r\na: '.padEnd(100_000, 'x'))
  await expect(ask()).rejects.toThrow('not HTTP')
})

test('the connection ends with its answer, and with a reader that has enough', async () => {
  let closed = 0
  answer = (socket) => {
    socket.once('close', () => (closed += 1))
    socket.write(chunked + chunks)
  }
  await textOf(await ask())
  await expect.poll(() => closed).toBe(1)
  asked = ''
  for await (const part of (await ask()).body) {
    expect(part.toString()).toBe('a\r\n')
    break
  }
  await expect.poll(() => closed).toBe(2)
})
