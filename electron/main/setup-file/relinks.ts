import type { Relink } from '../../../shared/models/setup.ts'
import type { Deps } from '../runtime/deps.ts'
import { write } from '../store/database.ts'
import { listInstitutions } from '../store/institutions.ts'
import { listRegistrations } from '../store/registrations.ts'
import { deleteRelink, listRelinks } from '../store/relinks.ts'

/** The connections of another computer that are still to be linked again. */
export function viewRelinks({ store }: Pick<Deps, 'store'>): Relink[] {
  const registrations = new Map(listRegistrations(store).map((row) => [row.id, row]))
  const institutions = new Map(listInstitutions(store).map((row) => [row.id, row]))
  return listRelinks(store).flatMap(({ id, institutionId, login, labels, credential, hasCertificate }) => {
    const institution = institutions.get(institutionId)
    const registration = institution && registrations.get(institution.registrationId)
    if (!institution || !registration) return []
    return [
      {
        id,
        institutionId,
        institutionName: institution.name,
        registrationId: registration.id,
        registrationName: registration.name,
        login,
        labels,
        credential,
        hasCertificate,
      },
    ]
  })
}

/** Takes one off the list, without linking it. */
export function removeRelink(deps: Pick<Deps, 'store' | 'emit'>, id: string): void {
  write(deps.store, () => deleteRelink(deps.store, id))
  announceRelinks(deps)
}

/** Tells the window how many are left. */
export function announceRelinks(deps: Pick<Deps, 'store' | 'emit'>): void {
  deps.emit('relinks.changed', { count: listRelinks(deps.store).length })
}
