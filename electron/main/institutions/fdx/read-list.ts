import { AppError } from '../../core/errors.ts'
import type { ReadContext } from '../model/profile.ts'
import { isObject } from '../values/fdx-values.ts'
import { nextPageUrl, totalOf } from './pages.ts'
import type { FdxServer } from './server.ts'

export interface FdxList {
  address: string
  /** The list in a page; anything but an array is an error. */
  listIn(body: Record<string, unknown>): unknown
  /** Takes the entries of a page. @returns how many of them an earlier page had */
  onPage(entries: unknown[], page: number): number
}

export interface ListRead {
  /** Every page was read, none was an HTTP 206, and they have as many entries as they say. */
  isComplete: boolean
  interactionId: string | null
}

/** More pages than this count as endless. */
const mostPages = 200

/**
 * Reads a list, page by page. Pages that lead in a circle, without an end, or to an address that must not get an access token end there.
 *
 * @throws AppError as `FdxServer.call`; `answer_invalid` for a page without a list
 */
export async function readList(
  server: FdxServer,
  context: ReadContext,
  { address, listIn, onPage }: FdxList,
): Promise<ListRead> {
  const read: ListRead = { isComplete: true, interactionId: null }
  const visited = new Set<string>()
  let count = 0
  let total = 0
  let url: string | null = address
  while (url !== null) {
    visited.add(url)
    const answer = await server.call(context, url)
    const entries = answer.isEmpty ? [] : entriesIn(answer.body, url, listIn)
    count += entries.length - onPage(entries, visited.size)
    total = Math.max(total, totalOf(answer.body))
    if (answer.isPartial) read.isComplete = false
    read.interactionId = answer.interactionId ?? read.interactionId
    const next = nextOf(server, answer.body, url)
    const isCircle: boolean = next.url !== null && (visited.has(next.url) || visited.size >= mostPages)
    if (isCircle || next.isMissing) read.isComplete = false
    url = isCircle ? null : next.url
  }
  if (count < total) read.isComplete = false
  return read
}

/** @throws AppError `answer_invalid` */
function entriesIn(body: unknown, url: string, listIn: FdxList['listIn']): unknown[] {
  const entries = isObject(body) ? listIn(body) : null
  if (!Array.isArray(entries)) throw new AppError('answer_invalid', { host: new URL(url).host })
  return entries
}

function nextOf(server: FdxServer, body: unknown, url: string): { url: string | null; isMissing: boolean } {
  try {
    return { url: isObject(body) ? nextPageUrl(server, body, url) : null, isMissing: false }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    return { url: null, isMissing: true }
  }
}
