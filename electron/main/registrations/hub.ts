import { randomUUID } from 'node:crypto'
import { institutionKinds } from '../../../shared/institution-kinds.ts'
import type { Registration } from '../../../shared/models/registration.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { openHub } from '../connections/tokens/open-hub.ts'
import { findRegistrationProfile } from '../connections/tokens/institution-client.ts'
import { packRegistration, unpackRegistration } from '../connections/tokens/registration-entry.ts'
import {
  clientSecretOf,
  deleteSecret,
  findSecret,
  registrationAccount,
  requireKeychain,
  storeSecret,
} from '../connections/tokens/secret-store.ts'
import { AppError } from '../core/errors.ts'
import { readConnectors } from '../institutions/akoya/hub.ts'
import { write } from '../store/database.ts'
import { findRegistration, updateRegistration } from '../store/registrations.ts'
import { addInstitutions } from './institutions.ts'

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
  if (packed !== null) await storeSecret(deps, clientSecretOf(before.id), packed)
  const { hub: _before, ...rest } = before
  const row = removes ? rest : { ...rest, hub: { clientId: made.clientId, appId: made.appId } }
  write(deps.store, () => updateRegistration(deps.store, row))
  if (packed === null) await deleteSecret(deps, registrationAccount(before.id))
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
  const hub = await openHub(deps, client, 'connectors', AbortSignal.timeout(limitMs))
  if (hub === null) throw new AppError('client_secret_missing')
  const institutions = await readConnectors(hub, client.registration.hub?.appId ?? '')
  return addInstitutions(deps, { registrationId, institutions })
}
