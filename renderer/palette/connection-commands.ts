import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { folded } from '../../shared/plain-text.ts'
import { call } from '../state/api.ts'
import { connectionName } from '../text/connection-name.ts'
import { filterConnections } from '../connections/list/arrange.ts'
import { parseQuery } from '../connections/list/query.ts'
import type { Overlay } from '../connections/overlay.ts'
import { text } from '../text/text.ts'
import type { Command } from './commands.ts'

const maxConnections = 8

type Verb = keyof typeof text.palette.verbs

/** What the commands of a connection can do. */
export interface ConnectionTargets {
  connections: ConnectionSummary[]
  /** Shows the details. */
  show: (id: string) => void
  /** Shows and focuses the row, where the action is. */
  showRow: (id: string) => void
  open: (overlay: Overlay) => void
}

/**
 * Commands for the connections that a search finds, as "mikomo" or "refresh mikomo". What ends access or removes a connection only
 * shows its row.
 */
export function connectionCommands(search: string, targets: ConnectionTargets, nowMs: number): Command[] {
  const [first = '', ...others] = search.trim().split(/\s+/)
  const verbs = (Object.keys(text.palette.verbs) as Verb[]).filter(
    (verb) => first !== '' && folded(text.palette.verbs[verb]).startsWith(folded(first)),
  )
  const found = (wanted: string) => {
    const query = parseQuery(wanted)
    if (query === null) return []
    return filterConnections(targets.connections, { query, filter: 'all' }, nowMs).connections.slice(
      0,
      maxConnections,
    )
  }
  const details = found(search).map((one) => commandOf('details', one, targets))
  const actions = verbs.flatMap((verb) =>
    found(others.join(' '))
      .filter((one) => isPossible(verb, one))
      .map((one) => commandOf(verb, one, targets)),
  )
  const known = new Set<string>()
  return [...actions, ...details].filter(({ key }) => !known.has(key) && known.add(key))
}

function isPossible(verb: Verb, { status, isRevocable }: ConnectionSummary): boolean {
  const isActive = status === 'active'
  if (verb === 'refresh') return isActive
  if (verb === 'relink') return isActive || status === 'revoked' || status === 'needs-consent'
  if (verb === 'revoke') return isRevocable && (isActive || status === 'needs-consent')
  if (verb === 'remove')
    return ['revoked', 'cannot-revoke'].includes(status) || (status === 'needs-consent' && !isRevocable)
  return true
}

function commandOf(verb: Verb, connection: ConnectionSummary, targets: ConnectionTargets): Command {
  const { id, institutionId } = connection
  const show = () => targets.show(id)
  const showRow = () => targets.showRow(id)
  const run: Record<Verb, () => void> = {
    details: show,
    refresh: () => {
      showRow()
      // The row shows why it failed.
      call('connections.refresh', { id }).catch(show)
    },
    relink: () => void call('links.start', { institutionId, connectionId: id }).catch(show),
    labels: () => {
      showRow()
      targets.open({ kind: 'labels', connections: [connection] })
    },
    copy: () => void call('clipboard.copy', { text: `mooring://connection/${id}` }).catch(show),
    revoke: showRow,
    remove: showRow,
  }
  const label = text.palette.verbs[verb]
  return {
    key: `${verb}-${id}`,
    name: verb === 'details' ? connectionName(connection) : `${label}: ${connectionName(connection)}`,
    kind: verb === 'revoke' || verb === 'remove' ? text.palette.showsRow : text.palette.connection,
    run: run[verb],
  }
}
