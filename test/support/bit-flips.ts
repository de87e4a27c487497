import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ZodError } from 'zod'
import { openTokens } from '../../electron/main/connections/tokens/tokens.ts'
import { viewConnections, viewDetails, type ViewDeps } from '../../electron/main/connections/model/view.ts'
import { AppError } from '../../electron/main/core/errors.ts'
import { reportDatabase } from '../../electron/main/health/database-report.ts'
import { listActivity } from '../../electron/main/store/activity.ts'
import { closeStore, openStore, type Store } from '../../electron/main/store/database.ts'
import { storeError } from '../../electron/main/store/failures.ts'
import { listInstitutions } from '../../electron/main/store/institutions.ts'
import { listRegistrations } from '../../electron/main/store/registrations.ts'
import { readPreferences } from '../../electron/main/store/preferences.ts'
import { methods } from '../../shared/contract.ts'
import { seed } from '../../scripts/seed.ts'
import { afterRealTime } from './harness.ts'
import { seededRandom } from './seeded-random.ts'

/** How a flipped bit ended. */
export type Outcome =
  /** The data were not opened: the window says so and offers the last good copy. */
  | 'not opened'
  /** The list is shown, and the row or the check of the database reports the fault. */
  | 'reported'
  /** Every row is there; a bit in a value, or in unused space, is not detected. */
  | 'shown'

/** What may never happen. */
export type Fault = 'lost silently' | 'list hidden'

const tables = ['connections', 'grants', 'accounts', 'institutions', 'registrations', 'activity'] as const

/** Flips one bit of the database's file at a random place, so many times, each time in a fresh copy. */
export function flipBits(count: number, start: number): Record<Outcome | Fault, string[]> {
  const found: Record<Outcome | Fault, string[]> = {
    'not opened': [],
    reported: [],
    shown: [],
    'lost silently': [],
    'list hidden': [],
  }
  const random = seededRandom(start)
  const folder = mkdtempSync(join(tmpdir(), 'mooring-flips-'))
  const original = join(folder, 'original')
  seed(original, 30)
  const before = withStore(original, rowsOf)
  try {
    for (let flip = 0; flip < count; flip++) {
      const copy = join(folder, `flip-${flip}`)
      mkdirSync(copy)
      cpSync(original, copy, { recursive: true })
      const place = flipBit(join(copy, 'mooring.db'), random)
      found[outcomeOf(copy, before)].push(place)
      rmSync(copy, { recursive: true })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return found
}

/** @returns where, for the message of a failing test */
function flipBit(file: string, random: () => number): string {
  const bytes = readFileSync(file)
  const [offset, bit] = [Math.floor(random() * bytes.length), Math.floor(random() * 8)]
  bytes.writeUInt8(bytes.readUInt8(offset) ^ (1 << bit), offset)
  writeFileSync(file, bytes)
  return `bit ${bit} of byte ${offset}`
}

function withStore<T>(folder: string, work: (store: Store) => T): T {
  const store = openStore(join(folder, 'mooring.db'))
  try {
    return work(store)
  } finally {
    closeStore(store)
  }
}

function outcomeOf(folder: string, before: string[]): Outcome | Fault {
  try {
    return withStore(folder, (store) => outcomeOfOpen(store, before))
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code.startsWith('database_')) return 'not opened'
    throw thrown
  }
}

function outcomeOfOpen(store: Store, before: string[]): Outcome | Fault {
  const deps: ViewDeps = {
    store,
    tokens: openTokens({ setTimer: afterRealTime }),
    now: Date.now,
    clock: {
      uncontradictedNowMs: Date.now,
      status: () => ({ offsetMs: null, host: null }),
      recordOffset: () => {},
    },
  }
  const isReported = !reportDatabase(deps).isSound
  if (!canList(deps)) return isReported ? 'reported' : 'list hidden'
  if (isReported) return 'reported'
  return before.every((row) => rowsOf(store).includes(row)) ? 'shown' : 'lost silently'
}

/** Every list of the window. A page of the file that can't be read is a fault of the whole database, for which the copy is offered. */
function canList(deps: ViewDeps): boolean {
  const { store } = deps
  try {
    const connections = viewConnections(deps)
    methods['connections.list'].output.parse({ connections, next: null })
    for (const { id, status } of connections) if (status !== 'unreadable') viewDetails(deps, id)
    methods['registrations.list'].output.parse(listRegistrations(store))
    methods['institutions.list'].output.parse(listInstitutions(store))
    methods['activity.list'].output.parse(listActivity(store, { limit: -1 }))
    methods['preferences.read'].output.parse(readPreferences(store))
    return true
  } catch (thrown) {
    if (storeError(thrown) instanceof AppError || thrown instanceof ZodError) return false
    throw thrown
  }
}

/** Every row by its key. */
function rowsOf(store: Store): string[] {
  return tables.flatMap((table) =>
    store
      .prepare<[], { key: string }>(
        `SELECT '${table} ' || ${table === 'accounts' ? 'key' : 'id'} AS key FROM ${table}`,
      )
      .all()
      .map(({ key }) => key),
  )
}
