import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localProtocol, preamble, proofText, type ProofSide } from '../../shared/local-protocol.ts'

/** What a test has the app answer. */
export type Answer = (request: SeenRequest, response: ServerResponse) => void

export interface SeenRequest {
  method: string
  headers: IncomingMessage['headers']
  input: unknown
}

export interface AnsweringApp {
  dataFolder: string
  seen: SeenRequest[]
  /** Replaces `run/local.json`. */
  write(content: object): void
  close(): void
}

/**
 * Something that speaks the protocol of `shared/local-protocol.ts` as the app does, with answers that a test decides: for what the app
 * itself can't be brought to answer.
 *
 * @param proveWith another key than that of the file, for a listener that is not the app
 */
export async function startAnsweringApp(
  answer: Answer,
  { proveWith }: { proveWith?: Buffer } = {},
): Promise<AnsweringApp> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'mooring-cli-'))
  const key = randomBytes(preamble.keyBytes)
  const address = join(dataFolder, 'app.sock')
  const seen: SeenRequest[] = []
  const http = createHttpServer((request, response) => {
    void bodyOf(request).then((body) => {
      const one = {
        method: (request.url ?? '').slice(1),
        headers: request.headers,
        input: JSON.parse(body) as unknown,
      }
      seen.push(one)
      answer(one, response)
    })
  })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    void demandProof(socket, address, proveWith ?? key, key).then((isProven) =>
      isProven ? http.emit('connection', socket) : socket.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(address, resolve))
  const folder = join(dataFolder, 'run')
  mkdirSync(folder, { mode: 0o700 })
  const write = (content: object) => {
    const file = join(folder, 'local.json')
    writeFileSync(file, JSON.stringify(content), { mode: 0o600 })
    chmodSync(file, 0o600)
  }
  write({
    protocol: localProtocol,
    version: '0.1.0',
    address,
    key: key.toString('base64url'),
    pid: process.pid,
  })
  return {
    dataFolder,
    seen,
    write,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

async function demandProof(socket: Socket, address: string, own: Buffer, key: Buffer): Promise<boolean> {
  const opening = await read(socket, preamble.opening.length + preamble.nonceBytes)
  if (opening?.subarray(0, preamble.opening.length).toString() !== preamble.opening) return false
  const clientNonce = opening.subarray(preamble.opening.length)
  const serverNonce = randomBytes(preamble.nonceBytes)
  const proof = (side: ProofSide, secret: Buffer) =>
    createHmac('sha256', secret)
      .update(proofText(side, address))
      .update(clientNonce)
      .update(serverNonce)
      .digest()
  socket.write(Buffer.concat([serverNonce, proof('server', own)]))
  const answer = await read(socket, preamble.proofBytes)
  return answer !== null && timingSafeEqual(answer, proof('client', key))
}

/** Null when it closes before so many bytes. */
function read(socket: Socket, length: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const take = () => {
      const bytes = socket.read(length) as Buffer | null
      if (bytes === null) return
      socket.off('readable', take)
      resolve(bytes)
    }
    socket.on('readable', take)
    socket.once('close', () => resolve(null))
  })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const part of request) body += String(part)
  return body
}

/** Answers with one JSON object. */
export function sendJson(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Answers with lines of JSON. */
export function sendLines(response: ServerResponse, lines: readonly object[]): void {
  response.writeHead(200, { 'content-type': 'application/jsonl' })
  response.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}
