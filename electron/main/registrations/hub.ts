import { randomUUID } from 'node:crypto'
import { institutionKinds } from '../../../shared/institution-kinds.ts'
import type { Registration } from '../../../shared/models/registration.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { callHub } from '../connections/tokens/call-hub.ts'
import { findRegistrationProfile } from '../connections/tokens/institution-client.ts'
import { packRegistration, unpackRegistration } from '../connections/tokens/registration-entry.ts'
import { findSecret, registrationAccount, requireKeychain } from '../connections/tokens/secret-store.ts'
import { AppError } from '../core/errors.ts'
import { readConnectors } from '../institutions/akoya/hub.ts'
import { findRegistration, updateRegistration } from '../store/registrations.ts'
import { addInstitutions } from './institutions.ts'
import { saveWithEntry } from './save-with-entry.ts'

const limitMs = 60_000

export interface HubInput {
  id: string
  /** Empty to use the hub no longer. */
  clientId: string
  clientSecret: string
  appId: string
}

/**
 * Stores the service credentials of a registration at its hub, or removes them. The built-in sandbox makes its own.
 *
 * @throws AppError `not_found`, `invalid_input`, `sandbox_unavailable`, or the keychain's state
 */
export async function saveHub(deps: RefreshDeps, input: HubInput): Promise<Registration> {
  const before = findRegistration(deps.store, input.id)
  if (!before) throw new AppError('not_found')
  const { hubService, isBuiltIn } = institutionKinds[before.environment.kind]
  if (hubService !== true) throw new AppError('invalid_input', { field: 'clientId' })
  const removes = input.clientId === ''
  if (!removes && !isBuiltIn && (input.clientSecret === '' || input.appId === '')) {
    throw new AppError('invalid_input', { field: input.appId === '' ? 'appId' : 'clientSecret' })
  }
  const made = isBuiltIn && !removes ? await registerAtSandbox(deps) : input
  await requireKeychain(deps)
  const entry = unpackRegistration(await findSecret(deps, registrationAccount(before.id)))
  const packed = packRegistration({ ...entry, hubSecret: removes ? undefined : made.clientSecret })
  const { hub: _before, ...rest } = before
  const row = removes ? rest : { ...rest, hub: { clientId: made.clientId, appId: made.appId } }
  await saveWithEntry(deps, before.id, packed, () => updateRegistration(deps.store, row))
  deps.refresher.watched.clear()
  return row
}

async function registerAtSandbox(deps: RefreshDeps) {
  const made = { clientId: `hub-${randomUUID()}`, clientSecret: randomUUID(), appId: 'mooring' }
  const mikomo = await deps.sandbox.open()
  mikomo.registerClient({ ...made, name: 'Mooring', redirectUris: [] })
  return made
}

/**
 * Adds the connectors that the registration's app is subscribed to at its hub, and leaves out those that are there.
 *
 * @returns how many were added, and how many were already there
 * @throws AppError `not_found`, `client_secret_missing`, the keychain's state, and as `readConnectors`
 */
export async function importConnectors(
  deps: RefreshDeps,
  registrationId: string,
): Promise<{ added: number; known: number }> {
  const client = await findRegistrationProfile(deps, registrationId)
  const asked = { use: 'connectors' as const, signal: AbortSignal.timeout(limitMs) }
  const appId = client.registration.hub?.appId ?? ''
  const institutions = await callHub(deps, client, asked, (call) => readConnectors(call, appId))
  if (institutions === null) throw new AppError('client_secret_missing')
  return addInstitutions(deps, { registrationId, institutions })
}
