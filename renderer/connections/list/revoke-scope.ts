import type { Arrangement } from '../../../shared/list-arrangement.ts'
import type { ConnectionSummary } from '../../../shared/models/connection.ts'

/** The connections that a bulk revocation ends, and how they were chosen. */
export interface RevokeScope {
  kind: 'selected' | 'shown' | 'all'
  /** Only those that still have access. */
  connections: ConnectionSummary[]
}

/** The selected connections, else those that search and filter show, else all. */
export function revokeScopeOf(
  checked: ConnectionSummary[],
  shown: ConnectionSummary[],
  { search, filter }: Pick<Arrangement, 'search' | 'filter'>,
): RevokeScope {
  if (checked.length > 0) return { kind: 'selected', connections: checked.filter(hasAccess) }
  const isNarrowed = search.trim() !== '' || filter !== 'all'
  return { kind: isNarrowed ? 'shown' : 'all', connections: shown.filter(hasAccess) }
}

/** An expired consent may still work at the institution. */
function hasAccess({ status, isRevocable }: ConnectionSummary): boolean {
  return isRevocable && (status === 'active' || status === 'needs-consent')
}
