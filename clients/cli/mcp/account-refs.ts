import { createHash } from 'node:crypto'
import { CommandError, exits } from '../failure.ts'
import type { Row } from './read-rows.ts'

/**
 * Names for accounts that hold nothing of the institution's own ids, which may be account numbers. They are the same for each start, and
 * lead back to an id only while the account has been listed.
 */
export interface AccountRefs {
  refOf(row: Row): string | null
  has(ref: string): boolean
  /** The id of the institution. @throws CommandError `not_found` for one that was not listed */
  idOf(ref: string): string
}

export function makeAccountRefs(): AccountRefs {
  const ids = new Map<string, string>()
  return {
    refOf({ connection, account_id: id }) {
      if (typeof connection !== 'string' || typeof id !== 'string') return null
      const ref = createHash('sha256').update(`${connection}\0${id}`).digest('hex').slice(0, 12)
      ids.set(ref, id)
      return ref
    },
    has: (ref) => ids.has(ref),
    idOf(ref) {
      const id = ids.get(ref)
      if (id !== undefined) return id
      throw new CommandError(
        'not_found',
        exits.use,
        'No account that was listed has this account_ref. Call list_accounts, and use one of its account_ref.',
      )
    },
  }
}
