import { randomUUID } from 'node:crypto'
import { institutionKinds } from '../../../shared/institution-kinds.ts'
import type { SetupInstitution, SetupPreview, SetupRegistration } from '../../../shared/models/setup.ts'
import type { SetPolicy } from '../../../shared/models/refresh-policy.ts'
import { usualProtections } from '../../../shared/usual-protections.ts'
import { AppError } from '../core/errors.ts'
import { isSameServer } from '../registrations/is-same-server.ts'
import { requireOwnRedirect } from '../registrations/own-redirect.ts'
import { requireUsable } from '../registrations/validate.ts'
import type { Deps } from '../runtime/deps.ts'
import { findConnectionBySub } from '../store/connections.ts'
import { listInstitutions } from '../store/institutions.ts'
import { readPreferences } from '../store/preferences.ts'
import { listPolicies } from '../store/refresh-policies.ts'
import { listRegistrations } from '../store/registrations.ts'
import { findRelink, type RelinkRow } from '../store/relinks.ts'
import type { InstitutionRow, RegistrationRow } from '../store/rows.ts'
import type { Setup } from './setup-file.ts'

type PlanDeps = Pick<Deps, 'store' | 'now' | 'settings'>
type Item = SetupPreview['items'][number]

/** What an import adds, and what it leaves alone. */
export interface ImportPlan {
  items: Item[]
  registrations: RegistrationRow[]
  institutions: InstitutionRow[]
  /** The policies of those institutions. */
  policies: SetPolicy[]
  relinks: RelinkRow[]
  /** Settings of the file that differ from those here. */
  settings: Setup['settings']
}

/** What importing a setup would do now. Changes nothing; nothing that is here is ever replaced. */
export function planImport(deps: PlanDeps, setup: Setup): ImportPlan {
  const items: Item[] = []
  const registrations = planRegistrations(deps, setup, items)
  const institutions = planInstitutions(deps, setup, registrations.byName, items)
  const relinks = planRelinks(
    deps,
    setup,
    { registrations: registrations.byName, institutions: institutions.byName },
    items,
  )
  return {
    items,
    registrations: registrations.added,
    institutions: institutions.added,
    policies: institutions.policies,
    relinks,
    settings: differs(deps, setup.settings) ? setup.settings : null,
  }
}

interface Planned<Row> {
  /** The row here, or to be added, for a name in the file. */
  byName: Map<string, Row>
  added: Row[]
}

/** A registration is the same one if server and client ID are. */
function planRegistrations(deps: PlanDeps, setup: Setup, items: Item[]): Planned<RegistrationRow> {
  const here = listRegistrations(deps.store)
  const taken = new Set(here.map(({ name }) => keyOf('', folded(name))))
  const plan: Planned<RegistrationRow> = { byName: new Map(), added: [] }
  for (const from of setup.registrations) {
    const same = [...here, ...plan.added].find((row) => pointsToSame(row, from))
    if (same) plan.byName.set(from.name, same)
    if (same || !isUsable(deps, [...here, ...plan.added], from)) {
      items.push({
        kind: 'registration',
        state: same ? 'exists' : 'unusable',
        name: same?.name ?? from.name,
        renamedFrom: null,
      })
      continue
    }
    const { credential: _credential, hasCertificate: _certificate, ...fields } = from
    const row: RegistrationRow = {
      ...fields,
      protections: from.protections ?? usualProtections,
      id: randomUUID(),
      name: freeName(from.name, taken),
      hasSecret: false,
      // Asked for on each computer.
      readsNumbers: false,
      publicKey: null,
      createdAtMs: deps.now(),
    }
    plan.byName.set(from.name, row)
    plan.added.push(row)
    items.push(added('registration', row.name, from.name))
  }
  return plan
}

function planInstitutions(
  deps: PlanDeps,
  setup: Setup,
  registrations: Map<string, RegistrationRow>,
  items: Item[],
): Planned<InstitutionRow> & { policies: SetPolicy[] } {
  const here = listInstitutions(deps.store)
  const byConnector = new Map(here.map((row) => [keyOf(row.registrationId, row.connector), row]))
  const taken = new Set(here.map((row) => keyOf(row.registrationId, folded(row.name))))
  const plan: ReturnType<typeof planInstitutions> = { byName: new Map(), added: [], policies: [] }
  for (const from of setup.institutions) {
    const registration = registrations.get(from.registration)
    const same = registration && byConnector.get(keyOf(registration.id, from.connector))
    if (same) plan.byName.set(keyOf(from.registration, from.name), same)
    if (!registration || same || !fits(registration, from)) {
      items.push({
        kind: 'institution',
        state: same ? 'exists' : 'unusable',
        name: same?.name ?? from.name,
        renamedFrom: null,
      })
      continue
    }
    const row: InstitutionRow = {
      id: randomUUID(),
      registrationId: registration.id,
      connector: from.connector,
      name: freeName(from.name, taken, registration.id),
      consentDays: from.consentDays,
      createdAtMs: deps.now(),
    }
    byConnector.set(keyOf(registration.id, from.connector), row)
    plan.byName.set(keyOf(from.registration, from.name), row)
    plan.added.push(row)
    if (from.policy) plan.policies.push({ target: { kind: 'institution', id: row.id }, policy: from.policy })
    items.push(added('institution', row.name, from.name))
  }
  return plan
}

function planRelinks(
  deps: PlanDeps,
  setup: Setup,
  known: { registrations: Map<string, RegistrationRow>; institutions: Map<string, InstitutionRow> },
  items: Item[],
): RelinkRow[] {
  const registrations = new Map(setup.registrations.map((one) => [one.name, one]))
  const listed = new Set<string>()
  return setup.connections.flatMap((from) => {
    const registration = known.registrations.get(from.registration)
    const institution = known.institutions.get(keyOf(from.registration, from.institution))
    const name = [institution?.name ?? from.institution, from.login].filter(Boolean).join(', ')
    const item = (state: Item['state']) =>
      void items.push({ kind: 'connection', state, name, renamedFrom: null })
    if (!registration || !institution) return (item('unusable'), [])
    const key = keyOf(institution.id, from.subject)
    const isKnown =
      listed.has(key) ||
      findRelink(deps.store, institution.id, from.subject) !== undefined ||
      findConnectionBySub(deps.store, registration.id, institution.id, from.subject) !== undefined
    if (isKnown) return (item('exists'), [])
    listed.add(key)
    item('new')
    return [
      {
        id: randomUUID(),
        institutionId: institution.id,
        sub: from.subject,
        login: from.login,
        labels: from.labels,
        credential: registrations.get(from.registration)?.credential ?? 'none',
        hasCertificate: registrations.get(from.registration)?.hasCertificate ?? false,
        policy: from.policy ?? null,
        createdAtMs: deps.now(),
      },
    ]
  })
}

function pointsToSame(row: RegistrationRow, from: SetupRegistration): boolean {
  return row.clientId === from.clientId && isSameServer(row.environment, from.environment)
}

/** Whether the registration's addresses and scopes can be used here. Its secret is typed in later. */
function isUsable(
  deps: PlanDeps,
  others: readonly RegistrationRow[],
  { credential: _credential, hasCertificate: _certificate, ...input }: SetupRegistration,
): boolean {
  try {
    requireUsable(deps, input, { keepsSecret: true, hasCertificate: false })
    requireOwnRedirect(others, input)
    return true
  } catch (thrown) {
    if (thrown instanceof AppError) return false
    throw thrown
  }
}

function fits({ environment }: RegistrationRow, { connector }: SetupInstitution): boolean {
  return (institutionKinds[environment.kind].institutionsBy === 'connector') === (connector !== null)
}

/** The name, or with a number if it is taken. The database compares names without case. */
function freeName(name: string, taken: Set<string>, registrationId = ''): string {
  const key = (text: string) => keyOf(registrationId, folded(text))
  let free = name
  for (let number = 2; taken.has(key(free)); number++) free = `${name.slice(0, 190)} (${number})`
  taken.add(key(free))
  return free
}

/** As SQLite's NOCASE: only ASCII letters. */
function folded(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}

function added(kind: Item['kind'], name: string, nameInFile: string): Item {
  return { kind, state: 'new', name, renamedFrom: name === nameInFile ? null : nameInFile }
}

function keyOf(...parts: (string | null)[]): string {
  return JSON.stringify(parts)
}

function differs({ store }: Pick<PlanDeps, 'store'>, settings: Setup['settings']): boolean {
  if (settings === null) return false
  const { labelPolicies = [], ...chosen } = settings
  const { quiet, csvWithoutMark, disclosure, quietHours } = readPreferences(store)
  const here = { quiet, csvWithoutMark, disclosure, quietHours }
  if (!isSameJson({ ...here, ...chosen }, here)) return true
  const set = listPolicies(store).map((one) => JSON.stringify(one))
  return labelPolicies.some(
    ({ label, policy }) => !set.includes(JSON.stringify({ target: { kind: 'label', label }, policy })),
  )
}

/** Whether two objects of the same schema, which orders their members, are equal. */
function isSameJson(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
