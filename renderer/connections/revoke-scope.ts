import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { Arrangement } from './list/arrange.ts'

/** The connections that a revocation of several ends, and in which words they are meant. */
export interface RevokeScope {
  kind: 'selected' | 'shown' | 'all'
  /** Those of them that still have access. */
  connections: ConnectionSummary[]
}

/** What is selected goes before what search and filter show; without either it is all. */
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
