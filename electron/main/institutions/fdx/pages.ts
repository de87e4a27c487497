import { AppError } from '../../core/errors.ts'
import { idOf, isObject } from '../values/fdx-values.ts'
import type { FdxServer } from './server.ts'

/**
 * The address of the next page, for `pageUrl`: from the response's link, or from the cursor of FDX responses (`page.nextPageKey`,
 * `page.nextOffset`).
 *
 * @returns null after the last page
 * @throws AppError `answer_invalid` for a next page that can't be requested: its address is one that must not get an access token, or is
 * too long, or has an unknown form. What is on it is missing
 */
export function nextPageUrl(
  server: FdxServer,
  body: Record<string, unknown>,
  pageUrl: string,
): string | null {
  const { host } = new URL(pageUrl)
  const href = hrefOf(nextLinkOf(body['links']), host)
  if (href !== null) return pageUrlOf(server, href, pageUrl)

  const page = isObject(body['page']) ? body['page'] : {}
  const key = cursorOf(page['nextPageKey'], host)
  const offset = cursorOf(page['nextOffset'], host)
  if (key === null && offset === null) return null
  const url = new URL(pageUrl)
  if (key === null) url.searchParams.set('offset', offset ?? '')
  else url.searchParams.set('pageKey', key)
  return pageUrlOf(server, url.href, pageUrl)
}

/** How many entries there are on all pages, where the response says so (FDX's `page.totalElements`); 0 where it does not. */
export function totalOf(body: unknown): number {
  const page = isObject(body) && isObject(body['page']) ? body['page'] : {}
  const total = Number(idOf(page['totalElements']) ?? 0)
  return Number.isFinite(total) ? total : 0
}

/** RFC 9110 section 4.1: servers should accept as much. */
const mostCharacters = 8000

/** @throws AppError `answer_invalid` */
export function pageUrlOf(server: FdxServer, href: string, base: string): string {
  const url = URL.parse(href, base)
  const page = new URL(base)
  if (url?.origin !== page.origin || !server.leadsOn(page, url) || url.href.length > mostCharacters) {
    throw new AppError('answer_invalid', { host: page.host })
  }
  return url.href
}

/** `{"next": …}` of Akoya, or FDX 4's `[{"rel": "next", "href": …}]`: relations are case-insensitive, and may be several (RFC 8288). */
function nextLinkOf(links: unknown): unknown {
  if (!Array.isArray(links)) return isObject(links) ? links['next'] : null
  return links.find((link) => isObject(link) && relationsOf(link['rel']).includes('next'))
}

function relationsOf(rel: unknown): string[] {
  const words: unknown[] = Array.isArray(rel) ? rel : [rel]
  return words.flatMap((word) => (typeof word === 'string' ? word.toLowerCase().split(/\s+/) : []))
}

/** The address in `{"href": …}`, alone or first in a list, or the address itself; null for none. @throws AppError `answer_invalid` */
function hrefOf(link: unknown, host: string): string | null {
  const first: unknown = Array.isArray(link) ? link[0] : link
  const isWithout = isObject(first) && Object.keys(first).length === 0
  const href = isObject(first) && !isWithout && 'href' in first ? first['href'] : first
  if (isWithout || isAbsent(href)) return null
  if (typeof href !== 'string') throw new AppError('answer_invalid', { host })
  return href
}

/** A cursor exactly as sent; null for none. @throws AppError `answer_invalid` */
function cursorOf(value: unknown, host: string): string | null {
  if (isAbsent(value)) return null
  const cursor = idOf(value)
  if (cursor === null) throw new AppError('answer_invalid', { host })
  return cursor
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === false || value === ''
}
