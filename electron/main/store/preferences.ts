import { plainListSettings, type ListSettings } from '../../../shared/list-arrangement.ts'
import { preferences, type Preferences } from '../../../shared/models/app.ts'
import { listSettings } from '../../../shared/models/list.ts'
import type { Store } from './database.ts'

export const defaultPreferences: Preferences = {
  quiet: false,
  notifyConsent: true,
  notifyBroken: true,
  notifyRetry: false,
  quietHours: null,
  theme: 'system',
  keepsRunning: true,
  areScriptsOn: false,
  csvWithoutMark: false,
  updates: true,
  updateFeed: null,
  disclosure: { thirdParty: '', service: '', certification: '' },
}

/** The preferences, with defaults for those never chosen, or damaged. */
export function readPreferences(store: Store): Preferences {
  const rows = store.prepare<[], { name: string; value: string }>('SELECT name, value FROM preferences').all()
  const chosen = Object.fromEntries(rows.map(({ name, value }) => [name, readJson(value)]))
  const readable = Object.entries(preferences.shape).flatMap(([name, schema]) => {
    const read = schema.safeParse(chosen[name])
    return read.success ? [[name, read.data]] : []
  })
  return { ...defaultPreferences, ...Object.fromEntries(readable) }
}

/**
 * The program that opens addresses; null for the system's browser. The user chooses it in a system dialog, because a compromised window
 * could otherwise start any program.
 */
export function readBrowser(store: Store): string | null {
  const row = store
    .prepare<[], { value: string }>("SELECT value FROM preferences WHERE name = 'browser'")
    .get()
  const chosen = row && readJson(row.value)
  return typeof chosen === 'string' ? chosen : null
}

export function writeBrowser(store: Store, program: string | null): void {
  store
    .prepare("INSERT OR REPLACE INTO preferences (name, value) VALUES ('browser', ?)")
    .run(JSON.stringify(program))
}

/** The folder that exports begin in, chosen as the browser is; null for the system's. */
export function readExportFolder(store: Store): string | null {
  const row = store
    .prepare<[], { value: string }>("SELECT value FROM preferences WHERE name = 'exportFolder'")
    .get()
  const chosen = row && readJson(row.value)
  return typeof chosen === 'string' ? chosen : null
}

export function writeExportFolder(store: Store, folder: string | null): void {
  store
    .prepare("INSERT OR REPLACE INTO preferences (name, value) VALUES ('exportFolder', ?)")
    .run(JSON.stringify(folder))
}

/** How the list was arranged last. The plain arrangement if it was never changed, or by a version that knows more. */
export function readListSettings(store: Store): ListSettings {
  const row = store.prepare<[], { value: string }>("SELECT value FROM preferences WHERE name = 'list'").get()
  return listSettings.catch(plainListSettings).parse(row && readJson(row.value))
}

export function writeListSettings(store: Store, chosen: ListSettings): void {
  store
    .prepare("INSERT OR REPLACE INTO preferences (name, value) VALUES ('list', ?)")
    .run(JSON.stringify(chosen))
}

/** Whether the user has been told what closing the window does: that it hides, or that it quits. */
export function isClosingExplained(store: Store, what: 'hides' | 'quits'): boolean {
  return (
    store
      .prepare<[string], { value: string }>('SELECT value FROM preferences WHERE name = ?')
      .get(`closing ${what}`) !== undefined
  )
}

export function recordClosingExplained(store: Store, what: 'hides' | 'quits'): void {
  store
    .prepare('INSERT OR REPLACE INTO preferences (name, value) VALUES (?, ?)')
    .run(`closing ${what}`, JSON.stringify(true))
}

/** When the user last used the app, milliseconds UTC; null before the first time. */
export function readLastUse(store: Store): number | null {
  const row = store
    .prepare<[], { value: string }>("SELECT value FROM preferences WHERE name = 'lastUse'")
    .get()
  const atMs = row && readJson(row.value)
  return typeof atMs === 'number' ? atMs : null
}

export function writeLastUse(store: Store, atMs: number): void {
  store
    .prepare("INSERT OR REPLACE INTO preferences (name, value) VALUES ('lastUse', ?)")
    .run(JSON.stringify(atMs))
}

/** The time zone in which times of day were planned; null before the first time. */
export function readPlannedZone(store: Store): string | null {
  const row = store
    .prepare<[], { value: string }>("SELECT value FROM preferences WHERE name = 'plannedZone'")
    .get()
  const zone = row && readJson(row.value)
  return typeof zone === 'string' ? zone : null
}

export function writePlannedZone(store: Store, zone: string): void {
  store
    .prepare("INSERT OR REPLACE INTO preferences (name, value) VALUES ('plannedZone', ?)")
    .run(JSON.stringify(zone))
}

export function writePreferences(store: Store, chosen: Preferences): void {
  const insert = store.prepare('INSERT OR REPLACE INTO preferences (name, value) VALUES (?, ?)')
  for (const [name, value] of Object.entries(chosen)) insert.run(name, JSON.stringify(value))
}

/** Undefined for a damaged value. */
function readJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // It counts as never chosen.
    return undefined
  }
}
