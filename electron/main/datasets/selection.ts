import { errorTraits } from '../../../shared/error-traits.ts'
import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import type { DatasetSelection } from '../../../shared/models/dataset.ts'

type Selectable = Pick<ConnectionSummary, 'id' | 'labels'>

/** Whether a selection has a connection, as it is labelled now. */
export function isSelected(selection: DatasetSelection, { id, labels }: Selectable): boolean {
  switch (selection.kind) {
    case 'all':
      return true
    case 'connections':
      return selection.ids.includes(id)
    case 'labels':
      return labels.some((label) => selection.labels.includes(label))
  }
}

/**
 * Whether the access of a connection has ended for good: the user revoked it, or the consent is over. Not while Revoke can be undone, and
 * not where only Mooring's tokens are lost: the consent goes on then, and a relink is all it needs.
 */
export function hasAccessEnded({ status, problem }: Pick<ConnectionSummary, 'status' | 'problem'>): boolean {
  switch (status) {
    case 'revoked':
    case 'revocation-pending':
    case 'cannot-revoke':
      return true
    case 'needs-consent':
      return problem !== null && (problem.code === 'consent_expired' || endsAtInstitution(problem.code))
    case 'active':
    case 'revoking':
    case 'unreadable':
      return false
  }
}

/** Without a refresh token the access is gone, but nobody has ended the consent. */
function endsAtInstitution(code: keyof typeof errorTraits): boolean {
  return errorTraits[code].endsGrant === 'at-institution' && code !== 'no_refresh_token'
}
