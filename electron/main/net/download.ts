import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Dispatcher } from 'undici'
import { AppError } from '../core/errors.ts'
import type { Sender } from './dispatcher.ts'
import { refusalOf, refuse, transportError } from './network-errors.ts'

/** Downloads files that are too large for memory. */
export interface Downloads {
  /**
   * Downloads an https address to a file. Does not follow redirects.
   *
   * @returns the SHA-512 of the file, base64
   * @throws AppError `endpoint_insecure`, `server_unavailable`, `answer_invalid` when it is too large, `disk_full`, `file_unwritable`, and
   * the errors of `Http.fetch`. The partial file stays
   */
  save(url: URL, file: string, how: SaveOptions): Promise<string>
}

export interface SaveOptions {
  maxBytes: number
  /** When it aborts, its reason is thrown. */
  signal?: AbortSignal | undefined
  /** Called with the bytes received; the total is null if the server does not send it. */
  onProgress?: (bytes: number, wholeBytes: number | null) => void
}

/** A download may take any time, but a connection that is silent for this long is broken. */
const silenceMs = 30_000

/** @see Downloads.save */
export async function download(
  sender: Sender,
  from: SaveOptions & { url: URL; file: string; userAgent: string },
): Promise<string> {
  const { host, protocol } = from.url
  if (protocol !== 'https:') throw new AppError('endpoint_insecure', { host })
  try {
    const answer = await sender.send(from.url, {
      signal: from.signal ?? null,
      bodyTimeout: silenceMs,
      headers: { 'user-agent': from.userAgent, 'accept-encoding': 'identity' },
    })
    const refusal = refusalOf(answer)
    if (refusal) throw refuse(answer, host, refusal)
    if (answer.statusCode !== 200) {
      refuse(answer, host, 'status')
      throw new AppError('server_unavailable', { host, status: answer.statusCode })
    }
    return await writeBody(answer, from)
  } catch (thrown) {
    throw from.signal?.aborted ? from.signal.reason : transportError(thrown, host)
  }
}

async function writeBody(
  answer: Dispatcher.ResponseData,
  { url, file, maxBytes, onProgress }: SaveOptions & { url: URL; file: string },
): Promise<string> {
  const length = Number(answer.headers['content-length'])
  const wholeBytes = Number.isSafeInteger(length) ? length : null
  const hash = createHash('sha512')
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) {
        return done(new AppError('answer_invalid', { host: url.host, cause: 'too large' }))
      }
      hash.update(chunk)
      onProgress?.(bytes, wholeBytes)
      done(null, chunk)
    },
  })
  try {
    await pipeline(answer.body, counted, createWriteStream(file, { mode: 0o600 }))
  } catch (thrown) {
    throw answer.body.errored || thrown instanceof AppError ? thrown : fileError(thrown)
  }
  return hash.digest('base64')
}

function fileError(thrown: unknown): AppError {
  const cause = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
  return new AppError(cause === 'ENOSPC' ? 'disk_full' : 'file_unwritable', { cause })
}
