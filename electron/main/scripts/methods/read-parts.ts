import type { Failure } from '../../../../shared/errors.ts'
import type { Account } from '../../../../shared/models/account.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import type { RowParts, RowsEnd } from '../../local/answer.ts'
import type { Chosen } from '../choose-connections.ts'
import { requireStillAllowed, type Client } from '../consents.ts'
import { toLocalError } from '../local-error.ts'
import { recordUse } from '../record-use.ts'
import { scriptAccounts } from '../script-accounts.ts'
import type { ScriptDeps } from '../script-deps.ts'

export interface ReadPart {
  rows: object[]
  isPartial: boolean
}

interface Reading {
  chosen: Chosen
  /** The accounts to read of those that a connection has. */
  select: (accounts: Account[]) => Account[]
  read: (connectionId: string, account: Account) => AsyncIterable<ReadPart>
  /** Whether a read that failed says that the account has no such data. */
  hasNone: (connectionId: string, failure: Failure) => boolean
}

/**
 * Reads accounts at their institutions, one after the other, as fast as the client takes the rows. One that can't be read, or that has
 * none, is named at the end. The activity of each connection has how many rows the client got, also of an answer that was cut.
 *
 * @throws AppError why nothing could be read at all
 */
export async function* readParts(
  deps: ScriptDeps,
  client: Client,
  { chosen, select, read, hasNone }: Reading,
): RowParts {
  const end: RowsEnd = { isPartial: chosen.missing.length > 0, missing: [...chosen.missing] }
  let readable = 0
  let first: unknown = null
  for (const connectionId of chosen.ids) {
    let rows = 0
    try {
      for (const account of select(scriptAccounts(deps, connectionId))) {
        try {
          for await (const part of read(connectionId, account)) {
            client.signal.throwIfAborted()
            requireStillAllowed(deps, client, 'data', connectionId)
            rows += part.rows.length
            end.isPartial ||= part.isPartial
            yield part.rows
          }
          readable += 1
        } catch (thrown) {
          if (!(thrown instanceof AppError) || client.signal.aborted) throw thrown
          const unread = { connectionId, accountId: account.id, error: toLocalError(thrown) }
          if (hasNone(connectionId, toFailure(thrown))) {
            readable += 1
            end.none = [...(end.none ?? []), unread]
            continue
          }
          first ??= thrown
          end.isPartial = true
          end.missing.push(unread)
        }
      }
    } finally {
      recordUse(deps, client, 'data', [{ connectionId, rows }])
    }
  }
  if (readable === 0 && first !== null) throw first
  return end
}
