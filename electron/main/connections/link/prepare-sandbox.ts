import { randomUUID } from 'node:crypto'
import { institutionKinds } from '../../../../shared/institution-kinds.ts'
import type { Institution } from '../../../../shared/models/institution.ts'
import { usualProtections } from '../../../../shared/usual-protections.ts'
import { write } from '../../store/database.ts'
import { insertInstitution, listInstitutions } from '../../store/institutions.ts'
import { keepClaimedSecrets } from '../../store/ledger.ts'
import { findRegistration, insertRegistration } from '../../store/registrations.ts'
import type { TokenDeps } from '../tokens/tokens.ts'
import { defaultConsentDays } from '../../runtime/timings.ts'
import { packRegistration, unpackRegistration } from '../tokens/registration-entry.ts'
import {
  clientSecretOf,
  findSecret,
  registrationAccount,
  requireKeychain,
  storeSecret,
} from '../tokens/secret-store.ts'

const mikomoName = 'Mikomo sandbox'

/**
 * Makes the built-in institution ready to link: starts its server, and on first use creates a registration with a new id and secret.
 *
 * @throws AppError `sandbox_unavailable`, or the keychain's state
 */
export async function prepareSandbox(deps: TokenDeps): Promise<Institution> {
  await requireKeychain(deps)
  const mikomo = await deps.sandbox.open()
  const known = listInstitutions(deps.store).find((institution) => isBuiltIn(deps, institution))
  const registrationId = known?.registrationId ?? randomUUID()
  const clientId = findRegistration(deps.store, registrationId)?.clientId ?? `mooring-${randomUUID()}`

  // A new secret each time: one that an earlier session held in memory is gone.
  const clientSecret = randomUUID()
  const hasHub = findRegistration(deps.store, registrationId)?.hub !== undefined
  const held = hasHub ? await findSecret(deps, registrationAccount(registrationId)) : null
  const entry = packRegistration({ ...unpackRegistration(held), secret: clientSecret }) ?? clientSecret
  await storeSecret(deps, clientSecretOf(registrationId), entry, { isDeletable: !known })
  mikomo.registerClient({ clientId, clientSecret, name: 'Mooring', redirectUris: [] })
  if (known) return known

  const institution: Institution = {
    id: randomUUID(),
    registrationId,
    connector: 'mikomo',
    name: 'Mikomo',
    consentDays: defaultConsentDays,
    createdAtMs: deps.now(),
  }
  write(deps.store, () => {
    insertRegistration(deps.store, {
      id: registrationId,
      name: mikomoName,
      environment: { kind: 'mikomo' },
      clientId,
      hasSecret: true,
      publicKey: null,
      protections: usualProtections,
      scopes: institutionKinds.mikomo.defaults.scopes.split(' '),
      redirect: { mode: 'loopback' },
      readsNumbers: false,
      createdAtMs: deps.now(),
    })
    insertInstitution(deps.store, institution)
    keepClaimedSecrets(deps.store)
  })
  return institution
}

function isBuiltIn(deps: Pick<TokenDeps, 'store'>, institution: Institution): boolean {
  const registration = findRegistration(deps.store, institution.registrationId)
  return registration !== undefined && institutionKinds[registration.environment.kind].isBuiltIn
}
