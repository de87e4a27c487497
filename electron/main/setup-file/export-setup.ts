import { institutionKinds } from '../../../shared/institution-kinds.ts'
import type { SetupConnection, SetupInstitution, SetupRegistration } from '../../../shared/models/setup.ts'
import type { Deps } from '../runtime/deps.ts'
import { listConnections } from '../store/connections.ts'
import { listInstitutions } from '../store/institutions.ts'
import { readPreferences } from '../store/preferences.ts'
import { listPolicies } from '../store/refresh-policies.ts'
import { listRegistrations } from '../store/registrations.ts'
import type { RegistrationRow } from '../store/rows.ts'
import { setupFormat, setupVersion } from './setup-file.ts'

/**
 * Writes registrations, institutions, connections and settings into a file that the user chooses, to be read on another computer. No
 * secret is in it, no account, and nothing of the built-in institution, which each computer makes for itself.
 *
 * @returns false when the user chose no file
 * @throws AppError `file_unwritable`
 */
export function exportSetup(deps: Pick<Deps, 'store' | 'now' | 'saveFile'>): Promise<boolean> {
  const exportedTime = new Date(deps.now()).toISOString()
  const file = { format: setupFormat, version: setupVersion, exportedTime, ...partsOf(deps) }
  return deps.saveFile(`mooring-setup-${exportedTime.slice(0, 10)}.json`, async (write) => {
    await write(`${JSON.stringify(file, null, 2)}\n`)
    return null
  })
}

function partsOf({ store }: Pick<Deps, 'store'>) {
  const registrations = listRegistrations(store).filter(
    ({ environment }) => !institutionKinds[environment.kind].isBuiltIn,
  )
  const registrationNames = new Map(registrations.map(({ id, name }) => [id, name]))
  const institutions = listInstitutions(store).flatMap((row) => {
    const registration = registrationNames.get(row.registrationId)
    return registration === undefined ? [] : [{ ...row, registration }]
  })
  const byId = new Map(institutions.map((row) => [row.id, row]))
  const set = listPolicies(store)
  const policies = new Map(
    set.flatMap(({ target, policy }) => (target.kind === 'label' ? [] : [[target.id, policy]])),
  )
  const connections = listConnections(store).flatMap(
    ({ id, institutionId, sub, signedInAs, labels }): SetupConnection[] => {
      const at = byId.get(institutionId)
      if (at === undefined) return []
      const { registration, name: institution } = at
      return [
        { registration, institution, subject: sub, login: signedInAs, labels, policy: policies.get(id) },
      ]
    },
  )
  const { quiet, csvWithoutMark, disclosure, quietHours } = readPreferences(store)
  const labelPolicies = set.flatMap(({ target, policy }) =>
    target.kind === 'label' ? [{ label: target.label, policy }] : [],
  )
  return {
    registrations: registrations.map(toSetupRegistration),
    institutions: institutions.map(
      ({ id, registration, connector, name, consentDays }): SetupInstitution => ({
        registration,
        connector,
        name,
        consentDays,
        policy: policies.get(id),
      }),
    ),
    connections,
    settings: { quiet, csvWithoutMark, disclosure, quietHours, labelPolicies },
  }
}

function toSetupRegistration(row: RegistrationRow): SetupRegistration {
  const { name, environment, clientId, protections, scopes, authorizationDetails, redirect } = row
  const credential = credentialOf(row)
  const hasCertificate = row.certificate?.authenticates === false ? true : undefined
  return {
    name,
    environment,
    clientId,
    credential,
    hasCertificate,
    protections,
    scopes,
    authorizationDetails,
    redirect,
  }
}

function credentialOf({
  hasSecret,
  publicKey,
  certificate,
}: RegistrationRow): SetupRegistration['credential'] {
  if (!hasSecret) return 'none'
  if (certificate?.authenticates) return 'certificate'
  return publicKey === null ? 'secret' : 'key'
}
