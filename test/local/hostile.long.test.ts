import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { callLocal, connectLocal, newKey, whereIn, type Where } from '../support/local-client.ts'
import { openBareListener, type BareListener } from '../support/bare-listener.ts'
import { preamble } from '../../shared/local-protocol.ts'

let opened: BareListener
let where: Where
beforeEach(async () => {
  opened = await openBareListener()
  where = whereIn(opened.dataFolder)
})
afterEach(() => opened.close())

function memory(): number {
  globalThis.gc?.()
  return process.memoryUsage().rss
}

/** Connects, sends something and resolves once the connection is closed. */
function attack(send: (socket: Socket) => void): Promise<number> {
  return new Promise((resolve) => {
    let received = 0
    const socket = connect({ path: where.address })
    socket.on('connect', () => send(socket))
    socket.on('data', (chunk: Buffer) => (received += chunk.length))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(received))
  })
}

test('10,000 connections without the key get nothing, and those with it still come through', async () => {
  const attacks: ((socket: Socket) => void)[] = [
    (socket) => void socket.end(),
    (socket) => void socket.end('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'),
    (socket) => void socket.write(randomBytes(5000), () => undefined),
    (socket) => void socket.end(Buffer.concat([Buffer.from(preamble.opening), randomBytes(20)])),
    (socket) => void socket.destroy(),
    // It is silent until the others are done, unless they close it.
    (socket) => void silent.push(socket),
  ]
  const silent: Socket[] = []
  const before = memory()
  let received = 0
  for (let round = 0; round < 100; round += 1) {
    const all = Array.from({ length: 100 }, (_, number) => {
      const send = attacks[(round + number) % attacks.length]
      return attack((socket) => send?.(socket))
    })
    const answer = await callLocal(where, 'app.status', { round }, { key: newKey() })
    expect(answer.body).toEqual({ input: { round } })
    for (const socket of silent.splice(0)) socket.destroy()
    for (const count of await Promise.all(all)) received += count
  }
  expect(received).toBe(0)
  expect(memory() - before).toBeLessThan(150 * 1024 * 1024)
})

test('clients that know the key and read nothing hold nobody else up, and memory stays', async () => {
  const before = memory()
  const lazy = await Promise.all(Array.from({ length: 31 }, () => connectLocal(where)))
  for (const socket of lazy) {
    socket.pause()
    socket.write(`POST /a.a HTTP/1.1\r\nhost: x\r\ncontent-length: 60000\r\n\r\n${'{'.padEnd(20_000)}`)
  }
  for (let number = 0; number < 200; number += 1) {
    expect((await callLocal(where, 'a.a', { number })).body).toEqual({ input: { number } })
  }
  expect(memory() - before).toBeLessThan(150 * 1024 * 1024)
  for (const socket of lazy) socket.destroy()
})
