import type { LocalRowInput } from '../../../../shared/local.ts'
import { requireConnection, viewConnection } from '../../connections/model/view.ts'
import { accountColumns, accountRow, ownerOf } from '../../export/rows.ts'
import { nothingMissing, utcText } from '../../export/table-file.ts'
import type { LocalAnswer, RowParts, RowsEnd } from '../../local/answer.ts'
import { chooseConnections } from '../choose-connections.ts'
import { requireStillAllowed, type Client } from '../consents.ts'
import { recordUse } from '../record-use.ts'
import { columnsOf, headOf, rowOf } from '../rows.ts'
import { scriptAccounts } from '../script-accounts.ts'
import type { ScriptDeps } from '../script-deps.ts'

const columns = { ...columnsOf(accountColumns), read_at_utc: 'utc' } as const

/** Accounts with their balances, as last read. */
export async function accountsForScript(
  deps: ScriptDeps,
  client: Client,
  { connections }: LocalRowInput<'accounts.read'>,
): Promise<LocalAnswer> {
  const { ids, missing } = await chooseConnections(deps, client, 'data', connections)

  async function* parts(): RowParts {
    const end: RowsEnd = { isPartial: missing.length > 0, missing }
    for (const id of ids) {
      requireStillAllowed(deps, client, 'data', id)
      const row = requireConnection(deps, id)
      const { isPartial, unreadableCount } = viewConnection(deps, id)
      const accounts = scriptAccounts(deps, id)
      const owner = ownerOf(deps, id)
      const readAt = utcText(row.dataAsOfMs)
      end.isPartial ||= isPartial || unreadableCount > 0 || accounts.some((one) => one.unavailable)
      recordUse(deps, client, 'data', [{ connectionId: id, rows: accounts.length }])
      yield accounts.map((one) =>
        rowOf(columns, { ...accountRow(owner, one, nothingMissing), read_at_utc: readAt }),
      )
    }
    return end
  }
  return { kind: 'rows', head: headOf('accounts.read', columns), parts: parts() }
}
