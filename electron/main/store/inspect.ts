import { hash } from 'node:crypto'
import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { AppError } from '../core/errors.ts'
import { migrate, migrations, schemaHash, schemaVersion } from './migrations/index.ts'

/** "Moor" in ASCII: distinguishes our file from other SQLite databases. */
export const applicationId = 0x4d6f6f72

/**
 * Reads a database's version without changing the file, so that one of a newer Mooring keeps every byte.
 *
 * @returns the schema version
 * @throws AppError `database_damaged`, `database_newer`; and SQLite's error for a file that is not a database
 */
export function inspect(file: string): number {
  // SQLite accepts an empty file as a new database: here it means that the content was lost.
  if (statSync(file).size === 0) throw new AppError('database_damaged', { cause: 'empty' })
  const store = new Database(file, { readonly: true, fileMustExist: true })
  try {
    return requireSound(store)
  } finally {
    store.close()
  }
}

/** @returns the schema version @throws as `inspect` */
export function requireSound(store: Database.Database): number {
  const id = Number(store.pragma('application_id', { simple: true }))
  const version = Number(store.pragma('user_version', { simple: true }))
  if (id !== applicationId) throw new AppError('database_damaged', { cause: 'application_id' })
  if (version > schemaVersion) throw new AppError('database_newer', { version })
  const schema = schemaOf(store)
  const isAsDefined =
    version === schemaVersion ? hash('sha256', schema) === schemaHash : schema === schemaOfVersion(version)
  if (!isAsDefined) throw new AppError('database_damaged', { cause: 'schema' })
  if (store.pragma('quick_check', { simple: true }) !== 'ok') {
    throw new AppError('database_damaged', { cause: 'quick_check' })
  }
  return version
}

/** The definitions of tables and indexes. SQLite does not check them: a changed letter is another column. */
export function schemaOf(store: Database.Database): string {
  const definitions = store
    .prepare(
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )
    .all()
  return JSON.stringify(definitions)
}

/**
 * What the migrations up to a version define: every database went through all of them. Running them takes 25 ms, so that of the current
 * version is compared by its hash.
 */
function schemaOfVersion(version: number): string {
  const empty = new Database(':memory:')
  try {
    migrate(empty, migrations.slice(0, version))
    return schemaOf(empty)
  } finally {
    empty.close()
  }
}

/** Why a database can't be used; null if it can. */
export function findFault(file: string): Error | null {
  try {
    inspect(file)
    return null
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown))
  }
}

/**
 * Reads every page, index and reference. Takes minutes on a slow disk with a large database, so run it only when the user requests it.
 *
 * @returns the errors, in SQLite's words without any content; empty for none
 */
export function checkWhole(store: Database.Database): string[] {
  const integrity = store.pragma('main.integrity_check(20)') as { integrity_check: string }[]
  const broken = store.pragma('main.foreign_key_check') as { table: string }[]
  return [
    ...integrity.map(({ integrity_check: words }) => words).filter((words) => words !== 'ok'),
    ...new Set(broken.map(({ table }) => `missing reference in ${table}`)),
  ]
}
