import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { parseExactJson } from '../values/exact-json.ts'
import type { ReadContext } from '../model/profile.ts'
import type { FdxServer, FileWanted } from './server.ts'

/** A page of thousands of transactions is longer than any response of an authorization server. */
const mostBytes = 16 * 1024 * 1024

/** What distinguishes one server's calls from another's. */
interface CallStyle {
  /** Beside `accept` and the access token. */
  headersOf(context: ReadContext): Record<string, string>
  /** The header that names a call, for support: sent with a random value, and in each response. */
  idHeader: string
}

/**
 * The calls of a server with FDX data.
 *
 * They throw AppErrors: `grant_ended` (601), `bearer_rejected` (602, 401), `not_subscribed` (403), `data_unavailable` (404 with a code, 406,
 * 409, 701, 704), `rate_limited` (429), `server_unavailable` (408, 5xx), `answer_invalid`, and the errors of `http.fetch`; a download
 * `document_refused` if it is too large.
 *
 * @see Akoya page "Data access API errors", whose codes are FDX's
 */
export function fdxCalls(style: CallStyle): Pick<FdxServer, 'call' | 'download'> {
  const interactionIdOf = ({ headers }: Response) => headers.get(style.idHeader)?.slice(0, 100) ?? null

  async function request(context: ReadContext, url: string, { accept, ...limits }: RequestLimits) {
    const response = await context.http.fetch(url, {
      headers: {
        accept,
        authorization: `Bearer ${context.accessToken}`,
        ...style.headersOf(context),
        [style.idHeader]: randomUUID(),
      },
      signal: context.signal,
      ...limits,
    })
    if ([200, 204, 206].includes(response.status)) return response
    const about = { host: new URL(url).host, interactionId: interactionIdOf(response) }
    throw dataError(response, jsonOf(await response.text()), about, context.now())
  }

  return {
    call: async (context, url) => {
      const response = await request(context, url, { accept: 'application/json', maxBytes: mostBytes })
      return {
        body: jsonOf(await response.text()),
        isEmpty: response.status === 204,
        isPartial: response.status === 206,
        interactionId: interactionIdOf(response),
      }
    },
    download: async (context, url, wanted) => {
      try {
        const response = await request(context, url, { ...wanted, waitsLong: true })
        return {
          bytes: Buffer.from(await response.arrayBuffer()),
          contentType: response.headers.get('content-type') ?? '',
          isEmpty: response.status === 204,
        }
      } catch (thrown) {
        throw isTooLarge(thrown) ? new AppError('document_refused', thrown.detail) : thrown
      }
    },
  }
}

interface RequestLimits extends FileWanted {
  waitsLong?: boolean
}

function isTooLarge(thrown: unknown): thrown is AppError {
  return thrown instanceof AppError && thrown.code === 'answer_invalid' && thrown.detail.cause === 'too large'
}

function jsonOf(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    return null
  }
}

/** `code` is a number beside the HTTP status: an integer at Akoya, text in FDX. Never branch on `debugMessage`. */
const wireError = z.object({
  code: z.union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,6}$/)
      .transform(Number),
  ]),
})

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
