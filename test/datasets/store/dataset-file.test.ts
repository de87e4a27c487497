import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  commit,
  deleteDatasetFile,
  openDatasetFile,
} from '../../../electron/main/datasets/store/dataset-file.ts'
import { beginRun, listRuns } from '../../../electron/main/datasets/store/runs.ts'
import { noSmallDisk, runOnSmallDisk } from '../../support/small-disk.ts'

const source = join(import.meta.dirname, '../../../electron/main/datasets/store/dataset-file.ts')

let folder: string
let path: string
let children: ChildProcess[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-dataset-'))
  path = join(folder, 'datasets', 'Books.db')
  children = []
})
afterEach(async () => {
  for (const child of children) {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
})

const open = () => openDatasetFile(path)
const opening = (given: { mustExist?: boolean } = {}) => {
  try {
    openDatasetFile(path, given).close()
    return null
  } catch (thrown) {
    return thrown
  }
}
const failure = (code: string) => expect.objectContaining({ code }) as Error

/** A process that opens the dataset's file and keeps it. */
async function startHolder(script: string): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await once(child.stdout, 'data')
}

const mode = (file: string) => statSync(file).mode & 0o777

test.skipIf(process.platform === 'win32')(
  'a new file is only its user’s, as is a folder that is created for it',
  () => {
    const file = open()
    beginRun(file, { atMs: 0, cause: 'by hand' })
    expect(mode(join(folder, 'datasets'))).toBe(0o700)
    const own = [path, `${path}-wal`, join(folder, 'datasets', '.Books.db.lock')]
    expect(own.map(mode)).toEqual([0o600, 0o600, 0o600])
    file.close()
    chmodSync(path, 0o644)
    open().close()
    expect(mode(path)).toBe(0o600)
  },
)

test('a closed file is one file, and opens again with what it had', () => {
  const file = open()
  expect(beginRun(file, { atMs: 1000, cause: 'by hand' })).toBe(1)
  file.close()
  expect(readdirSync(join(folder, 'datasets')).filter((name) => !name.endsWith('.lock'))).toEqual([
    'Books.db',
  ])
  const again = open()
  expect(listRuns(again, 5)).toMatchObject([{ run: 1, atMs: 1000, result: null }])
  again.close()
})

test('a run that the end of Mooring interrupted has failed, and the next has a greater number', () => {
  const file = open()
  beginRun(file, { atMs: 1000, cause: 'schedule' })
  expect(beginRun(file, { atMs: 2000, cause: 'schedule' })).toBe(2)
  expect(listRuns(file, 5).map(({ result }) => result?.problem?.code)).toEqual([undefined, 'run_interrupted'])
  expect(listRuns(file, 1)).toHaveLength(1)
  file.close()
})

test('a folder or a file that is gone is told, and not created', () => {
  expect(opening({ mustExist: true })).toEqual(failure('dataset_gone'))
  path = join(folder, 'unplugged', 'drive', 'Books.db')
  expect(opening()).toEqual(failure('dataset_gone'))
  expect(readdirSync(folder)).toEqual([])
})

test('a file that is deleted while it is open takes nothing that would be lost', () => {
  const file = open()
  rmSync(path)
  expect(() => commit(file, () => 1)).toThrow(failure('dataset_gone'))
  file.close()
})

test('a file that is not ours is refused, and keeps every byte', () => {
  mkdirSync(join(folder, 'datasets'))
  const foreign = new Database(path)
  foreign.exec('CREATE TABLE photos (a)')
  foreign.close()
  for (const content of [readFileSync(path), Buffer.from('no database'), Buffer.alloc(0)]) {
    writeFileSync(path, content)
    expect(opening()).toEqual(failure('dataset_not_ours'))
    expect(() => deleteDatasetFile(path)).toThrow(failure('dataset_not_ours'))
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(readdirSync(join(folder, 'datasets'))).toEqual(['Books.db'])
  }
})

test('a file of a newer Mooring is refused, and keeps every byte', () => {
  open().close()
  const newer = new Database(path)
  newer.pragma('user_version = 99')
  newer.close()
  const before = readFileSync(path)
  expect(opening()).toMatchObject({ code: 'dataset_newer', detail: { version: 99 } })
  expect(readFileSync(path).equals(before)).toBe(true)
})

test('a damaged file is told', () => {
  open().close()
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.fill(0xa5, 100))
  expect(opening()).toEqual(failure('dataset_damaged'))
})

test('a second Mooring, and a second dataset, are told that the file is in use', async () => {
  const first = open()
  expect(opening()).toEqual(failure('dataset_in_use'))
  first.close()
  expect(opening()).toBe(null)
  await startHolder(`
    import { openDatasetFile } from ${JSON.stringify(source)}
    openDatasetFile(${JSON.stringify(path)})
    process.stdout.write('held')
    setInterval(() => {}, 1000)`)
  expect(opening()).toEqual(failure('dataset_in_use'))
  expect(() => deleteDatasetFile(path)).toThrow(failure('dataset_in_use'))
})

const holdWith = (sql: string) => `
  import Database from 'better-sqlite3'
  const db = new Database(${JSON.stringify(path)})
  db.exec(${JSON.stringify(sql)})
  process.stdout.write('held')
  setInterval(() => db, 1000)`

test(
  'another program that writes is told of, and nothing is half written',
  { tags: 'thorough' },
  async () => {
    open().close()
    await startHolder(holdWith('BEGIN IMMEDIATE'))
    expect(opening()).toEqual(failure('dataset_in_use'))
  },
)

test('another program may read it meanwhile', async () => {
  open().close()
  await startHolder(holdWith('BEGIN; SELECT * FROM runs'))
  const file = open()
  expect(beginRun(file, { atMs: 0, cause: 'by hand' })).toBe(1)
  file.close()
})

test('closing the file does not wait for a program that reads it', async () => {
  open().close()
  await startHolder(holdWith('BEGIN; SELECT * FROM runs'))
  const file = open()
  beginRun(file, { atMs: 0, cause: 'by hand' })
  const startMs = performance.now()
  file.close()
  // SQLite waits for 2 seconds where it waits.
  expect(performance.now() - startMs).toBeLessThan(1900)
})

test.skipIf(noSmallDisk !== null)('a full disk is told, creates nothing, and leaves the last commit', () => {
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  const said = runOnSmallDisk(
    disk,
    512,
    `
    import { rmSync, readdirSync } from 'node:fs'
    import { fillDisk } from ${JSON.stringify(join(import.meta.dirname, '../../support/full-disk.ts'))}
    import { commit, openDatasetFile } from ${JSON.stringify(source)}
    const code = (work) => { try { work(); return null } catch (thrown) { return thrown.code } }
    const path = ${JSON.stringify(join(disk, 'Books.db'))}
    fillDisk(${JSON.stringify(disk)})
    const created = code(() => openDatasetFile(path))
    const left = readdirSync(${JSON.stringify(disk)}).filter((name) => name.startsWith('Books'))
    rmSync(${JSON.stringify(join(disk, 'filler'))})
    const file = openDatasetFile(path)
    const insert = file.db.prepare("INSERT INTO runs (cause, started_at) VALUES (?, '')")
    commit(file, () => insert.run('kept'))
    const full = code(() => commit(file, () => { for (let n = 0; n < 400; n++) insert.run('x'.repeat(4000)) }))
    const rows = file.db.prepare('SELECT count(*) AS n FROM runs').get().n
    file.close()
    const again = openDatasetFile(path)
    console.log(JSON.stringify([created, left, full, rows, again.db.prepare('SELECT count(*) AS n FROM runs').get().n]))`,
  )
  expect(JSON.parse(said)).toEqual(['disk_full', [], 'disk_full', 1, 1])
})

test('deleting takes the file and all that is beside it', () => {
  open().close()
  deleteDatasetFile(path)
  expect(readdirSync(join(folder, 'datasets'))).toEqual([])
  deleteDatasetFile(path)
  deleteDatasetFile(join(folder, 'gone', 'Books.db'))
  expect(existsSync(join(folder, 'gone'))).toBe(false)
})
