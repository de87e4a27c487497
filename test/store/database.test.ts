import { spawn } from 'node:child_process'
import { createHash, hash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppError } from '../../electron/main/core/errors.ts'
import { closeStore, openStore, write } from '../../electron/main/store/database.ts'
import { schemaOf } from '../../electron/main/store/empty-database.ts'
import { migrate, schemaHash, schemaVersion } from '../../electron/main/store/migrations/index.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-store-'))
  file = join(folder, 'data', 'mooring.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

function opening(): unknown {
  try {
    closeStore(openStore(file))
    return 'opened'
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : thrown
  }
}

/** A database with a thousand lines of history. */
function makeStore(): void {
  const store = openStore(file)
  const add = store.prepare(
    `INSERT INTO activity (connection_id, institution_name, at, kind) VALUES ('c', ?, 0, 'linked')`,
  )
  write(store, () => {
    for (let line = 0; line < 1000; line++) add.run('Northbridge Bank'.repeat(5))
  })
  closeStore(store)
}

test('a new database is durable at every commit, and readable by its owner only', () => {
  const store = openStore(file)
  const pragmas = Object.fromEntries(
    [
      'journal_mode',
      'synchronous',
      'foreign_keys',
      'trusted_schema',
      'cell_size_check',
      'secure_delete',
      'busy_timeout',
    ].map((name) => [name, store.pragma(name, { simple: true })]),
  )
  expect(pragmas).toEqual({
    journal_mode: 'wal',
    synchronous: 2,
    foreign_keys: 1,
    trusted_schema: 0,
    cell_size_check: 1,
    secure_delete: 1,
    busy_timeout: 5000,
  })
  closeStore(store)
  expect([statSync(file).mode & 0o777, statSync(join(folder, 'data')).mode & 0o777]).toEqual([0o600, 0o700])
  expect(existsSync(`${file}-wal`)).toBe(false)
})

test('a database that was opened again is as durable as a new one', () => {
  makeStore()
  const store = openStore(file)
  expect(store.pragma('synchronous', { simple: true })).toBe(2)
  closeStore(store)
})

test('a database of a newer Mooring keeps every byte', () => {
  makeStore()
  const raw = new Database(file)
  raw.pragma(`user_version = ${schemaVersion + 1}`)
  raw.close()
  const before = hashOf(file)
  expect(opening()).toBe('database_newer')
  expect(hashOf(file)).toBe(before)
})

test.each<[string, () => void]>([
  ['is empty', () => truncateSync(file, 0)],
  ['is a web page', () => writeFileSync(file, '<html></html>'.repeat(1000))],
  ['was cut in half', () => truncateSync(file, Math.floor(statSync(file).size / 2 / 4096) * 4096)],
  [
    'has a page of zeros in the middle',
    () => {
      const bytes = readFileSync(file)
      bytes.fill(0, bytes.length - 8192, bytes.length - 4096)
      writeFileSync(file, bytes)
    },
  ],
  [
    'belongs to another program',
    () => {
      rmSync(file)
      const other = new Database(file)
      other.exec('CREATE TABLE t (x)')
      other.close()
    },
  ],
])('a database that %s is reported as damaged and left as it is', (_what, damage) => {
  makeStore()
  damage()
  const before = hashOf(file)
  expect(opening()).toBe('database_damaged')
  expect(hashOf(file)).toBe(before)
})

test('a folder where the file should be is reported as not writable', () => {
  mkdirSync(file, { recursive: true })
  expect(opening()).toBe('data_unwritable')
})

test('a file where the folder should be is reported as not writable', () => {
  writeFileSync(join(folder, 'data'), '')
  expect(opening()).toBe('data_unwritable')
})

test('a full disk is reported, the change is not written, and the database still works', () => {
  const store = openStore(file)
  store.pragma(`max_page_count = ${Number(store.pragma('page_count', { simple: true })) + 2}`)
  const add = store.prepare(
    `INSERT INTO activity (connection_id, institution_name, at, kind) VALUES ('c', ?, 0, 'linked')`,
  )
  const fill = () =>
    write(store, () => {
      for (let line = 0; line < 100; line++) add.run('x'.repeat(1000))
    })
  expect(fill).toThrow(expect.objectContaining({ code: 'disk_full' }))
  expect(store.prepare('SELECT count(*) AS lines FROM activity').get()).toEqual({ lines: 0 })
  store.pragma('max_page_count = 100000')
  fill()
  expect(store.pragma('quick_check', { simple: true })).toBe('ok')
  closeStore(store)
})

test('a step of a migration that fails leaves the version before', () => {
  const store = new Database(':memory:')
  const steps = ['CREATE TABLE a (x) STRICT;', 'CREATE TABLE b (x INTEGER) STRICT; SELECT nonsense;']
  expect(() => migrate(store, steps)).toThrow()
  expect(store.pragma('user_version', { simple: true })).toBe(0)
  expect(store.prepare('SELECT name FROM sqlite_schema').all()).toEqual([])

  const good = ['CREATE TABLE a (x INTEGER) STRICT;']
  migrate(store, good)
  expect(() => migrate(store, [...good, 'CREATE TABLE b (x INTEGER) STRICT; SELECT nonsense;'])).toThrow()
  expect(store.pragma('user_version', { simple: true })).toBe(1)
  migrate(store, [...good, 'ALTER TABLE a ADD COLUMN y INTEGER;'])
  expect(store.pragma('user_version', { simple: true })).toBe(2)
})

test('a migration of data begins with a copy of them, and three copies are kept', () => {
  makeStore()
  for (let round = 0; round < 5; round++) {
    const raw = new Database(file)
    raw.pragma('foreign_keys = OFF')
    const ofTables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    for (const table of raw.prepare(ofTables).pluck().all()) raw.exec(`DROP TABLE ${String(table)}`)
    raw.pragma('user_version = 0')
    raw.close()
    closeStore(openStore(file))
  }
  const copies = readdirSync(join(folder, 'data/backups'))
  expect(copies).toHaveLength(3)
  const copy = new Database(join(folder, 'data/backups', copies[0] ?? ''), { readonly: true })
  expect(copy.pragma('quick_check', { simple: true })).toBe('ok')
  copy.close()
})

test(
  'a process that is killed while it writes loses nothing that was acknowledged',
  { tags: 'thorough' },
  async () => {
    for (let loop = 0; loop < 8; loop++) {
      const acknowledged = await writeUntilKilled(60 + loop * 15)
      const store = openStore(file)
      const { last } = store
        .prepare<[], { last: number | null }>('SELECT max(at) AS last FROM activity')
        .get() ?? { last: 0 }
      expect(last ?? 0).toBeGreaterThanOrEqual(acknowledged)
      closeStore(store)
    }
  },
)

/** Writes lines in a process of its own, and kills it. @returns the last line that it said was stored */
async function writeUntilKilled(afterMs: number): Promise<number> {
  const database = join(import.meta.dirname, '../../electron/main/store/database.ts')
  const script = `
    import { openStore, write } from ${JSON.stringify(database)}
    const store = openStore(${JSON.stringify(file)})
    const from = store.prepare('SELECT coalesce(max(at), 0) AS at FROM activity').get().at
    const add = store.prepare("INSERT INTO activity (connection_id, institution_name, at, kind) VALUES ('c', 'x', ?, 'linked')")
    process.stdout.write('ready\\n')
    for (let at = from + 1; ; at++) { write(store, () => add.run(at)); process.stdout.write(at + '\\n') }`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    if (said === '') setTimeout(() => child.kill('SIGKILL'), afterMs)
    said += chunk.toString('utf8')
  })
  await new Promise((resolve) => child.once('close', resolve))
  expect(said).toContain('ready')
  return Number(said.trim().split('\n').at(-1)) || 0
}

test.each<[string, () => void]>([
  ['the data folder was deleted', () => rmSync(join(folder, 'data'), { recursive: true })],
  ['the database was deleted', () => rmSync(file)],
])('after %s nothing more is written, and what was written before can be read [R12]', (_what, harm) => {
  makeStore()
  const store = openStore(file)
  write(store, () => store.exec("UPDATE connections SET labels = '[]'"))
  harm()
  expect(() => write(store, () => store.exec("UPDATE connections SET labels = '[]'"))).toThrow(
    expect.objectContaining({ code: 'data_unwritable', detail: { cause: 'ENOENT' } }),
  )
  expect(store.prepare('SELECT count(*) AS lines FROM activity').get()).toEqual({ lines: 1000 })
  closeStore(store)
})

test('the hash of the schema is that of what all migrations define', () => {
  const store = new Database(':memory:')
  migrate(store)
  expect(schemaHash).toBe(hash('sha256', schemaOf(store)))
  store.close()
})
