import type { Context } from '../context.ts'
import { CommandError, exits, printable } from '../failure.ts'
import { column } from '../output/columns.ts'
import { writeDocument } from '../output/document.ts'
import { exitCodeOfAll } from './pull.ts'
import { allOr } from './read-rows.ts'

const columns = [column('connection', 'id'), column('is_refreshed', 'flag'), column('error', 'text')]

export async function refresh(context: Context): Promise<number> {
  const { call, parsed, options, output } = context
  const connections = allOr(context)
  if (connections.length === 0 && !parsed.flags.has('--all'))
    throw new CommandError('wrong_use', exits.use, 'Name a connection, or use --all.')
  const answer = await call('connections.refresh', { connections })
  const { results } = answer
  await writeDocument(output, options, {
    answer,
    items: results,
    rows: results.map(({ connectionId, error }) => ({
      connection: connectionId,
      is_refreshed: error === undefined,
      error: error?.message ?? null,
    })),
    columns,
    none: 'There is no connection that this program may refresh.',
  })
  for (const { connectionId, error } of results)
    if (error) output.say(`Not refreshed: connection ${connectionId}: ${printable(error.message)}`)
  return exitCodeOfAll(results.map(({ error }) => error ?? null))
}
