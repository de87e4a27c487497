import { randomBytes } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { proofOf } from '../../electron/main/local/proof.ts'
import { preamble } from '../../shared/local-protocol.ts'
import { openBareListener, type BareListener } from '../support/bare-listener.ts'
import { eventually } from '../support/harness.ts'
import { limits } from '../support/limits.ts'
import { callLocal, connectLocal, newKey, readBytes, whereIn, type Where } from '../support/local-client.ts'

let opened: BareListener | null = null
afterEach(async () => {
  await opened?.close()
  opened = null
})
async function open(options: Parameters<typeof openBareListener>[0] = {}): Promise<[BareListener, Where]> {
  opened = await openBareListener(options)
  return [opened, whereIn(opened.dataFolder)]
}

/** Everything that a connection gets until it is closed. */
function allOf(socket: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(Buffer.concat(chunks)))
  })
}

const begin = (): Buffer => Buffer.concat([Buffer.from(preamble.opening), randomBytes(32)])
const httpRequest = 'POST /app.status HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}'

test('the file that names the socket, its folder and the socket itself are this user’s alone', async () => {
  const [{ dataFolder, runtimeFolder }, where] = await open()
  const modeOf = (path: string) => (lstatSync(path).mode & 0o777).toString(8)
  expect(where.address.startsWith(join(runtimeFolder, 'mooring'))).toBe(true)
  expect(Buffer.from(where.key, 'base64url')).toHaveLength(32)
  expect([
    modeOf(join(dataFolder, 'run')),
    modeOf(join(dataFolder, 'run/local.json')),
    modeOf(join(runtimeFolder, 'mooring')),
    modeOf(where.address),
  ]).toEqual(['700', '600', '700', '600'])
})

test('nothing that a page of a browser could reach: no port is opened', async () => {
  const servers = (kind: string) => process.getActiveResourcesInfo().filter((one) => one === kind).length
  const [ports, pipes] = [servers('TCPServerWrap'), servers('PipeWrap')]
  await open()
  expect([servers('TCPServerWrap'), servers('PipeWrap')]).toEqual([ports, pipes + 1])
})

test('each start has another address and another key, and leaves nothing when it ends', async () => {
  const [{ listener, dataFolder }, first] = await open()
  await listener.turn(false)
  expect(existsSync(first.address)).toBe(false)
  expect(JSON.parse(readFileSync(join(dataFolder, 'run/local.json'), 'utf8'))).toEqual({
    protocol: 1,
    version: 'test',
    isOff: true,
    pid: process.pid,
  })
  await listener.turn(true)
  const second = whereIn(dataFolder)
  expect(second.address).not.toBe(first.address)
  expect(second.key).not.toBe(first.key)
  await listener.close()
  expect([existsSync(second.address), existsSync(join(dataFolder, 'run/local.json'))]).toEqual([false, false])
})

test('the socket that a killed app left is deleted by the next one', async () => {
  const [{ listener, dataFolder, runtimeFolder }, where] = await open()
  await listener.turn(false)
  const left = join(runtimeFolder, 'mooring', 'left.sock')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(left, resolve))
  writeFileSync(
    join(dataFolder, 'run/local.json'),
    JSON.stringify({ ...where, protocol: 1, version: '', pid: 1, address: left }),
  )
  const next = await openBareListener({ dataFolder })
  expect(existsSync(left)).toBe(false)
  await next.close()
  server.close()
})

test.each<[what: string, sent: Buffer | string]>([
  ['the request of a browser', 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'],
  ['HTTP without a proof', httpRequest],
  ['another version of the protocol', Buffer.concat([Buffer.from('MOORING2'), randomBytes(32)])],
  ['the opening with more than a nonce', Buffer.concat([begin(), Buffer.from(httpRequest)])],
])('%s gets not one byte', async (_what, sent) => {
  const [{ requests }, { address }] = await open()
  const socket = connect({ path: address })
  socket.write(sent)
  expect(await allOf(socket)).toHaveLength(0)
  expect(requests).toEqual([])
})

test.each<[what: string, proof: (where: Where, nonces: Buffer, server: Buffer) => Buffer]>([
  [
    'a proof with another key',
    (where, clientNonce, server) =>
      proofOf('client', { ...inputOf(where, clientNonce, server), key: randomBytes(32) }),
  ],
  ['the server’s own proof', (_where, _nonce, server) => server.subarray(32)],
  [
    'a proof for another address',
    (where, nonce, server) =>
      proofOf('client', { ...inputOf(where, nonce, server), address: `${where.address}x` }),
  ],
  ['zeros', () => Buffer.alloc(32)],
])('%s is closed before HTTP is read', async (_what, proof) => {
  const [{ requests }, where] = await open()
  const socket = connect({ path: where.address })
  const first = begin()
  socket.write(first)
  const answer = await readBytes(socket, 64)
  socket.write(Buffer.concat([proof(where, first.subarray(8), answer), Buffer.from(httpRequest)]))
  expect(await allOf(socket)).toHaveLength(0)
  expect(requests).toEqual([])
})

function inputOf({ key, address }: Where, clientNonce: Buffer, server: Buffer) {
  return { key: Buffer.from(key, 'base64url'), address, clientNonce, serverNonce: server.subarray(0, 32) }
}

test('what a client sent once can’t be sent again', async () => {
  const [{ requests }, where] = await open()
  const first = begin()
  const socket = connect({ path: where.address })
  socket.write(first)
  const answer = await readBytes(socket, 64)
  const proof = proofOf('client', inputOf(where, first.subarray(8), answer))
  socket.write(Buffer.concat([proof, Buffer.from(httpRequest)]))
  expect((await readBytes(socket, 15)).toString()).toBe('HTTP/1.1 200 OK')
  socket.destroy()

  const replay = connect({ path: where.address })
  replay.write(first)
  await readBytes(replay, 64)
  replay.write(Buffer.concat([proof, Buffer.from(httpRequest)]))
  expect(await allOf(replay)).toHaveLength(0)
  expect(requests).toHaveLength(1)
})

test('a program that listens at the address without the key learns nothing', async () => {
  const [{ listener }, where] = await open()
  await listener.turn(false)
  const heard: Buffer[] = []
  const squatter = createServer((socket) => {
    socket.on('data', (chunk) => heard.push(chunk))
    socket.on('error', () => undefined)
    socket.write(randomBytes(64))
  })
  await new Promise<void>((resolve) => squatter.listen(where.address, resolve))
  await expect(callLocal(where, 'app.status')).rejects.toThrow('not our server')
  await eventually('it has the opening and the nonce', () => Buffer.concat(heard).length >= 40)
  expect(Buffer.concat(heard)).toHaveLength(40)
  await new Promise((resolve) => void squatter.close(resolve))
})

test('a request of more than 64 kB, and what is no JSON, is refused', async () => {
  const [, where] = await open()
  const large = JSON.stringify({ text: 'x'.repeat(64 * 1024) })
  expect(await callLocal(where, 'app.status', large)).toMatchObject({
    status: 400,
    error: { message: 'size' },
  })
  expect(await callLocal(where, 'app.status', '{')).toMatchObject({ status: 400, error: { message: 'json' } })
  const fits = { text: 'x'.repeat(63 * 1024) }
  expect((await callLocal(where, 'app.status', fits)).body).toEqual({ input: fits })
})

test('what a client says of itself is one line without letters that turn others around', async () => {
  const [{ requests }, where] = await open()
  await callLocal(
    where,
    'app.status',
    {},
    { name: ' a\u202Eb\n\u0007c ', folder: '/x'.repeat(400), key: newKey() },
  )
  expect(requests[0]?.caller).toMatchObject({ name: 'a b c', waitMs: 0 })
  expect(requests[0]?.caller.folder).toHaveLength(500)
  expect(requests[0]?.caller.keyHash).toMatch(/^[0-9a-f]{64}$/)
  expect(await callLocal(where, 'app.status', {}, { key: 'short' })).toMatchObject({
    error: { message: 'mooring-client' },
  })
})

test('connections without a proof: the oldest is closed for a new one, and each after its time', async () => {
  const [, where] = await open({ limits: { unproven: 3, proofMs: limits.longMs } })
  const sockets: Socket[] = []
  const closed: number[] = []
  for (let number = 0; number < 5; number += 1) {
    const socket = connect({ path: where.address })
    socket.on('error', () => undefined)
    socket.on('close', () => closed.push(number))
    await new Promise((resolve) => socket.once('connect', resolve))
    sockets.push(socket)
  }
  await eventually('the oldest two are closed', () => closed.length === 2)
  expect(closed).toEqual([0, 1])
  // Those who know the key come through beside them.
  expect((await callLocal(where, 'app.status', { a: 1 })).body).toEqual({ input: { a: 1 } })
  for (const socket of sockets) socket.destroy()
})

test('a writer that sends its proof a byte at a time is closed after its time', async () => {
  const [, where] = await open({ limits: { proofMs: 50 } })
  const socket = connect({ path: where.address })
  const all = allOf(socket)
  const timer = setInterval(() => socket.write('M'), 10)
  expect(await all).toHaveLength(0)
  clearInterval(timer)
})

test('so many connections are served at once, and the next one waits for one of them', async () => {
  const held = Promise.withResolvers<void>()
  const [{ requests }, where] = await open({ limits: { proven: 2 }, before: () => held.promise })
  const first = [callLocal(where, 'a.a'), callLocal(where, 'a.b')]
  await eventually('two are served', () => requests.length === 2)
  const third = callLocal(where, 'a.c')
  const fourth = await connectLocal(where)
  expect(requests).toHaveLength(2)
  held.resolve()
  await Promise.all([...first, third])
  expect(requests.map(({ method }) => method).toSorted()).toEqual(['a.a', 'a.b', 'a.c'])
  fourth.destroy()
})

test('a client that goes away is noticed, and a new request on the same connection is served', async () => {
  const held = Promise.withResolvers<void>()
  const [{ requests }, where] = await open({ before: () => held.promise })
  const socket = await connectLocal(where)
  socket.write(httpRequest)
  const request = await eventually('it is served', () => requests[0])
  socket.destroy()
  await eventually('the signal is aborted', () => request.caller.signal.aborted)
  held.resolve()
  const again = await connectLocal(where)
  for (let number = 0; number < 2; number += 1) {
    again.write(httpRequest)
    const head = await readBytes(again, 15)
    expect(head.toString()).toBe('HTTP/1.1 200 OK')
    await eventually('the rest', () => again.read() as Buffer | null)
  }
  again.destroy()
})
