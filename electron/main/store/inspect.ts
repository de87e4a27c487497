import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { AppError } from '../core/errors.ts'
import { schemaVersion } from './migrations/index.ts'

/** "Moor" in ASCII: tells our file from any other SQLite database. */
export const applicationId = 0x4d6f6f72

/**
 * Looks at a database without touching it, so that one from the future keeps every byte.
 *
 * @returns the schema version
 * @throws AppError `database_damaged`, `database_newer`; and what SQLite throws at a file that is none
 */
export function inspect(file: string): number {
  // SQLite takes an empty file for a new database: here it means that the content is gone.
  if (statSync(file).size === 0) throw new AppError('database_damaged', { cause: 'empty' })
  const store = new Database(file, { readonly: true, fileMustExist: true })
  try {
    const id = Number(store.pragma('application_id', { simple: true }))
    const version = Number(store.pragma('user_version', { simple: true }))
    if (id !== applicationId) throw new AppError('database_damaged', { cause: 'application_id' })
    if (version > schemaVersion) throw new AppError('database_newer', { version })
    if (store.pragma('quick_check', { simple: true }) !== 'ok') {
      throw new AppError('database_damaged', { cause: 'quick_check' })
    }
    return version
  } finally {
    store.close()
  }
}

/** Why a database can't be used; null for one that can. */
export function findFault(file: string): Error | null {
  try {
    inspect(file)
    return null
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown))
  }
}

/**
 * Reads every page, index and reference: minutes on a slow disk with a large database, so only when a person asks.
 *
 * @returns what is wrong, in SQLite's words without any content; empty when nothing is
 */
export function checkWhole(store: Database.Database): string[] {
  const integrity = store.pragma('main.integrity_check(20)') as { integrity_check: string }[]
  const strayed = store.pragma('main.foreign_key_check') as { table: string }[]
  return [
    ...integrity.map(({ integrity_check: words }) => words).filter((words) => words !== 'ok'),
    ...new Set(strayed.map(({ table }) => `stray reference in ${table}`)),
  ]
}
