import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '../../electron/main/core/errors.ts'
import { appendActivity, listActivity } from '../../electron/main/store/activity.ts'
import { backUp } from '../../electron/main/store/backups.ts'
import { closeStore, openInstead, openStore } from '../../electron/main/store/database.ts'
import { applicationId } from '../../electron/main/store/empty-database.ts'
import { migrate, migrations } from '../../electron/main/store/migrations/index.ts'
import { killBeforeEffect } from '../support/kill-at-effect.ts'
import { limits } from '../support/limits.ts'

// Every state in which a start finds the data folder (docs/architecture.md), with every choice of the user, killed before each effect.

let folder: string
let file: string
beforeEach(() => newFolder())
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function newFolder(): void {
  folder = mkdtempSync(join(tmpdir(), 'mooring-opening-'))
  file = join(folder, 'mooring.db')
}

/** A database with a copy, a ledger, and a line that is newer than the copy. */
function fill(): void {
  const store = openStore(file)
  const add = (institutionName: string) =>
    appendActivity(store, { connectionId: 'c1', institutionName, atMs: 1, kind: 'linked' })
  add('copied')
  backUp(store, file, 'daily', Date.UTC(2026, 10, 1))
  add('newer')
  closeStore(store)
}

/** A database as the version before wrote it. */
function fillOlder(): void {
  const store = new Database(file)
  migrate(store, migrations.slice(0, -1))
  store.pragma(`application_id = ${applicationId}`)
  store.exec(
    "INSERT INTO activity (connection_id, institution_name, at, kind) VALUES ('c1', 'older', 1, 'linked')",
  )
  store.close()
}

/** What opening finds: the names in the activity, or the error's code. */
function opening(from: 'file' | 'backup' = 'file'): string[] | string {
  try {
    const store = from === 'file' ? openStore(file) : openInstead(file, from)
    const found = listActivity(store, { limit: 10 }).map(({ institutionName }) => institutionName)
    closeStore(store)
    return found
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code
    throw thrown
  }
}

/** Every file with its content, but what SQLite makes for reading. */
const contents = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/-(wal|shm)$/.test(entry.name))
    .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'base64')])

interface State {
  name: string
  prepare: () => void
  /** What opening finds, also after any kill. */
  finds: string[] | string
  /** A stopped start changes no file. */
  isStopped?: true
  /** There is a copy to put back. */
  hasCopy?: true
}

const setVersion = (version: number) => {
  const database = new Database(file)
  database.pragma(`user_version = ${version}`)
  database.close()
}
const inFolder = (...names: string[]) => names.map((name) => join(folder, name))
const remove = (...names: string[]) => {
  for (const name of inFolder(...names)) rmSync(name, { recursive: true, force: true })
}
const filled = (harm: () => void) => () => {
  fill()
  harm()
}

const states: State[] = [
  { name: 'fresh', prepare: () => {}, finds: [] },
  { name: 'present', prepare: fill, finds: ['newer', 'copied'], hasCopy: true },
  { name: 'present, of an older version', prepare: fillOlder, finds: ['older'] },
  {
    name: 'missing beside a ledger and copies',
    prepare: filled(() => remove('mooring.db')),
    finds: 'database_missing',
    isStopped: true,
    hasCopy: true,
  },
  {
    name: 'missing beside a ledger',
    prepare: filled(() => remove('mooring.db', 'backups')),
    finds: 'database_missing',
    isStopped: true,
  },
  {
    name: 'missing beside copies',
    prepare: filled(() => remove('mooring.db', 'ledger.db')),
    finds: 'database_missing',
    isStopped: true,
    hasCopy: true,
  },
  {
    name: 'missing beside its log',
    prepare: () => writeFileSync(`${file}-wal`, 'what was in it'),
    finds: 'database_missing',
    isStopped: true,
  },
  {
    name: 'missing beside one that was set aside',
    prepare: filled(() => {
      truncateSync(file, 0)
      closeStore(openInstead(file, 'nothing'))
      remove('mooring.db', 'ledger.db', 'backups')
    }),
    finds: 'database_missing',
    isStopped: true,
  },
  {
    name: 'damaged: empty',
    prepare: filled(() => truncateSync(file, 0)),
    finds: 'database_damaged',
    isStopped: true,
    hasCopy: true,
  },
  {
    name: 'damaged: cut short',
    prepare: filled(() => truncateSync(file, 5000)),
    finds: 'database_damaged',
    isStopped: true,
    hasCopy: true,
  },
  {
    name: 'damaged: not a database',
    prepare: filled(() => writeFileSync(file, 'not a database'.repeat(1000))),
    finds: 'database_damaged',
    isStopped: true,
    hasCopy: true,
  },
  {
    name: 'from the future',
    prepare: filled(() => setVersion(migrations.length + 1)),
    finds: 'database_newer',
    isStopped: true,
  },
]

const script = {
  open: () => `try { closeStore(openStore(${JSON.stringify(file)})) } catch {}`,
  backup: () => `try { closeStore(openInstead(${JSON.stringify(file)}, 'backup')) } catch {}`,
  nothing: () => `try { closeStore(openInstead(${JSON.stringify(file)}, 'nothing')) } catch {}`,
}

interface Part {
  /** From which effect on, counted from 1. */
  first: number
  /** Every effect, or every third of them: so no test takes longer than a minute. */
  step: 1 | 3
}

const inThirds = (chosen: State[]): (State & Part)[] =>
  chosen.flatMap((state) => ([1, 2, 3] as const).map((first) => ({ ...state, first, step: 3 as const })))
const inOnePart = (chosen: State[]): (State & Part)[] =>
  chosen.map((state) => ({ ...state, first: 1, step: 1 as const }))

/** Calls `look` after a kill before each effect of the part, each time in a new folder, and once after none. */
async function killEverywhere(
  { prepare, first, step }: State & Part,
  choice: keyof typeof script,
  look: (before: unknown) => void,
): Promise<void> {
  for (let effect: number = first; ; effect += step) {
    rmSync(folder, { recursive: true, force: true })
    newFolder()
    prepare()
    const before = contents()
    const isKilled = await killBeforeEffect(script[choice](), effect)
    if (effect === 1) expect(isKilled).toBe(true)
    look(before)
    if (!isKilled) return
  }
}

const isStopped = (state: State) => state.isStopped === true

describe('killed before each effect', { timeout: limits.longMs }, () => {
  test.each([
    ...inThirds(states.filter((state) => !isStopped(state))),
    ...inOnePart(states.filter(isStopped)),
  ])('opening a database that is $name finds the same again, from effect $first [R2]', async (state) => {
    await killEverywhere(state, 'open', (before) => {
      if (state.isStopped) expect(contents()).toEqual(before)
      expect(opening()).toEqual(state.finds)
    })
  })

  test.each(inThirds(states.filter((state) => isStopped(state) && state.hasCopy)))(
    'putting back the copy of one that is $name leads to the copy, from effect $first [R2]',
    async (state) => {
      await killEverywhere(state, 'backup', () => {
        const found = opening()
        expect([state.finds, 'database_missing', ['copied']]).toContainEqual(found)
        if (!Array.isArray(found)) expect(opening('backup')).toEqual(['copied'])
      })
    },
  )

  test.each(inThirds(states.filter((state) => isStopped(state) && !state.name.startsWith('from'))))(
    'starting empty instead of one that is $name deletes no file, from effect $first [R2]',
    async (state) => {
      await killEverywhere(state, 'nothing', (before) => {
        const after = contents().map(([, content]) => content)
        for (const [, content] of before as string[][]) if (content !== '') expect(after).toContain(content)
        expect([state.finds, 'database_missing', []]).toContainEqual(opening())
      })
    },
  )
})
