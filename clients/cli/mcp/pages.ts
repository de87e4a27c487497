import { randomBytes } from 'node:crypto'
import type { Missing } from '../output/read-lines.ts'
import { CommandError, exits } from '../failure.ts'

/** Rows as a tool shows them, all read at one time. */
export interface Listing {
  tool: string
  /** The connections whose rows these are. */
  connectionIds: string[]
  asOf: Date
  rows: Record<string, unknown>[]
  isPartial: boolean
  isCut: boolean
  missing: Missing[]
}

export interface Page extends Omit<Listing, 'tool' | 'connectionIds'> {
  nextCursor: string | null
}

/** Keeps what the tools have read, so that all pages are of one moment and an institution is asked once. */
export interface Pages {
  first(listing: Listing, size: number): Page
  /**
   * @param areAllowed whether the user still allows to read these connections
   * @throws CommandError `cursor_expired` for a cursor that is not known, not of this tool, or of rows that are no longer allowed
   */
  next(
    tool: string,
    cursor: string,
    size: number,
    areAllowed: (connectionIds: readonly string[]) => Promise<boolean>,
  ): Promise<Page>
}

/** Of the listings that have further pages, these many are kept; the oldest goes. */
const mostListings = 8

export function makePages(): Pages {
  const kept = new Map<string, Listing>()

  const page = (id: string, listing: Listing, from: number, size: number): Page => {
    const { tool: _tool, connectionIds: _ids, ...rest } = listing
    const until = from + size
    const isLast = until >= listing.rows.length
    return { ...rest, rows: listing.rows.slice(from, until), nextCursor: isLast ? null : `${id}.${until}` }
  }

  return {
    first(listing, size) {
      const id = randomBytes(8).toString('hex')
      if (listing.rows.length > size) kept.set(id, listing)
      for (const [oldest] of kept) if (kept.size > mostListings) kept.delete(oldest)
      return page(id, listing, 0, size)
    },
    async next(tool, cursor, size, areAllowed) {
      const [id = '', from = ''] = cursor.split('.')
      const listing = kept.get(id)
      if (listing?.tool !== tool || !/^\d{1,9}$/.test(from))
        throw new CommandError(
          'cursor_expired',
          exits.use,
          'This cursor is not of this tool, or its rows are no longer kept. Call the tool again without a cursor.',
        )
      if (!(await areAllowed(listing.connectionIds))) {
        kept.delete(id)
        throw new CommandError(
          'cursor_expired',
          exits.use,
          'The user no longer allows all that these rows are of. Call the tool again without a cursor.',
        )
      }
      return page(id, listing, Number(from), size)
    },
  }
}
