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

/** The connections of one part of an answer, whose use is one durable write. */
const together = 20

/** Accounts with their balances, as last read. */
export async function accountsForScript(
  deps: ScriptDeps,
  client: Client,
  { connections }: LocalRowInput<'accounts.read'>,
): Promise<LocalAnswer> {
  const { ids, missing } = await chooseConnections(deps, client, 'data', connections)

  async function* parts(): RowParts {
    const end: RowsEnd = { isPartial: missing.length > 0, missing }
    for (let from = 0; from < ids.length; from += together) {
      const rows = ids.slice(from, from + together).map((id) => ({ connectionId: id, rows: rowsOf(id, end) }))
      recordUse(
        deps,
        client,
        'data',
        rows.map((one) => ({ ...one, rows: one.rows.length })),
      )
      yield rows.flatMap((one) => one.rows)
    }
    return end
  }

  function rowsOf(id: string, end: RowsEnd): object[] {
    requireStillAllowed(deps, client, 'data', id)
    const row = requireConnection(deps, id)
    const { isPartial, unreadableCount } = viewConnection(deps, id)
    const accounts = scriptAccounts(deps, id)
    const owner = ownerOf(deps, id)
    const readAt = utcText(row.dataAsOfMs)
    end.isPartial ||= isPartial || unreadableCount > 0 || accounts.some((one) => one.unavailable)
    return accounts.map((one) =>
      rowOf(columns, { ...accountRow(owner, one, nothingMissing), read_at_utc: readAt }),
    )
  }
  return { kind: 'rows', head: headOf('accounts.read', columns), parts: parts() }
}
