import { rmSync } from 'node:fs'
import { readClientKey } from '../connect/client-key.ts'
import type { Context } from '../context.ts'
import { CommandError, exits } from '../failure.ts'
import { column } from '../output/columns.ts'
import { writeDocument } from '../output/document.ts'

const columns = [
  column('name', 'text'),
  column('folder', 'text'),
  column('last_used_at', 'utc'),
  column('uses', 'count'),
  column('connection', 'id'),
  column('level'),
  column('until', 'utc'),
]

export async function clients(context: Context): Promise<number> {
  const [verb, name, ...more] = context.parsed.operands
  if (verb === 'list' && name === undefined) return list(context)
  if (verb === 'remove' && name !== undefined && more.length === 0) return remove(context, name)
  throw new CommandError(
    'wrong_use',
    exits.use,
    'Usage: mooring clients list, or mooring clients remove NAME.',
  )
}

async function list(context: Context): Promise<number> {
  const { options, output } = context
  const answer = await ownClients(context)
  await writeDocument(output, options, {
    answer,
    items: answer.clients,
    rows: answer.clients.flatMap(({ name, folder, lastUsedAt, uses, consents }) =>
      (consents.length === 0 ? [{ connectionId: null, level: null, until: null }] : consents).map(
        ({ connectionId, level, until }) => ({
          name,
          folder,
          last_used_at: lastUsedAt,
          uses,
          connection: connectionId,
          level,
          until,
        }),
      ),
    ),
    columns,
    none: 'The user was asked for nothing by this program yet.',
  })
  return 0
}

/** Ends this program for the app, and removes its key, which is worth nothing any more. */
async function remove(context: Context, name: string): Promise<number> {
  const { clients } = await ownClients(context)
  if (!clients.some((client) => client.name === name))
    throw new CommandError(
      'not_found',
      exits.failed,
      `This program is not known as “${name}” to Mooring, and it can end no other one. Its user can: Scripts & tools in the window.`,
    )
  await context.call('clients.remove', {})
  const own = readClientKey(context.system, context.userId)
  if (own?.file) rmSync(own.file, { force: true })
  return 0
}

/** Without a key this program is nobody yet. */
async function ownClients(context: Context) {
  if (readClientKey(context.system, context.userId) === null)
    return { schema: 'mooring.clients/1', clients: [] }
  return context.call('clients.list', {})
}
