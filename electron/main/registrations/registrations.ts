import { randomUUID } from 'node:crypto'
import { addressesOf, institutionKinds } from '../../../shared/institution-kinds.ts'
import type {
  Environment,
  JWK,
  Registration,
  RegistrationInput,
} from '../../../shared/models/registration.ts'
import { usualProtections } from '../../../shared/usual-protections.ts'
import { AppError } from '../core/errors.ts'
import { listConnections } from '../store/connections.ts'
import { write } from '../store/database.ts'
import { makeClientKey } from '../oauth/client-key.ts'
import { allowDeletion, keepClaimedSecrets } from '../store/ledger.ts'
import {
  deleteRegistration,
  findRegistration,
  insertRegistration,
  listRegistrations,
  updateRegistration,
} from '../store/registrations.ts'
import type { RegistrationRow } from '../store/rows.ts'
import { requireOwnRedirect } from './own-redirect.ts'
import { requireUsable } from './validate.ts'
import {
  clientSecretOf,
  deleteSecret,
  registrationAccount,
  requireKeychain,
  storeSecret,
} from '../connections/tokens/secret-store.ts'
import type { TokenDeps } from '../connections/tokens/tokens.ts'

/**
 * Adds our client at an authorization server. The keychain stores the client secret before the row is written.
 *
 * @throws AppError `invalid_input` with the field, `redirect_shared`, `name_taken`, or the keychain's state
 */
export async function addRegistration(deps: TokenDeps, input: RegistrationInput): Promise<Registration> {
  requireUsable(deps, input, { keepsSecret: false })
  requireOwnRedirect(listRegistrations(deps.store), input)
  const credential = await newCredential(input)
  const row: RegistrationRow = {
    id: randomUUID(),
    ...fieldsOf(input),
    hasSecret: Boolean(credential.secret),
    publicKey: credential.publicKey,
    createdAtMs: deps.now(),
  }
  await keepingSecret(deps, row.id, credential.secret, () => insertRegistration(deps.store, row))
  return row
}

/**
 * Changes a registration: its name, its secret, its redirect. Its server and client id stay while a connection uses it, because a token
 * must never be sent to another server than its issuer.
 *
 * @throws AppError `not_found`, `registration_in_use`, `invalid_input`, `redirect_shared`, `name_taken`, or the keychain's state
 */
export async function changeRegistration(
  deps: TokenDeps,
  input: RegistrationInput & { id: string },
): Promise<Registration> {
  const before = findRegistration(deps.store, input.id)
  if (!before || institutionKinds[before.environment.kind].isBuiltIn) throw new AppError('not_found')
  const keeps = before.hasSecret && keepsCredential(before, input)
  requireUsable(deps, input, { keepsSecret: keeps })
  requireOwnRedirect(
    listRegistrations(deps.store).filter(({ id }) => id !== before.id),
    input,
  )
  if (pointsElsewhere(before, input) && isUsed(deps, before.id)) throw new AppError('registration_in_use')

  const credential = keeps ? { publicKey: before.publicKey } : await newCredential(input)
  const row: RegistrationRow = {
    ...before,
    ...fieldsOf({
      ...input,
      protections: input.protections ?? before.protections,
      readsNumbers: input.readsNumbers ?? before.readsNumbers,
    }),
    hasSecret: keeps || Boolean(credential.secret),
    publicKey: credential.publicKey,
  }
  await keepingSecret(deps, row.id, credential.secret, () => updateRegistration(deps.store, row))
  if (before.hasSecret && !row.hasSecret) await deleteSecret(deps, registrationAccount(row.id))
  return row
}

function keepsCredential({ publicKey }: RegistrationRow, input: RegistrationInput): boolean {
  const { authentication = publicKey === null ? 'secret' : 'key' } = input
  return authentication === 'key'
    ? publicKey !== null
    : publicKey === null && input.clientSecret === undefined
}

interface Credential {
  /** For the keychain: a client secret, or a private key. */
  secret?: string | undefined
  publicKey: JWK | null
}

async function newCredential(input: RegistrationInput): Promise<Credential> {
  if (input.authentication !== 'key') return { secret: input.clientSecret, publicKey: null }
  const { privateJwk, publicJwk } = await makeClientKey()
  return { secret: JSON.stringify(privateJwk), publicKey: publicJwk }
}

/** @throws AppError `not_found`, `registration_in_use`, or the keychain's state */
export async function removeRegistration(deps: TokenDeps, id: string): Promise<void> {
  if (!findRegistration(deps.store, id)) throw new AppError('not_found')
  // First and alone: half of one commit would leave a secret of an unknown owner. Recovery withdraws it where the row is still there.
  write(deps.store, () => allowDeletion(deps.store, id))
  write(deps.store, () => deleteRegistration(deps.store, id))
  await deleteSecret(deps, registrationAccount(id))
}

function fieldsOf(
  input: RegistrationInput,
): Pick<
  RegistrationRow,
  'name' | 'environment' | 'clientId' | 'protections' | 'scopes' | 'redirect' | 'readsNumbers'
> {
  const { name, environment, clientId, protections = usualProtections, scopes, redirect } = input
  const { readsNumbers = false } = input
  return { name, environment, clientId, protections, scopes, redirect, readsNumbers }
}

async function keepingSecret(
  deps: TokenDeps,
  id: string,
  clientSecret: string | undefined,
  saveRow: () => void,
): Promise<void> {
  const isNew = !findRegistration(deps.store, id)
  if (clientSecret) {
    await requireKeychain(deps)
    await storeSecret(deps, clientSecretOf(id), clientSecret, { isDeletable: isNew })
  }
  try {
    write(deps.store, () => {
      saveRow()
      keepClaimedSecrets(deps.store)
    })
  } catch (thrown) {
    if (clientSecret && isNew) await deleteSecret(deps, registrationAccount(id))
    throw thrown
  }
}

function pointsElsewhere(before: RegistrationRow, input: RegistrationInput): boolean {
  return (
    before.clientId !== input.clientId ||
    before.environment.kind !== input.environment.kind ||
    JSON.stringify(serverOf(before.environment)) !== JSON.stringify(serverOf(input.environment))
  )
}

/** Where its secrets and tokens go, and what says whose they are. Other settings may change while connections use them. */
function serverOf(environment: Environment): unknown {
  const loginPath = environment.kind === 'oauth' ? environment.settings.loginPath : undefined
  return [addressesOf(environment), loginPath]
}

function isUsed(deps: Pick<TokenDeps, 'store'>, registrationId: string): boolean {
  return listConnections(deps.store).some((connection) => connection.registrationId === registrationId)
}
