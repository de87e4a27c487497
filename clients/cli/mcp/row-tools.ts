import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { LocalRowMethod } from '../../../shared/local.ts'
import type { Cell, Column } from '../output/columns.ts'
import { makeAccountRefs, type AccountRefs } from './account-refs.ts'
import { answerOf, commonParts, failureAnswer } from './answer.ts'
import type { App } from './app.ts'
import { hideNumbers, lastOf } from './hide-numbers.ts'
import { connections, mostRows, paging, period, rowsOutput } from './inputs.ts'
import { makePages, type Page, type Pages } from './pages.ts'
import { readRows, type Row } from './read-rows.ts'

interface Tool {
  name: string
  title: string
  description: string
  method: LocalRowMethod
  /** The columns to show; all but those that are never shown if absent. */
  shown?: readonly string[]
  hasPeriod?: true
}

const who = ['connection', 'institution', 'login', 'account_ref', 'account', 'mask'] as const

const tools: readonly Tool[] = [
  {
    name: 'list_accounts',
    title: 'List accounts',
    description:
      'Accounts of the connections that the user allowed, with kind and currency. Of account numbers only the last four characters are known. Needs the level data.',
    method: 'accounts.read',
    shown: [...who, 'label', 'category', 'type', 'currency', 'balance_type', 'read_at_utc', 'unavailable'],
  },
  {
    name: 'get_balances',
    title: 'Get balances',
    description:
      'Balances of accounts, as decimal text. A debt is below zero; reported_balance is the institution’s own figure. They are those that the app read last, at read_at_utc; as_of_date and as_of_utc are the institution’s own. Never add different currencies. Needs the level data.',
    method: 'accounts.read',
    shown: [
      ...who,
      'balance',
      'currency',
      'balance_kind',
      'reported_balance',
      'current_balance',
      'available_balance',
      'principal_balance',
      'pay_off_amount',
      'current_value',
      'net_present_value',
      'available_cash_balance',
      'balance_type',
      'as_of_date',
      'as_of_utc',
      'read_at_utc',
      'unavailable',
      'earlier',
    ],
  },
  {
    name: 'list_transactions',
    title: 'List transactions',
    description:
      'Transactions between two days, read from the institutions. Amounts are decimal text; money that left the account is below zero. Needs the level data.',
    method: 'transactions.read',
    hasPeriod: true,
  },
  {
    name: 'list_holdings',
    title: 'List holdings',
    description:
      'Securities in investment accounts, with quantity, price and value as decimal text. Needs the level data.',
    method: 'holdings.read',
  },
]

const input = z.object({ connections, ...paging })
const inputWithPeriod = z.object({ connections, ...period, ...paging })
type Input = z.output<typeof inputWithPeriod>

/** The tools that answer with rows. */
export function addRowTools(server: McpServer, app: App): void {
  const pages = makePages()
  const refs = makeAccountRefs()
  for (const tool of tools)
    server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: tool.hasPeriod ? inputWithPeriod : input,
        outputSchema: z.object({ ...commonParts, ...rowsOutput }),
        annotations: { readOnlyHint: true, destructiveHint: false, openWorldHint: true },
      },
      async (asked: Input) => {
        try {
          const page =
            asked.cursor === undefined
              ? pages.first(await listingOf(tool, app, refs, asked), asked.limit)
              : await pages.next(tool.name, asked.cursor, asked.limit, (ids) => areAllowed(app, ids))
          return answerOf(shownPage(page), page.asOf)
        } catch (thrown) {
          return failureAnswer(thrown, new Date())
        }
      },
    )
}

/** The user can also end access to rows that were read before. @throws CommandError where the whole program was ended */
async function areAllowed(app: App, connectionIds: readonly string[]): Promise<boolean> {
  const { clients } = await app.call('clients.list', {})
  const consents = clients.flatMap((client) => client.consents).filter(({ level }) => level !== 'list')
  const allowed = new Set(consents.map(({ connectionId }) => connectionId))
  return connectionIds.every((id) => allowed.has(id))
}

async function listingOf(
  tool: Tool,
  app: App,
  refs: AccountRefs,
  asked: Input,
): Promise<Parameters<Pages['first']>[0]> {
  const asOf = new Date()
  const period = tool.hasPeriod ? await periodOf(app, refs, asked, asOf) : {}
  const response = await app.send(tool.method, { connections: asked.connections ?? [], ...period })
  const { columns, rows, ...rest } = await readRows(response, mostRows)
  const connectionIds = [...new Set(rows.map((row) => String(row['connection'])))]
  return {
    tool: tool.name,
    connectionIds,
    asOf,
    rows: rows.map((row) => shownRow(tool, columns, row, refs)),
    ...rest,
  }
}

async function periodOf(app: App, refs: AccountRefs, asked: Input, now: Date): Promise<object> {
  const { account_ref: ref, until } = asked
  const since = asked.since ?? dayBefore(until === undefined ? now : new Date(until), 90)
  const period = { since, ...(until === undefined ? {} : { until }) }
  if (ref === undefined) return period
  if (!refs.has(ref)) {
    // The server may have been started since the accounts were listed.
    const { rows } = await readRows(await app.send('accounts.read', { connections: [] }), mostRows)
    for (const row of rows) refs.refOf(row)
  }
  return { ...period, account: refs.idOf(ref) }
}

function dayBefore(day: Date, days: number): string {
  return new Date(day.getTime() - days * 86_400_000).toISOString().slice(0, 10)
}

/** The institution's ids are never shown: they may be account numbers. */
function shownRow(
  tool: Tool,
  columns: readonly Column[],
  row: Row,
  refs: AccountRefs,
): Record<string, unknown> {
  const ref = refs.refOf(row)
  const cells = columns
    .filter(({ name }) => !/^(account|transaction|holding)_id$/.test(name))
    .map(({ name, kind }) => [name, shownCell(kind, row[name] ?? null)] as const)
  return Object.fromEntries(
    [...cells, ['account_ref', ref] as const].filter(
      ([name, cell]) => cell !== null && (tool.shown === undefined || tool.shown.includes(name)),
    ),
  )
}

function shownCell(kind: string, cell: Cell): Cell {
  if (typeof cell !== 'string') return cell
  if (kind === 'mask') return lastOf(cell)
  return kind === 'text' ? hideNumbers(cell) : cell
}

function shownPage({ rows, nextCursor, isPartial, isCut, missing }: Page): Record<string, unknown> {
  return {
    rows,
    next_cursor: nextCursor,
    is_partial: isPartial,
    missing: [
      ...missing.map(({ connectionId, error: { code, message } }) => ({
        connection: connectionId,
        code,
        message,
      })),
      ...(isCut ? [{ connection: '', code: 'too_many_rows', message: tooMany }] : []),
    ],
  }
}

const tooMany = `There are more than ${mostRows} rows, of which the rest was not read. Ask for fewer days, one account or one connection.`
