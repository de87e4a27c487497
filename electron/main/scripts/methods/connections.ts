import { folded } from '../../../../shared/plain-text.ts'
import type { LocalInput, LocalOutput } from '../../../../shared/local.ts'
import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import { needOf } from '../../../../shared/need.ts'
import { viewConnection, viewDetails } from '../../connections/model/view.ts'
import { readEntry } from '../../receipts/chain.ts'
import { listReceipts } from '../../store/receipts.ts'
import { chooseConnection, chooseConnections } from '../choose-connections.ts'
import type { Client } from '../consents.ts'
import { recordUse } from '../record-use.ts'
import type { ScriptDeps } from '../script-deps.ts'
import { utcOf } from '../utc.ts'

type Listed = LocalOutput<'connections.list'>['connections'][number]

/** The connections that the client may list: names, status, consent end. */
export async function listForScript(
  deps: ScriptDeps,
  client: Client,
  { needsAttention, institution, label }: LocalInput<'connections.list'>,
): Promise<LocalOutput<'connections.list'>> {
  const { ids } = await chooseConnections(deps, client, 'list', [])
  const all = ids.map((id) => viewConnection(deps, id))
  const isAlike = (a: string, b: string) => folded(a) === folded(b)
  const connections = all.filter(
    (one) =>
      (needsAttention !== true || isNeeding(deps, one)) &&
      (institution === undefined || isAlike(one.institutionName, institution)) &&
      (label === undefined || one.labels.some((own) => isAlike(own, label))),
  )
  recordUse(
    deps,
    client,
    'list',
    connections.map(({ id }) => ({ connectionId: id, rows: null })),
  )
  return { connections: connections.map((one) => listedOf(deps, one)) }
}

/** One connection: permissions, accounts without their balances, consent receipts. */
export async function showForScript(
  deps: ScriptDeps,
  client: Client,
  { connection }: LocalInput<'connections.show'>,
): Promise<LocalOutput<'connections.show'>> {
  const id = await chooseConnection(deps, client, 'list', connection)
  const details = viewDetails(deps, id)
  recordUse(deps, client, 'list', [{ connectionId: id, rows: null }])
  return {
    connection: {
      ...listedOf(deps, details),
      permissions: details.permissions,
      accounts: details.accounts.map(({ key, name, mask, category, type, currency }) => ({
        id: key,
        name,
        mask,
        category,
        type,
        currency,
      })),
      receipts: listReceipts(deps.store, id).flatMap((row) => {
        const entry = readEntry(row)
        return entry === null ? [] : [{ kind: entry.fact.kind, at: entry.time, hash: row.hash }]
      }),
    },
  }
}

function listedOf(deps: ScriptDeps, one: ConnectionSummary): Listed {
  return {
    id: one.id,
    institution: one.institutionName,
    login: one.signedInAs,
    labels: one.labels,
    status: one.status,
    environment: one.stage,
    consentEndsAt: utcOf(one.consentUntilMs),
    lastReadAt: one.dataAsOfMs === null ? null : utcOf(one.dataAsOfMs),
    needsAttention: isNeeding(deps, one),
  }
}

function isNeeding({ now }: ScriptDeps, one: ConnectionSummary): boolean {
  return one.status === 'unreadable' || needOf(one, now()) !== null
}
