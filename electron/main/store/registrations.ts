import { registration } from '../../../shared/models/registration.ts'
import { AppError } from '../core/errors.ts'
import { brokenConstraint } from './constraint.ts'
import { readRow, readableRows } from './damaged.ts'
import type { Store } from './database.ts'
import type { RegistrationRow } from './rows.ts'

interface Columns {
  id: string
  name: string
  environment: string
  client_id: string
  has_secret: number
  public_key: string | null
  certificate: string | null
  certificate_notice_at: number | null
  authorization_details: string | null
  hub: string | null
  protections: string
  scopes: string
  redirect: string
  reads_numbers: number
  created_at: number
}

/** @throws AppError `name_taken` */
export function insertRegistration(store: Store, row: RegistrationRow): void {
  namingTaken(() =>
    store
      .prepare(
        `INSERT INTO registrations (id, name, environment, client_id, has_secret, public_key, certificate, certificate_notice_at,
           authorization_details, hub, protections, scopes, redirect, reads_numbers, created_at)
         VALUES (@id, @name, @environment, @client_id, @has_secret, @public_key, @certificate, @certificate_notice_at,
           @authorization_details, @hub, @protections, @scopes, @redirect, @reads_numbers, @created_at)`,
      )
      .run(toColumns(row)),
  )
}

/** @throws AppError `not_found`, `name_taken` */
export function updateRegistration(store: Store, row: RegistrationRow): void {
  const { changes } = namingTaken(() =>
    store
      .prepare(
        `UPDATE registrations SET name = @name, environment = @environment, client_id = @client_id, has_secret = @has_secret,
           public_key = @public_key, certificate = @certificate,
           certificate_notice_at = iif(certificate IS @certificate, certificate_notice_at, @certificate_notice_at),
           authorization_details = @authorization_details, hub = @hub, protections = @protections, scopes = @scopes,
           redirect = @redirect, reads_numbers = @reads_numbers WHERE id = @id`,
      )
      .run(toColumns(row)),
  )
  if (changes === 0) throw new AppError('not_found')
}

/** @throws AppError `name_taken` if another registration has the name */
export function requireFreeName(store: Store, { id, name }: Pick<RegistrationRow, 'id' | 'name'>): void {
  const others = store.prepare<[string, string]>('SELECT 1 FROM registrations WHERE name = ? AND id <> ?')
  if (others.get(name, id) !== undefined) throw new AppError('name_taken')
}

/** When the certificates of registrations expire, and when the next reminder of it is due: 0 if not planned yet, null for none. */
export function listCertificateEnds(
  store: Store,
): { id: string; name: string; untilMs: number; noticeAtMs: number | null }[] {
  return store
    .prepare<[], { id: string; name: string; untilMs: number; noticeAtMs: number | null }>(
      `SELECT id, name, json_extract(certificate, '$.validUntilMs') AS untilMs, certificate_notice_at AS noticeAtMs
       FROM registrations WHERE certificate IS NOT NULL AND json_extract(certificate, '$.validUntilMs') IS NOT NULL`,
    )
    .all()
}

export function setCertificateNotice(store: Store, id: string, atMs: number | null): void {
  store.prepare('UPDATE registrations SET certificate_notice_at = ? WHERE id = ?').run(atMs, id)
}

/** @throws AppError `registration_in_use` */
export function deleteRegistration(store: Store, id: string): void {
  try {
    store.prepare('DELETE FROM registrations WHERE id = ?').run(id)
  } catch (thrown) {
    throw brokenConstraint(thrown) === 'foreign key' ? new AppError('registration_in_use') : thrown
  }
}

/** @throws AppError `row_damaged` */
export function findRegistration(store: Store, id: string): RegistrationRow | undefined {
  const found = store.prepare<[string], Columns>('SELECT * FROM registrations WHERE id = ?').get(id)
  return found && toRow(found)
}

/** Those that can be read, by name. */
export function listRegistrations(store: Store): RegistrationRow[] {
  return readableRows(store.prepare<[], Columns>('SELECT * FROM registrations ORDER BY name').all(), toRow)
}

export function countDamagedRegistrations(store: Store): number {
  const all = store.prepare<[], { count: number }>('SELECT count(*) AS count FROM registrations').get()
  return (all?.count ?? 0) - listRegistrations(store).length
}

function namingTaken<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    throw brokenConstraint(thrown) === 'unique' ? new AppError('name_taken') : thrown
  }
}

function toColumns(row: RegistrationRow): Columns {
  return {
    id: row.id,
    name: row.name,
    environment: JSON.stringify(row.environment),
    client_id: row.clientId,
    has_secret: row.hasSecret ? 1 : 0,
    public_key: row.publicKey && JSON.stringify(row.publicKey),
    certificate: row.certificate ? JSON.stringify(row.certificate) : null,
    // Planned anew with the next reminder.
    certificate_notice_at: row.certificate ? 0 : null,
    authorization_details: row.authorizationDetails ? JSON.stringify(row.authorizationDetails) : null,
    hub: row.hub ? JSON.stringify(row.hub) : null,
    protections: JSON.stringify(row.protections),
    scopes: JSON.stringify(row.scopes),
    redirect: JSON.stringify(row.redirect),
    reads_numbers: row.readsNumbers ? 1 : 0,
    created_at: row.createdAtMs,
  }
}

function toRow(columns: Columns): RegistrationRow {
  const read = readRow(() =>
    registration.safeParse({
      id: columns.id,
      name: columns.name,
      environment: JSON.parse(columns.environment),
      clientId: columns.client_id,
      hasSecret: columns.has_secret === 1,
      publicKey: columns.public_key === null ? null : JSON.parse(columns.public_key),
      ...(columns.certificate === null ? {} : { certificate: JSON.parse(columns.certificate) }),
      ...(columns.authorization_details === null
        ? {}
        : { authorizationDetails: JSON.parse(columns.authorization_details) }),
      ...(columns.hub === null ? {} : { hub: JSON.parse(columns.hub) }),
      protections: JSON.parse(columns.protections),
      scopes: JSON.parse(columns.scopes),
      redirect: JSON.parse(columns.redirect),
      readsNumbers: columns.reads_numbers === 1,
      createdAtMs: columns.created_at,
    }),
  )
  if (!read.success) throw new AppError('row_damaged')
  return read.data
}
