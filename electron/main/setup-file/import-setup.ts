import {
  setupKinds,
  setupStates,
  type SetupPreview,
  type SetupSettings,
} from '../../../shared/models/setup.ts'
import { setPolicies } from '../connections/refresh/policies.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { AppError } from '../core/errors.ts'
import { write, type Store } from '../store/database.ts'
import { insertInstitution } from '../store/institutions.ts'
import { readPreferences, writePreferences } from '../store/preferences.ts'
import { writePolicy } from '../store/refresh-policies.ts'
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

export type SetupDeps = RefreshDeps & { chosenSetup: ChosenSetup }

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
  const file = await deps.openFile(mostSetupBytes, 'json')
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
    for (const { target, policy } of plan.policies) writePolicy(store, target, policy)
    for (const row of plan.relinks) insertRelink(store, row)
    if (withSettings && plan.settings) writeSettings(store, plan.settings)
  })
  const { labelPolicies = [] } = (withSettings && setup.settings) || {}
  setPolicies(
    deps,
    labelPolicies.map(({ label, policy }) => ({ target: { kind: 'label', label }, policy })),
  )
  deps.chosenSetup.set(null)
  announceRelinks(deps)
}

function writeSettings(store: Store, { quiet, csvWithoutMark, disclosure, quietHours }: SetupSettings): void {
  const here = readPreferences(store)
  writePreferences(store, {
    ...here,
    quiet,
    csvWithoutMark,
    disclosure,
    quietHours: quietHours === undefined ? here.quietHours : quietHours,
  })
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
