import type { LocalRowInput } from '../../../../shared/local.ts'
import type { Account } from '../../../../shared/models/account.ts'
import { readHoldings } from '../../connections/data/holdings.ts'
import { toFailure } from '../../core/errors.ts'
import { holdingCells, holdingColumns } from '../../export/holdings.ts'
import { accountCells, ownerOf } from '../../export/rows.ts'
import type { LocalAnswer } from '../../local/answer.ts'
import { chooseConnections } from '../choose-connections.ts'
import type { Client } from '../consents.ts'
import { columnsOf, headOf, rowOf } from '../rows.ts'
import type { ScriptDeps } from '../script-deps.ts'
import { readParts, type ReadPart } from './read-parts.ts'

const columns = columnsOf(holdingColumns)

const mayHold: ReadonlySet<Account['category']> = new Set(['investment', 'annuity'])

/** Holdings from the institution, of the accounts that can have any. They are not stored. */
export async function holdingsForScript(
  deps: ScriptDeps,
  client: Client,
  { connections }: LocalRowInput<'holdings.read'>,
): Promise<LocalAnswer> {
  const chosen = await chooseConnections(deps, client, 'data', connections)

  async function* read(connectionId: string, account: Account): AsyncGenerator<ReadPart> {
    const owner = { ...ownerOf(deps, connectionId), ...accountCells(account) }
    try {
      const of = { connectionId, accountKey: account.key }
      const list = await readHoldings(deps, of, client.signal, true)
      yield {
        rows: list.holdings.map((one) => rowOf(columns, { ...owner, ...holdingCells(one) })),
        isPartial: list.isPartial || list.unreadable > 0,
      }
    } catch (thrown) {
      // The account or this access has none.
      const { code } = toFailure(thrown)
      if (code !== 'not_subscribed' && code !== 'data_unavailable') throw thrown
    }
  }
  const select = (accounts: Account[]) => accounts.filter(({ category }) => mayHold.has(category))
  return {
    kind: 'rows',
    head: headOf('holdings.read', columns),
    parts: readParts(deps, client, { chosen, select, read }),
  }
}
