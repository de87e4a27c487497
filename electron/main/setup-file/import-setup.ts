import { setupKinds, setupStates, type SetupPreview } from '../../../shared/models/setup.ts'
import { AppError } from '../core/errors.ts'
import type { Deps } from '../runtime/deps.ts'
import { write } from '../store/database.ts'
import { insertInstitution } from '../store/institutions.ts'
import { readPreferences, writePreferences } from '../store/preferences.ts'
import { insertRegistration } from '../store/registrations.ts'
import { insertRelink } from '../store/relinks.ts'
import { announceRelinks } from './relinks.ts'
import { planImport, type ImportPlan } from './plan-import.ts'
import { mostSetupBytes, readSetup, type Setup } from './setup-file.ts'

/** The setup file that the user has chosen, until it is imported. */
export interface ChosenSetup {
  get(): Setup | null
  set(setup: Setup | null): void
}

export function openChosenSetup(): ChosenSetup {
  let chosen: Setup | null = null
  return {
    get: () => chosen,
    set: (setup) => {
      chosen = setup
    },
  }
}

export type SetupDeps = Pick<Deps, 'store' | 'now' | 'settings' | 'openFile' | 'emit'> & {
  chosenSetup: ChosenSetup
}

/** The window shows so many lines of each kind. */
const mostItems = 200

/**
 * Lets the user choose a setup file, and says what importing it would do.
 *
 * @returns null when the user chose none
 * @throws AppError `setup_unreadable`, `file_unreadable`
 */
export async function chooseSetup(deps: SetupDeps): Promise<SetupPreview | null> {
  deps.chosenSetup.set(null)
  const file = await deps.openFile(mostSetupBytes)
  if (file === null) return null
  if (file === 'too large') throw new AppError('setup_unreadable', { cause: 'size' })
  const setup = readSetup(file.text)
  deps.chosenSetup.set(setup)
  return previewOf(setup, planImport(deps, setup))
}

/**
 * Imports the chosen file: adds what is new, in one transaction, and lists its connections to be linked again.
 *
 * @throws AppError `not_found` when none is chosen, `disk_full`, `data_unwritable`; nothing is added then
 */
export function importSetup(deps: SetupDeps, { withSettings }: { withSettings: boolean }): void {
  const setup = deps.chosenSetup.get()
  if (setup === null) throw new AppError('not_found')
  const { store } = deps
  write(store, () => {
    const plan = planImport(deps, setup)
    for (const row of plan.registrations) insertRegistration(store, row)
    for (const row of plan.institutions) insertInstitution(store, row)
    for (const row of plan.relinks) insertRelink(store, row)
    if (withSettings && plan.settings)
      writePreferences(store, { ...readPreferences(store), ...plan.settings })
  })
  deps.chosenSetup.set(null)
  announceRelinks(deps)
}

function previewOf(setup: Setup, { items, settings }: ImportPlan): SetupPreview {
  const count = (kind: string, state: string) =>
    items.filter((item) => item.kind === kind && item.state === state).length
  const shown = setupKinds.flatMap((kind) =>
    setupStates.flatMap((state) =>
      items.filter((item) => item.kind === kind && item.state === state).slice(0, mostItems),
    ),
  )
  return {
    exportedAtMs: setup.exportedAtMs,
    items: shown,
    counts: Object.fromEntries(
      setupKinds.map((kind) => [
        kind,
        Object.fromEntries(setupStates.map((state) => [state, count(kind, state)])),
      ]),
    ) as SetupPreview['counts'],
    unreadable: setup.unreadable,
    hasSettings: settings !== null,
  }
}
