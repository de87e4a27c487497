import Database from 'better-sqlite3'
import { migrate, migrations, schemaVersion } from './migrations/index.ts'

/** "Moor" in ASCII: distinguishes our file from other SQLite databases. */
export const applicationId = 0x4d6f6f72

interface EmptyDatabase {
  /** The content of its file. */
  bytes: Buffer
  /** What `schemaOf` returns for it. */
  schema: string
}

/** The migrations take longer than all else that opening a database does. */
const made = new Map<number, EmptyDatabase>()

/** A database of a version, new and without rows. Every database of that version went through the same migrations. */
export function emptyDatabase(version = schemaVersion): EmptyDatabase {
  const known = made.get(version)
  if (known) return known
  const store = new Database(':memory:')
  try {
    migrate(store, migrations.slice(0, version))
    store.pragma(`application_id = ${applicationId}`)
    const empty = { bytes: store.serialize(), schema: schemaOf(store) }
    made.set(version, empty)
    return empty
  } finally {
    store.close()
  }
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
