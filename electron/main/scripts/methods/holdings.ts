import type { LocalRowInput } from '../../../../shared/local.ts'
import type { Failure } from '../../../../shared/errors.ts'
import type { Account } from '../../../../shared/models/account.ts'
import { readHoldings } from '../../connections/data/holdings.ts'
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
    const list = await readHoldings(deps, { connectionId, accountKey: account.key }, client.signal, true)
    yield {
      rows: list.holdings.map((one) => rowOf(columns, { ...owner, ...holdingCells(one) })),
      isPartial: list.isPartial || list.unreadable > 0,
    }
  }
  /** The account or this access has none. */
  const hasNone = (_connectionId: string, { code }: Failure) =>
    code === 'not_subscribed' || code === 'data_unavailable'
  const select = (accounts: Account[]) => accounts.filter(({ category }) => mayHold.has(category))
  return {
    kind: 'rows',
    head: headOf('holdings.read', columns),
    parts: readParts(deps, client, { chosen, select, read, hasNone }),
  }
}
