import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { LocalError } from '../../../shared/local.ts'
import { localHeaders } from '../../../shared/local-protocol.ts'
import type { LocalAnswer, LocalService, RowParts } from './answer.ts'

/**
 * Sends an answer, no faster than the client reads it. A failure in the middle is the last line of rows, and ends a stream without its end.
 *
 * @throws what the answer's first part throws: nothing was sent then
 */
export async function sendAnswer(
  response: ServerResponse,
  answer: LocalAnswer,
  { toError }: Pick<LocalService, 'toError'>,
): Promise<void> {
  switch (answer.kind) {
    case 'json':
      return sendJson(response, 200, answer.body)
    case 'rows':
      return sendRows(response, answer.head, answer.parts, toError)
    case 'stream':
      return sendStream(response, answer)
  }
}

export function sendError(response: ServerResponse, status: number, error: LocalError): void {
  if (response.headersSent) return void response.destroy()
  // What the client still sends of a refused request is not read.
  response.setHeader('connection', 'close')
  sendJson(response, status, { error })
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  const bytes = Buffer.from(`${JSON.stringify(body)}\n`)
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length })
    .end(bytes)
}

async function sendRows(
  response: ServerResponse,
  head: object,
  parts: RowParts,
  toError: LocalService['toError'],
): Promise<void> {
  try {
    let part = await parts.next()
    response.writeHead(200, { 'content-type': 'application/jsonl' })
    let rows = 0
    await write(response, `${JSON.stringify(head)}\n`)
    try {
      while (!part.done) {
        rows += part.value.length
        await write(response, part.value.map((row) => `${JSON.stringify(row)}\n`).join(''))
        // Rows of the app's own come without waiting for anything: others get their turn.
        await setImmediate()
        part = await parts.next()
      }
      response.end(`${JSON.stringify({ end: { rows, ...part.value } })}\n`)
    } catch (thrown) {
      if (response.destroyed) return
      response.end(`${JSON.stringify({ error: toError(thrown).error })}\n`)
    }
  } finally {
    await parts.return({ isPartial: true, missing: [] })
  }
}

async function sendStream(
  response: ServerResponse,
  { status, contentType, body }: Extract<LocalAnswer, { kind: 'stream' }>,
): Promise<void> {
  response.writeHead(200, {
    'content-type': contentType ?? 'application/octet-stream',
    [localHeaders.status]: String(status),
  })
  try {
    for await (const chunk of body) await write(response, chunk)
    response.end()
  } catch {
    // An answer without its end was cut.
    response.destroy()
  }
}

/** Resolves when the client has taken enough. @throws Error when it is gone */
async function write(response: ServerResponse, chunk: string | Uint8Array): Promise<void> {
  if (chunk.length === 0) return
  if (response.destroyed) throw new Error('the client is gone')
  if (response.write(chunk)) return
  await new Promise<void>((resolve, reject) => {
    const drained = (): void => {
      response.off('close', closed)
      resolve()
    }
    const closed = (): void => {
      response.off('drain', drained)
      reject(new Error('the client is gone'))
    }
    response.once('drain', drained)
    response.once('close', closed)
  })
}
