import { institution } from '../../../shared/models/institution.ts'
import { AppError } from '../core/errors.ts'
import { brokenConstraint } from './constraint.ts'
import { readableRows } from './damaged.ts'
import type { Store } from './database.ts'
import type { InstitutionRow } from './rows.ts'

const columns = `id, registration_id AS registrationId, connector, name,
  consent_days AS consentDays, created_at AS createdAtMs`

/** @throws AppError `name_taken` for a name or connector that the registration already has */
export function insertInstitution(store: Store, row: InstitutionRow): void {
  try {
    store
      .prepare(
        `INSERT INTO institutions (id, registration_id, connector, name, consent_days, created_at)
         VALUES (@id, @registrationId, @connector, @name, @consentDays, @createdAtMs)`,
      )
      .run(row)
  } catch (thrown) {
    throw brokenConstraint(thrown) === 'unique' ? new AppError('name_taken') : thrown
  }
}

/** @throws AppError `not_found`, `name_taken` */
export function updateInstitution(
  store: Store,
  row: Pick<InstitutionRow, 'id' | 'name' | 'consentDays'>,
): void {
  try {
    const { changes } = store
      .prepare('UPDATE institutions SET name = @name, consent_days = @consentDays WHERE id = @id')
      .run(row)
    if (changes === 0) throw new AppError('not_found')
  } catch (thrown) {
    throw brokenConstraint(thrown) === 'unique' ? new AppError('name_taken') : thrown
  }
}

/** @throws AppError `institution_in_use` */
export function deleteInstitution(store: Store, id: string): void {
  try {
    store.prepare('DELETE FROM institutions WHERE id = ?').run(id)
  } catch (thrown) {
    throw brokenConstraint(thrown) === 'foreign key' ? new AppError('institution_in_use') : thrown
  }
}

/** @throws AppError `row_damaged` */
export function findInstitution(store: Store, id: string): InstitutionRow | undefined {
  const found = store
    .prepare<[string], InstitutionRow>(`SELECT ${columns} FROM institutions WHERE id = ?`)
    .get(id)
  return found && readable(found)
}

/** Those that can be read, by name. */
export function listInstitutions(store: Store): InstitutionRow[] {
  const all = store.prepare<[], InstitutionRow>(`SELECT ${columns} FROM institutions ORDER BY name`).all()
  return readableRows(all, readable)
}

export function countDamagedInstitutions(store: Store): number {
  const all = store.prepare<[], { count: number }>('SELECT count(*) AS count FROM institutions').get()
  return (all?.count ?? 0) - listInstitutions(store).length
}

function readable(row: InstitutionRow): InstitutionRow {
  if (!institution.safeParse(row).success) throw new AppError('row_damaged')
  return row
}
