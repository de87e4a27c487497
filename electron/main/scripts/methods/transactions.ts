import { folded } from '../../../../shared/plain-text.ts'
import type { LocalRowInput } from '../../../../shared/local.ts'
import type { Account } from '../../../../shared/models/account.ts'
import { hasNoTransactions } from '../../connections/data/no-transactions.ts'
import { readTransactionPages } from '../../connections/data/transactions.ts'
import { AppError } from '../../core/errors.ts'
import { ownerOf, transactionColumns, transactionRow } from '../../export/rows.ts'
import { nothingMissing } from '../../export/table-file.ts'
import type { LocalAnswer } from '../../local/answer.ts'
import { chooseConnections } from '../choose-connections.ts'
import type { Client } from '../consents.ts'
import { columnsOf, headOf, rowOf } from '../rows.ts'
import { scriptAccounts } from '../script-accounts.ts'
import type { ScriptDeps } from '../script-deps.ts'
import { readParts, type ReadPart } from './read-parts.ts'

const columns = columnsOf(transactionColumns)

const dayMs = 24 * 60 * 60_000
/** Without a first day. */
const usualDays = 90

/** Transactions from the institution, page by page, the newest of each account first. They are not stored. */
export async function transactionsForScript(
  deps: ScriptDeps,
  client: Client,
  { connections, account: wanted, ...days }: LocalRowInput<'transactions.read'>,
): Promise<LocalAnswer> {
  const period = periodOf(deps.now(), days)
  const chosen = await chooseConnections(deps, client, 'data', connections)
  const select = (accounts: Account[]) =>
    wanted === undefined ? accounts : accounts.filter((one) => isMeant(one, wanted))
  const all = chosen.ids.flatMap((id) => select(scriptAccounts(deps, id)))
  if (wanted !== undefined && all.length === 0) throw new AppError('not_found', { field: 'account' })

  async function* read(connectionId: string, account: Account): AsyncGenerator<ReadPart> {
    const owner = ownerOf(deps, connectionId)
    const of = { connectionId, accountKey: account.key, days: period.days, toDay: period.until }
    for await (const page of readTransactionPages(deps, of, client.signal, true)) {
      yield {
        rows: page.transactions.map((one) =>
          rowOf(columns, transactionRow(owner, account, one, nothingMissing)),
        ),
        isPartial: page.isPartial || page.unreadable > 0,
      }
    }
  }
  const { since, until } = period
  return {
    kind: 'rows',
    head: headOf('transactions.read', columns, { since, until }),
    parts: readParts(deps, client, {
      chosen,
      select,
      read,
      hasNone: (connectionId, failure) => hasNoTransactions(deps, connectionId, failure),
    }),
  }
}

function isMeant({ id, mask, name }: Account, wanted: string): boolean {
  return id === wanted || mask === wanted || folded(name) === folded(wanted)
}

/** Days as the institution dates them. Until tomorrow, because a day begins earlier elsewhere. @throws AppError `invalid_input` */
function periodOf(
  nowMs: number,
  { since, until }: { since?: string | undefined; until?: string | undefined },
): { since: string; until: string; days: number } {
  const toMs = until === undefined ? nowMs + dayMs : msOf(until, 'until')
  const fromMs = since === undefined ? toMs - usualDays * dayMs : msOf(since, 'since')
  const [from, to] = [dayOf(fromMs), dayOf(toMs)]
  if (from > to) throw new AppError('invalid_input', { field: 'since' })
  return { since: from, until: to, days: Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1 }
}

function msOf(day: string, field: string): number {
  const ms = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(ms) || dayOf(ms) !== day) throw new AppError('invalid_input', { field })
  return ms
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
