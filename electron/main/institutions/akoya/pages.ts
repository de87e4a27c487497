import { AppError } from '../../core/errors.ts'
import { isObject, textOf } from '../values/fdx-values.ts'

/**
 * The address of the next page, for `pageUrl`: from the response's link, or from the cursor of FDX responses (`page.nextPageKey`,
 * `page.nextOffset`).
 *
 * @returns null after the last page
 * @throws AppError `answer_invalid` for an address outside this product: it must not get an access token
 * @see Akoya page "Pagination"
 */
export function nextPageUrl(body: Record<string, unknown>, pageUrl: string): string | null {
  const href = hrefOf(body['links'])
  if (href !== null) return pageUrlOf(href, pageUrl)

  const page = isObject(body['page']) ? body['page'] : {}
  const key = textOf(page['nextPageKey'])
  const offset = textOf(page['nextOffset'])
  if (key === null && offset === null) return null
  const url = new URL(pageUrl)
  if (key === null) url.searchParams.set('offset', offset ?? '')
  else url.searchParams.set('pageKey', key)
  return url.href === pageUrl ? null : url.href
}

/** @throws AppError `answer_invalid` */
export function pageUrlOf(href: string, base: string): string {
  const url = URL.parse(href, base)
  const { origin, host, pathname } = new URL(base)
  const product = pathname.split('/')[1] ?? ''
  const path = url?.pathname.split('/') ?? []
  const isProduct = path[1] === product && /^v\d+$/.test(path[2] ?? '') && path.length > 3
  if (url?.origin !== origin || !isProduct) throw new AppError('answer_invalid', { host })
  return url.href
}

/** `{"next": {"href": …}}` of Akoya, `{"next": …}`, or FDX 4's `[{"rel": "next", "href": …}]`. */
function hrefOf(links: unknown): string | null {
  const next: unknown = Array.isArray(links)
    ? links.find((link) => isObject(link) && link['rel'] === 'next')
    : isObject(links)
      ? links['next']
      : null
  const href = isObject(next) ? next['href'] : next
  return typeof href === 'string' && href !== '' && href.length <= 4000 ? href : null
}
