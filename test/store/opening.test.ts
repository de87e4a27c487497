import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '../../electron/main/core/errors.ts'
import { appendActivity, listActivity } from '../../electron/main/store/activity.ts'
import { backUp, lastGoodBackup } from '../../electron/main/store/backups.ts'
import { closeStore, openInstead, openStore, type Store } from '../../electron/main/store/database.ts'
import { killBeforeEffect } from '../support/kill-at-effect.ts'
import { noSmallDisk, runOnSmallDisk } from '../support/small-disk.ts'

const root = join(import.meta.dirname, '../..')

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-opening-'))
  file = join(folder, 'mooring.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const names = (store: Store) =>
  listActivity(store, { limit: 10 }).map(({ institutionName }) => institutionName)

/** What opening finds: the names in the activity, or the error's code. */
function opening(): string[] | string {
  try {
    const store = openStore(file)
    const found = names(store)
    closeStore(store)
    return found
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code
    throw thrown
  }
}

/** A database with a copy, a ledger, and a line that is newer than the copy. */
function fill(): void {
  const store = openStore(file)
  const say = (institutionName: string) =>
    appendActivity(store, { connectionId: 'c1', institutionName, atMs: 1, kind: 'linked' })
  say('copied')
  backUp(store, file, 'daily', Date.UTC(2026, 10, 1))
  say('newer')
  closeStore(store)
}

function damage(): void {
  truncateSync(file, 0)
  writeFileSync(`${file}-wal`, 'what was in it')
}

test.each<[string, () => void]>([
  ['a ledger and copies', () => {}],
  ['a ledger only', () => rmSync(join(folder, 'backups'), { recursive: true })],
  ['copies only', () => rmSync(join(folder, 'ledger.db'))],
  [
    'a write-ahead log only',
    () => {
      rmSync(join(folder, 'backups'), { recursive: true })
      rmSync(join(folder, 'ledger.db'))
      writeFileSync(`${file}-wal`, 'what was in it')
    },
  ],
])('a database that is missing beside %s is never created [R1]', (_what, prepare) => {
  fill()
  rmSync(file)
  prepare()
  const before = readdirSync(folder).toSorted()
  expect(opening()).toBe('database_missing')
  expect(readdirSync(folder).toSorted()).toEqual(before)
})

test('a database that is missing beside one that was set aside is never created [R1]', () => {
  fill()
  damage()
  closeStore(openInstead(file, 'nothing'))
  for (const name of ['mooring.db', 'ledger.db', 'backups']) rmSync(join(folder, name), { recursive: true })
  expect(opening()).toBe('database_missing')
})

test('a missing database is restored from its copy, or created empty, only if the user chooses it [R1]', () => {
  fill()
  rmSync(file)
  const store = openInstead(file, 'backup')
  expect(names(store)).toEqual(['copied'])
  closeStore(store)
  rmSync(file)
  closeStore(openInstead(file, 'nothing'))
  expect(opening()).toEqual([])
})

test('what the write-ahead log of a missing database held is not written into its copy [R1]', () => {
  fill()
  rmSync(file)
  writeFileSync(`${file}-wal`, 'what was in it')
  const store = openInstead(file, 'backup')
  expect(names(store)).toEqual(['copied'])
  closeStore(store)
  const [aside = ''] = readdirSync(folder).filter((name) => name.startsWith('damaged-'))
  expect(readdirSync(join(folder, aside))).toEqual(['mooring.db-wal'])
})

const call = {
  open: () => `closeStore(openStore(${JSON.stringify(file)}))`,
  backup: () => `closeStore(openInstead(${JSON.stringify(file)}, 'backup'))`,
  nothing: () => `closeStore(openInstead(${JSON.stringify(file)}, 'nothing'))`,
}

/** Kills the call before each of its effects in turn, each time in a new folder, and looks at what is left. */
async function killEverywhere(prepare: () => void, call: () => string, look: () => void): Promise<number> {
  for (let effect = 1; ; effect++) {
    rmSync(folder, { recursive: true, force: true })
    folder = mkdtempSync(join(tmpdir(), 'mooring-opening-'))
    file = join(folder, 'mooring.db')
    prepare()
    const isKilled = await killBeforeEffect(call(), effect)
    look()
    if (!isKilled) return effect - 1
  }
}

describe('killed before each effect', { timeout: 180_000, tags: 'thorough' }, () => {
  test('a first start is a first start again [R2]', async () => {
    const effects = await killEverywhere(
      () => {},
      call.open,
      () => expect(opening()).toEqual([]),
    )
    expect(effects).toBeGreaterThan(5)
  })

  test('a usual start changes nothing [R2]', async () => {
    await killEverywhere(fill, call.open, () => expect(opening()).toEqual(['newer', 'copied']))
  })

  test.each<[string, () => void]>([
    ['missing', () => rmSync(file)],
    ['damaged', damage],
  ])(
    'putting back the copy of a %s database leads to the copy, never to an empty database [R2]',
    async (state, harm) => {
      const prepare = () => {
        fill()
        harm()
      }
      const effects = await killEverywhere(prepare, call.backup, () => {
        const found = opening()
        if (Array.isArray(found)) expect(found).toEqual(['copied'])
        else {
          expect([`database_${state}`, 'database_missing']).toContain(found)
          expect(lastGoodBackup(file)).not.toBeNull()
          const store = openInstead(file, 'backup')
          expect(names(store)).toEqual(['copied'])
          closeStore(store)
        }
      })
      expect(effects).toBeGreaterThan(5)
    },
  )

  test('creating an empty database deletes no file [R2]', async () => {
    const prepare = () => {
      fill()
      damage()
    }
    await killEverywhere(prepare, call.nothing, () => {
      const kept = readdirSync(folder, { recursive: true }).map((name) => basename(String(name)))
      expect(kept).toEqual(expect.arrayContaining(['mooring.db', 'mooring.db-wal']))
      expect([[], 'database_damaged', 'database_missing']).toContainEqual(opening())
      expect(lastGoodBackup(file)).not.toBeNull()
      expect(existsSync(join(folder, 'ledger.db'))).toBe(true)
    })
  })
})

const onSmallDisk = (work: string) => `
  import { execFileSync } from 'node:child_process'
  import { appendFileSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
  import { openReadOnly } from '${root}/electron/main/store/read-only.ts'
  import { openStore, openInstead, closeStore } from '${root}/electron/main/store/database.ts'
  import { backUp } from '${root}/electron/main/store/backups.ts'
  import { appendActivity, listActivity } from '${root}/electron/main/store/activity.ts'
  const file = ${JSON.stringify(file)}
  const said = []
  const say = (store, institutionName) => appendActivity(store, { connectionId: 'c', institutionName, atMs: 1, kind: 'linked' })
  const trying = (work) => { try { return work() } catch (thrown) { return thrown.code ?? String(thrown) } }
  const opened = (store) => {
    const found = listActivity(store, { limit: 10 }).map(({ institutionName }) => institutionName)
    closeStore(store)
    return found
  }
  // As a killed process leaves the files.
  const killed = (store) => {
    for (const end of ['', '-wal', '-shm']) cpSync(file + end, file + end + '.copy')
    closeStore(store)
    for (const end of ['', '-wal', '-shm']) renameSync(file + end + '.copy', file + end)
  }
  const fillDisk = () => {
    for (const size of [65536, 4096, 1]) {
      try { for (;;) appendFileSync(${JSON.stringify(join(folder, 'filler'))}, Buffer.alloc(size)) }
      catch (thrown) { if (thrown.code !== 'ENOSPC') throw thrown }
    }
  }
  const freeDisk = () => rmSync(${JSON.stringify(join(folder, 'filler'))})
  const files = () => readdirSync(${JSON.stringify(folder)}).filter((name) => !/filler|-wal$|-shm$/.test(name)).sort()
  ${work}
  process.stdout.write(JSON.stringify(said))`

describe.skipIf(noSmallDisk !== null)(
  `on a full disk${noSmallDisk === null ? '' : `: ${noSmallDisk}`}`,
  { tags: 'thorough' },
  () => {
    test('the copy is restored once there is space, and nothing was moved before [R2]', () => {
      const said = runOnSmallDisk(
        folder,
        4096,
        onSmallDisk(`
        const store = openStore(file)
        say(store, 'copied')
        backUp(store, file, 'daily', Date.UTC(2026, 10, 1))
        closeStore(store)
        truncateSync(file, 5000)
        fillDisk()
        const before = files()
        said.push(trying(() => opened(openInstead(file, 'backup'))), trying(() => opened(openStore(file))))
        said.push(JSON.stringify(files()) === JSON.stringify(before))
        freeDisk()
        said.push(trying(() => opened(openStore(file))), trying(() => opened(openInstead(file, 'backup'))))`),
      )
      expect(JSON.parse(said)).toEqual(['disk_full', 'disk_full', true, 'database_damaged', ['copied']])
    })

    test('a first start says so, and works once there is space [R2]', () => {
      const said = runOnSmallDisk(
        folder,
        2048,
        onSmallDisk(`
        fillDisk()
        said.push(trying(() => opened(openStore(file))), files())
        freeDisk()
        said.push(trying(() => opened(openStore(file))))`),
      )
      expect(JSON.parse(said)).toEqual(['disk_full', [], []])
    })

    test.each([
      ['was closed', 'closeStore(store)'],
      ['was killed with its newest line in the log', 'killed(store)'],
      ['was killed, and the index of its log is gone', "killed(store); rmSync(file + '-shm')"],
    ])('a database that %s is read whole and loses nothing [R15]', (_what, stop) => {
      const said = runOnSmallDisk(
        folder,
        4096,
        onSmallDisk(`
        const store = openStore(file)
        say(store, 'first')
        say(store, 'newest')
        ${stop}
        fillDisk()
        said.push(trying(() => opened(openStore(file))))
        const copy = openReadOnly(file)
        said.push(trying(() => say(copy, 'refused')))
        said.push(opened(copy))
        freeDisk()
        said.push(opened(openStore(file)))`),
      )
      expect(JSON.parse(said)).toEqual([
        'disk_full',
        'SQLITE_READONLY',
        ['newest', 'first'],
        ['newest', 'first'],
      ])
    })

    test.each([
      ['was closed', 'closeStore(store)'],
      ['was killed with its newest line in the log', 'killed(store)'],
    ])('on a disk that is only read, a database that %s is read whole [R15]', (_what, stop) => {
      const said = runOnSmallDisk(
        folder,
        4096,
        onSmallDisk(`
        const store = openStore(file)
        say(store, 'first')
        say(store, 'newest')
        ${stop}
        const onlyRead = ${JSON.stringify(join(folder, 'only-read'))}
        mkdirSync(onlyRead)
        execFileSync('mount', ['--bind', ${JSON.stringify(folder)}, onlyRead])
        execFileSync('mount', ['-o', 'remount,bind,ro', onlyRead])
        const same = onlyRead + '/mooring.db'
        said.push(trying(() => opened(openStore(same))), trying(() => opened(openReadOnly(same))))`),
      )
      expect(JSON.parse(said)).toEqual(['data_unwritable', ['newest', 'first']])
    })

    test('closing the database closes it [R19] [M1]', () => {
      const said = runOnSmallDisk(
        folder,
        4096,
        onSmallDisk(`
        const store = openStore(file)
        for (let line = 0; line < 50; line++) say(store, 'x'.repeat(10000))
        fillDisk()
        said.push(trying(() => closeStore(store)) ?? 'closed', store.open)
        freeDisk()
        said.push(trying(() => opened(openStore(file))).length)`),
      )
      expect(JSON.parse(said)).toEqual(['closed', false, 10])
    })
  },
)
