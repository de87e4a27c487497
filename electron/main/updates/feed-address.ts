import { AppError } from '../core/errors.ts'

/**
 * Parses a feed address that the user typed.
 *
 * @throws AppError `update_feed_insecure` for anything but https, and for an address with a user, a query or a fragment
 */
export function feedAddress(typed: string): URL {
  const url = URL.parse(typed)
  const isPlain = url?.protocol === 'https:' && !url.username && !url.password && !url.search && !url.hash
  if (!isPlain) throw new AppError('update_feed_insecure')
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}
