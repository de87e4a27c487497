import { institutionKinds } from '../../../shared/institution-kinds.ts'
import type { ConsentSubject } from '../../../shared/models/consent-receipt.ts'
import { toFailure } from '../core/errors.ts'
import { findConnection } from '../store/connections.ts'
import type { Store } from '../store/database.ts'
import { findInstitution } from '../store/institutions.ts'
import { findRegistration } from '../store/registrations.ts'
import type { RegistrationRow } from '../store/rows.ts'

/** Names what an entry about a grant is about. */
export function subjectOfGrant(
  store: Store,
  grant: { id: string; connectionId: string },
  linkId: string | null = null,
): ConsentSubject {
  const connection = findConnection(store, grant.connectionId)
  return {
    ...subjectOfLink(store, { linkId, institutionId: connection?.institutionId ?? '' }),
    connectionId: grant.connectionId,
    grantId: grant.id,
    login: connection?.signedInAs ?? null,
  }
}

/** Names what an entry about a link is about, before there is a grant. */
export function subjectOfLink(
  store: Store,
  link: { linkId: string | null; institutionId: string; connectionId?: string | null },
): ConsentSubject {
  const connection = link.connectionId ? findConnection(store, link.connectionId) : undefined
  const institution = findInstitution(store, link.institutionId)
  const registration = institution && readableRegistration(store, institution.registrationId)
  return {
    linkId: link.linkId,
    connectionId: link.connectionId ?? null,
    grantId: null,
    institution: institution?.name ?? '',
    registration: registration?.name ?? '',
    aggregator: registration ? institutionKinds[registration.environment.kind].hub : null,
    login: connection?.signedInAs ?? null,
  }
}

/** A damaged registration must not stop a revocation from being written down. */
function readableRegistration(store: Store, id: string): RegistrationRow | undefined {
  try {
    return findRegistration(store, id)
  } catch (thrown) {
    if (toFailure(thrown).code !== 'row_damaged') throw thrown
    return undefined
  }
}
