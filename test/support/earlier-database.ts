import { renameSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { migrate, migrations } from '../../electron/main/store/migrations/index.ts'

/**
 * Makes a database what it was at an earlier version, with the rows of the tables and columns that were there then.
 *
 * @param renamed columns of that version whose name is another one now
 */
export function makeEarlierDatabase(
  file: string,
  version: number,
  renamed: Readonly<Record<string, string>> = {},
): void {
  const earlier = `${file}.earlier`
  const database = new Database(earlier)
  migrate(database, migrations.slice(0, version))
  database.pragma('foreign_keys = OFF')
  database.prepare('ATTACH ? AS now').run(file)
  database.pragma(`application_id = ${String(database.pragma('now.application_id', { simple: true }))}`)
  for (const table of tablesOf(database, 'main')) {
    const present = new Set(columnsOf(database, 'now', table))
    const kept = columnsOf(database, 'main', table).filter((name) => present.has(renamed[name] ?? name))
    const from = kept.map((name) => renamed[name] ?? name)
    database.exec(
      `INSERT OR REPLACE INTO main.${table} (${kept.join()}) SELECT ${from.join()} FROM now.${table}`,
    )
  }
  database.close()
  for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true })
  renameSync(earlier, file)
}

function tablesOf(database: Database.Database, schema: string): string[] {
  const sql = `SELECT name FROM ${schema}.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`
  return database.prepare(sql).pluck().all() as string[]
}

function columnsOf(database: Database.Database, schema: string, table: string): string[] {
  return database.prepare('SELECT name FROM pragma_table_info(?, ?)').pluck().all(table, schema) as string[]
}
