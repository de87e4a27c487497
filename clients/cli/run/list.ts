import type { LocalOutput } from '../../../shared/local.ts'
import type { Context } from '../context.ts'
import { column, type Cell } from '../output/columns.ts'
import { writeDocument } from '../output/document.ts'
import { dayText } from '../times.ts'

type Listed = LocalOutput<'connections.list'>['connections'][number]

/** Of a CSV file. */
export const connectionColumns = [
  column('connection', 'id'),
  column('institution', 'text'),
  column('login', 'text'),
  column('label', 'text'),
  column('status'),
  column('environment'),
  column('consent_ends_at', 'utc'),
  column('last_read_at', 'utc'),
  column('needs_attention', 'flag'),
]

const shownColumns = [
  column('id'),
  column('institution', 'text'),
  column('login', 'text'),
  column('label', 'text'),
  column('status'),
  column('consent_ends'),
  column('last_read'),
]

export async function list({ call, parsed, options, output }: Context): Promise<number> {
  const one = (name: string) => parsed.flags.get(name)?.[0]
  const institution = one('--institution')
  const label = one('--label')
  const answer = await call('connections.list', {
    ...(parsed.flags.has('--needs-attention') ? { needsAttention: true } : {}),
    ...(institution === undefined ? {} : { institution }),
    ...(label === undefined ? {} : { label }),
  })
  const { connections } = answer
  const idLength = uniqueLength(connections.map(({ id }) => id))
  await writeDocument(output, options, {
    answer,
    items: connections,
    rows: connections.map((connection) => ({
      ...connectionCells(connection),
      id: connection.id.slice(0, idLength),
      consent_ends: dayText(new Date(connection.consentEndsAt)),
      last_read: connection.lastReadAt === null ? null : dayText(new Date(connection.lastReadAt)),
    })),
    columns: connectionColumns,
    shownColumns,
    none: 'There is no connection that this program may see.',
  })
  return 0
}

export function connectionCells(connection: Listed): Record<string, Cell> {
  const { id, institution, login, labels, status, environment, consentEndsAt, lastReadAt, needsAttention } =
    connection
  return {
    connection: id,
    institution,
    login: login === '' ? null : login,
    label: labels.length === 0 ? null : labels.join('; '),
    status,
    environment,
    consent_ends_at: consentEndsAt,
    last_read_at: lastReadAt,
    needs_attention: needsAttention,
  }
}

/** How many characters of the ids tell them apart; the app takes no fewer than six. */
function uniqueLength(ids: readonly string[]): number {
  for (let length = 8; ; length++) {
    const isUnique = new Set(ids.map((id) => id.slice(0, length))).size === ids.length
    if (isUnique || ids.every((id) => id.length <= length)) return length
  }
}
