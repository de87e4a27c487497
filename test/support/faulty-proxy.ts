import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'

/** What goes wrong at one path. `reaches`: the bank behind has done its work all the same, and only the answer goes wrong. */
export type Fault = { reaches: boolean } & (
  | { kind: 'breaks' }
  | { kind: 'late'; ms: number }
  | { kind: 'answers'; status: number; headers?: Record<string, string>; body?: string }
  | { kind: 'cut short' }
  | { kind: 'huge'; bytes: number }
)

export interface FaultyProxy {
  baseUrl: string
  /** At `path` from now on; null: nothing goes wrong any more. */
  fault: { path: string; fault: Fault } | null
  /** How far the bank's clock is ahead. */
  aheadMs: number
  /** Every request that came, in order: `POST /token`. */
  requests: string[]
  close(): Promise<void>
}

interface Answered {
  status: number
  headers: Record<string, string>
  body: string
}

/** Passes everything on to a bank, except for the faults that a test configures. */
export async function startFaultyProxy(bankUrl: string): Promise<FaultyProxy> {
  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: FaultyProxy = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: null,
    aheadMs: 0,
    requests: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(incoming.url ?? '', proxy.baseUrl).pathname
    proxy.requests.push(`${incoming.method} ${path}`)
    const isHit = proxy.fault?.path === path && incoming.method === 'POST'
    const fault = isHit ? (proxy.fault?.fault ?? null) : null
    const answered = fault?.reaches === false ? null : await passOn(incoming)
    response.setHeader('date', new Date(Date.now() + proxy.aheadMs).toUTCString())
    if (fault) await spoil(fault, answered, response)
    else if (answered) send(response, answered)
  }

  async function passOn(incoming: IncomingMessage): Promise<Answered> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = incoming.headers
    const answer = await request(bankUrl + (incoming.url ?? ''), {
      method: incoming.method ?? 'GET',
      headers: headers as Record<string, string>,
      body: chunks.length > 0 ? Buffer.concat(chunks) : null,
    })
    const { 'content-length': _old, date: _date, ...kept } = answer.headers
    return {
      status: answer.statusCode,
      headers: kept as Record<string, string>,
      body: await answer.body.text(),
    }
  }
  return proxy
}

async function spoil(fault: Fault, answered: Answered | null, response: ServerResponse): Promise<void> {
  switch (fault.kind) {
    case 'breaks':
      response.destroy()
      return
    case 'late':
      await new Promise((resolve) => setTimeout(resolve, fault.ms))
      return send(response, answered ?? { status: 200, headers: {}, body: '' })
    case 'answers':
      return send(response, { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? '' })
    case 'cut short': {
      const body = answered?.body || '{"error":"server_error","error_description":"Something went"}'
      return send(response, {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: body.slice(0, body.length / 2),
      })
    }
    case 'huge':
      return sendHuge(response, fault.bytes)
  }
}

/** Valid JSON, had anybody the patience. */
function sendHuge(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('{"padding":"')
  const piece = 'x'.repeat(65_536)
  let left = bytes
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= piece.length
      if (!response.write(piece)) return void response.once('drain', more)
    }
    response.end('"}')
  }
  more()
}

function send(response: ServerResponse, { status, headers, body }: Answered): void {
  response.writeHead(status, headers)
  response.end(body)
}
