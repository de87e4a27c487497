import { preferences, type Preferences } from '../../../shared/models/app.ts'
import type { Store } from './database.ts'

const plain: Preferences = { quiet: false, updates: true, updateFeed: null }

/** What was never chosen is as it comes. */
export function readPreferences(store: Store): Preferences {
  const rows = store.prepare<[], { name: string; value: string }>('SELECT name, value FROM preferences').all()
  const chosen = Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value) as unknown]))
  return preferences.catch(plain).parse({ ...plain, ...chosen })
}

export function writePreferences(store: Store, chosen: Preferences): void {
  const insert = store.prepare('INSERT OR REPLACE INTO preferences (name, value) VALUES (?, ?)')
  for (const [name, value] of Object.entries(chosen)) insert.run(name, JSON.stringify(value))
}
