import { hash } from 'node:crypto'
import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { AppError } from '../core/errors.ts'
import { applicationId, emptyDatabase, schemaOf } from './empty-database.ts'
import { schemaHash, schemaVersion } from './migrations/index.ts'

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
  // Running all migrations takes 25 ms: what they leave is compared by its hash.
  const isAsDefined =
    version === schemaVersion
      ? hash('sha256', schema) === schemaHash
      : schema === emptyDatabase(version).schema
  if (!isAsDefined) throw new AppError('database_damaged', { cause: 'schema' })
  if (store.pragma('quick_check', { simple: true }) !== 'ok') {
    throw new AppError('database_damaged', { cause: 'quick_check' })
  }
  return version
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
