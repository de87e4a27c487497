import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testServer } from '../../../../electron/main/datasets/copies/postgres/test-server.ts'
import type { TeamServer } from '../../../../electron/main/datasets/copies/postgres/connect.ts'

// A program that listens where the team's server should be. It needs no PostgreSQL.

const password = 'marker-of-a-password'
let received = ''
let answer: (socket: Socket, sent: Buffer) => void
const server = createServer((socket) => {
  socket.on('error', () => {})
  socket.on('data', (sent) => {
    received += sent.toString('latin1')
    answer(socket, sent)
  })
})
beforeEach(async () => {
  received = ''
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

const target = (tls: 'verify-full' | 'none'): TeamServer => ({
  target: {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    database: 'team',
    user: 'ana',
    schema: 'mooring',
    tls,
    signIn: 'password',
    owner: 'Ana',
    withNames: true,
  },
  secret: { password, certificate: null, key: null },
  authorities: [],
})
/** @see PostgreSQL manual, "Message Formats": AuthenticationCleartextPassword, AuthenticationMD5Password with its salt */
const requests = {
  'in clear': Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]),
  'as MD5': Buffer.from([0x52, 0, 0, 0, 12, 0, 0, 0, 5, 1, 2, 3, 4]),
}

test.each(Object.entries(requests))(
  'a program at the port of a local server is not told the password %s',
  async (_how, request) => {
    answer = (socket) => socket.write(request)
    const { problems } = await testServer(target('none'))
    expect(problems).toMatchObject([{ code: 'team_scram_required' }])
    expect(received).toContain('ana')
    expect(received).not.toContain(password)
    expect(received).not.toMatch(/md5[0-9a-f]{32}/)
  },
)

test('whoever answers that there is no encryption gets nothing, not even the name of the user', async () => {
  answer = (socket) => socket.write('N')
  const { problems } = await testServer(target('verify-full'))
  expect(problems).toMatchObject([{ code: 'team_tls_missing' }])
  expect(received).toHaveLength(8)
})

test.each([
  ['nothing that PostgreSQL would say', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['the end of the connection', (socket: Socket) => socket.destroy()],
])('an answer with %s is a server that did not answer', async (_what, given) => {
  answer = given
  for (const tls of ['verify-full', 'none'] as const) {
    const { problems } = await testServer(target(tls))
    expect(problems).toMatchObject([{ code: 'team_unreachable' }])
  }
})
