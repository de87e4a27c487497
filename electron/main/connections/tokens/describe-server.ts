import type { ServerFacts } from '../../../../shared/models/institution.ts'
import { findInstitutionClient } from './institution-client.ts'
import type { TokenDeps } from './tokens.ts'
import { readServerFacts } from '../../oauth/server.ts'

type DescribeDeps = Pick<TokenDeps, 'store' | 'sandbox' | 'settings' | 'http' | 'knownServers'>

const limitMs = 5_000

/**
 * What an institution's server says about itself, for the window. Reads its metadata if that is not known, and sends no secret.
 *
 * @throws AppError `not_found`, `discovery_failed`, `issuer_mismatch`, and why the network failed
 */
export async function describeServer(deps: DescribeDeps, institutionId: string): Promise<ServerFacts> {
  const { profile, registration } = await findInstitutionClient(deps, institutionId)
  const client = { hasCertificate: registration.certificate !== undefined }
  const from = { http: deps.http, known: deps.knownServers }
  return readServerFacts(from, profile.server, client, AbortSignal.timeout(limitMs))
}

/** Whether access at an institution can be ended from here. True where its server can't be read now: linking then says why. */
export function canRevokeAt(deps: DescribeDeps, institutionId: string): Promise<boolean> {
  return describeServer(deps, institutionId).then(
    ({ canRevoke }) => canRevoke,
    () => true,
  )
}
