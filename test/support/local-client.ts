import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { isProof, proofOf } from '../../electron/main/local/proof.ts'
import type { LocalError } from '../../shared/local.ts'
import { localHeaders, preamble } from '../../shared/local-protocol.ts'

/** A small client of the protocol, for tests of the listener. */

export interface Where {
  address: string
  key: string
}

/** What a client sends of itself. */
export interface As {
  key?: string
  name?: string
  folder?: string
  waitMs?: number
}

export function whereIn(dataFolder: string): Where {
  return JSON.parse(readFileSync(join(dataFolder, 'run', 'local.json'), 'utf8')) as Where
}

export const newKey = (): string => randomBytes(32).toString('base64url')

/** Connects, checks the server's proof and sends its own. */
export async function connectLocal(where: Where): Promise<Socket> {
  const socket = connect({ path: where.address })
  const clientNonce = randomBytes(preamble.nonceBytes)
  socket.write(Buffer.concat([Buffer.from(preamble.opening), clientNonce]))
  const answer = await readBytes(socket, preamble.nonceBytes + preamble.proofBytes)
  const input = {
    key: Buffer.from(where.key, 'base64url'),
    address: where.address,
    clientNonce,
    serverNonce: answer.subarray(0, preamble.nonceBytes),
  }
  if (!isProof(answer.subarray(preamble.nonceBytes), 'server', input)) {
    socket.destroy()
    throw new Error('not our server')
  }
  socket.write(proofOf('client', input))
  return socket
}

/** Reads so many bytes. Rejects where the other side ends before. */
export function readBytes(socket: Socket, count: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const take = (): void => {
      const bytes = socket.read(count) as Buffer | null
      if (bytes === null) return
      settle(() => resolve(bytes))
    }
    const fail = (): void => settle(() => reject(new Error('closed')))
    const settle = (then: () => void): void => {
      socket.off('readable', take)
      for (const name of ['end', 'close', 'error']) socket.off(name, fail)
      then()
    }
    socket.on('readable', take)
    for (const name of ['end', 'close', 'error']) socket.once(name, fail)
  })
}

function headersOf({ key, name, folder, waitMs }: As): Record<string, string> {
  return {
    ...(key === undefined ? {} : { [localHeaders.client]: key }),
    ...(name === undefined ? {} : { [localHeaders.name]: encodeURIComponent(name) }),
    ...(folder === undefined ? {} : { [localHeaders.folder]: encodeURIComponent(folder) }),
    ...(waitMs === undefined ? {} : { [localHeaders.wait]: String(waitMs) }),
  }
}

/** Sends a request on a connection of its own, and returns once the answer has begun. */
export async function send(
  where: Where,
  method: string,
  input: unknown = {},
  as: As = {},
): Promise<IncomingMessage> {
  const socket = await connectLocal(where)
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        createConnection: () => socket,
        method: 'POST',
        path: `/${method}`,
        headers: { ...headersOf(as), connection: 'close' },
      },
      resolve,
    )
    sent.on('error', reject)
    sent.end(typeof input === 'string' ? input : JSON.stringify(input))
  })
}

export interface Answered {
  status: number
  headers: IncomingMessage['headers']
  text: string
  // The tests compare what they get.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any
  error: LocalError | null
}

export async function callLocal(
  where: Where,
  method: string,
  input: unknown = {},
  as: As = {},
): Promise<Answered> {
  const response = await send(where, method, input, as)
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const isJson = response.headers['content-type'] === 'application/json'
  const body: unknown = isJson ? JSON.parse(text) : null
  const error = (body as { error?: LocalError } | null)?.error ?? null
  return { status: response.statusCode ?? 0, headers: response.headers, text, body, error }
}

/** The lines of an answer with rows. */
// oxlint-disable-next-line typescript/no-explicit-any
export function linesOf({ text }: Answered): any[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}
