import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AppError, toFailure } from '../../core/errors.ts'
import type { FdxAnswer, FdxFile, FileWanted } from '../fdx/server.ts'
import { parseExactJson } from '../values/exact-json.ts'
import type { ReadContext } from '../profile.ts'

/** A page of thousands of transactions is longer than any response of an authorization server. */
const mostBytes = 16 * 1024 * 1024

/**
 * Calls a data product, with the headers that version 3 requires.
 *
 * @throws AppError `grant_ended` (601), `bearer_rejected` (602, 401), `not_subscribed` (403), `data_unavailable` (404 with a code, 406, 409,
 * 701, 704), `rate_limited` (429), `server_unavailable` (408, 5xx), `answer_invalid`, and the errors of `http.fetch`
 * @see Akoya pages "Headers", "Data access API errors"
 */
export async function callAkoya(context: ReadContext, url: string): Promise<FdxAnswer> {
  const response = await request(context, url, { accept: 'application/json', maxBytes: mostBytes })
  return {
    body: jsonOf(await response.text()),
    isEmpty: response.status === 204,
    isPartial: response.status === 206,
    interactionId: interactionIdOf(response),
  }
}

/** Downloads a file of a data product. @throws AppError as callAkoya, `document_refused` if it is too large */
export async function downloadFromAkoya(
  context: ReadContext,
  url: string,
  wanted: FileWanted,
): Promise<FdxFile> {
  try {
    const response = await request(context, url, { ...wanted, waitsLong: true })
    return {
      bytes: Buffer.from(await response.arrayBuffer()),
      contentType: response.headers.get('content-type') ?? '',
      isEmpty: response.status === 204,
    }
  } catch (thrown) {
    const { code, detail } = toFailure(thrown)
    if (code === 'answer_invalid' && detail.cause === 'too large') {
      throw new AppError('document_refused', detail)
    }
    throw thrown
  }
}

/** @throws AppError as callAkoya */
async function request(
  context: ReadContext,
  url: string,
  { accept, ...limits }: FileWanted & { waitsLong?: boolean },
): Promise<Response> {
  const response = await context.http.fetch(url, {
    headers: {
      accept,
      authorization: `Bearer ${context.accessToken}`,
      'x-akoya-interaction-type': context.isBatch ? 'BATCH' : 'USER',
      'x-akoya-last-access': new Date(context.lastUseMs).toISOString().replace(/\.\d+Z$/, 'Z'),
      // Required of an app that is subscribed to Payments; harmless for others.
      'x-akoya-intent-type': 'nonpayments',
      'x-akoya-interaction-id': randomUUID(),
    },
    signal: context.signal,
    ...limits,
  })
  if ([200, 204, 206].includes(response.status)) return response
  const about = { host: new URL(url).host, interactionId: interactionIdOf(response) }
  throw dataError(response, jsonOf(await response.text()), about, context.now())
}

function interactionIdOf(response: Response): string | null {
  return response.headers.get('x-akoya-interaction-id')?.slice(0, 100) ?? null
}

function jsonOf(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    return null
  }
}

/** `code` is an integer beside the HTTP status. Never branch on `debugMessage`. */
const wireError = z.object({ code: z.int() })

function dataError(
  response: Response,
  body: unknown,
  about: { host: string; interactionId: string | null },
  nowMs: number,
): AppError {
  const code = wireError.safeParse(body).data?.code ?? 0
  const { status } = response
  const { host, interactionId } = about
  const detail = {
    host,
    status,
    ...(code === 0 ? {} : { error: String(code) }),
    ...(interactionId === null ? {} : { interactionId }),
  }

  if (code === 601) return new AppError('grant_ended', detail)
  if (code === 602 || status === 401) return new AppError('bearer_rejected', detail)
  if (status === 403) return new AppError('not_subscribed', detail)
  if (status === 406 || status === 409 || code === 701 || code === 704 || (status === 404 && code !== 0)) {
    return new AppError('data_unavailable', detail)
  }
  const waitMs = retryAfterMs(response, nowMs)
  if (status === 429 || code === 1207) {
    return new AppError('rate_limited', { ...detail, untilMs: nowMs + (waitMs ?? 60_000) })
  }
  if (status === 408 || status >= 500) {
    const until = waitMs === null ? {} : { untilMs: nowMs + waitMs }
    return new AppError('server_unavailable', { ...detail, ...until })
  }
  return new AppError('answer_invalid', detail)
}

/** RFC 9110 section 10.2.3, limited to between a second and a quarter of an hour; null if the server names no time. */
function retryAfterMs(response: Response, nowMs: number): number | null {
  const header = response.headers.get('retry-after') ?? ''
  const wanted = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs
  return Number.isNaN(wanted) ? null : Math.min(Math.max(wanted, 1000), 15 * 60_000)
}
