import type { KeyObject } from 'node:crypto'
import type { UpdateInfo } from 'electron-updater'
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js'
import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import type { Http } from '../net/http.ts'
import { isSigned } from './signature.ts'

/** A feed, and the keys that may sign it. */
export interface FeedSource {
  http: Pick<Http, 'fetch'>
  /** The folder of the feed's files; ends with a slash. */
  feed: URL
  keys: readonly KeyObject[]
}

/** The parts of a release's information that Mooring reads itself. */
const info = z.object({
  version: z.string().max(100),
  files: z
    .array(z.object({ url: z.string().min(1), sha512: z.string().regex(/^[A-Za-z0-9+/]{86}==$/) }))
    .min(1),
})

/**
 * Reads the feed for one system and verifies the publisher's signature.
 *
 * @param name the feed's file, such as `latest-linux.yml`
 * @throws AppError `update_untrusted`, `update_feed_missing`, `update_feed_unreadable`, `server_unavailable`, and the errors of
 * `Http.fetch`
 */
export async function readFeed(source: FeedSource, name: string): Promise<UpdateInfo> {
  const { host } = source.feed
  const answer = await source.http.fetch(new URL(name, source.feed).href)
  if (answer.status === 404) throw new AppError('update_feed_missing', { host })
  if (answer.status !== 200) throw new AppError('server_unavailable', { host, status: answer.status })

  const feed = await answer.text()
  if (!isSigned(source.keys, name, feed)) throw new AppError('update_untrusted', { host })
  return parse(feed, name, source.feed)
}

function parse(feed: string, name: string, address: URL): UpdateInfo {
  const { host } = address
  try {
    const found = parseUpdateInfo(feed, name, address)
    if (info.safeParse(found).success) return found
  } catch (cause) {
    throw new AppError('update_feed_unreadable', { host }, { cause })
  }
  throw new AppError('update_feed_unreadable', { host })
}
