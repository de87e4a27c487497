import { folded } from '../../../shared/plain-text.ts'
import { listConnections } from '../store/connections.ts'
import type { Store } from '../store/database.ts'
import { listInstitutions } from '../store/institutions.ts'
import type { ConnectionRow } from '../store/rows.ts'

/** The least characters of an id that name a connection. */
const leastOfId = 6

/**
 * Which connections a reference means: by id, else by the beginning of an id, by label, by institution and login, by institution. Upper and
 * lower case, and accents, are alike. More than one where several have the label, the institution or the beginning.
 */
export function findReferences(store: Store): (reference: string) => string[] {
  const rows = listConnections(store)
  const institutions = new Map(listInstitutions(store).map(({ id, name }) => [id, folded(name)]))
  const institutionOf = (row: ConnectionRow) => institutions.get(row.institutionId) ?? ''

  return (reference) => {
    const text = folded(reference.trim())
    const ways: ((row: ConnectionRow) => boolean)[] = [
      ({ id }) => folded(id) === text,
      ({ id }) => text.length >= leastOfId && folded(id).startsWith(text),
      ({ labels }) => labels.some((label) => folded(label) === text),
      (row) => `${institutionOf(row)}/${folded(row.signedInAs)}` === text,
      (row) => institutionOf(row) === text,
    ]
    for (const isMeant of ways) {
      const found = rows.filter(isMeant)
      if (found.length > 0) return found.map(({ id }) => id)
    }
    return []
  }
}
