import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openHttp, type Http } from '../../electron/main/net/http.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** A server that writes these pieces after each request, a moment apart, and keeps the connection. */
async function serve(pieces: string[]): Promise<{ host: string; connections: () => number }> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      if (!/(first|second)$|^GET/.test(chunk.toString())) return
      pieces.forEach((piece, at) => setTimeout(() => socket.write(piece, 'latin1'), at * 30))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => connections }
}

function open(): Http {
  const http = openHttp({ userAgent: 'Mooring/test', totalMs: 3000 })
  closers.push(() => http.close())
  return http
}

const onward = 'HTTP/1.1 100 Continue\r\n\r\n'
const good = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ngood'

test.each([
  ['in one piece with the answer', [onward + good]],
  ['ahead of it', [onward, good]],
  ['byte for byte', [...onward, ...good.slice(0, 20), good.slice(20)]],
  ['with a header of its own', [`HTTP/1.1 100 \r\nx-wait: yes\r\n\r\n${good}`]],
  ['three times', [onward + onward, onward + good]],
  ['with early hints between', [onward, 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n', good]],
  ['not at all', [good]],
  ['not at all, and the answer in bytes', [...good.slice(0, 20), good.slice(20)]],
])(
  'an answer is read when the server says 100 Continue unasked %s, and the connection is used again [N4]',
  { tags: 'thorough' },
  async (_what, pieces) => {
    const { host, connections } = await serve(pieces)
    const http = open()
    for (const body of ['first', 'second', 'first', 'second']) {
      const answer = await http.fetch(`http://${host}/token`, { method: 'POST', body })
      expect([answer.status, await answer.text()]).toEqual([200, 'good'])
    }
    expect(connections()).toBeLessThan(4)
  },
)

test('what looks like 100 Continue within a body stays [N4]', async () => {
  const { host } = await serve([
    `HTTP/1.1 200 OK\r\ncontent-length: ${2 * onward.length}\r\n\r\n`,
    onward,
    onward,
  ])
  expect(await (await open().fetch(`http://${host}/`)).text()).toBe(onward + onward)
})

test(
  'a server that only ever says 100 Continue times out like any other [N4]',
  { tags: 'thorough' },
  async () => {
    const { host } = await serve([onward])
    await expect(open().fetch(`http://${host}/`)).rejects.toMatchObject({ code: 'timed_out' })
  },
)

test('a head without an end is no answer [N4]', async () => {
  const { host } = await serve([`HTTP/1.1 100 Continue\r\nx: ${'y'.repeat(20_000)}`])
  await expect(open().fetch(`http://${host}/`)).rejects.toMatchObject({
    code: expect.stringMatching(/^(answer_invalid|offline)$/),
  })
})
