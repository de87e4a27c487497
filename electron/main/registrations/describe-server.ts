import type { ServerFacts } from '../../../shared/models/institution.ts'
import { findInstitutionClient } from '../connections/tokens/institution-client.ts'
import type { TokenDeps } from '../connections/tokens/tokens.ts'
import { readServerFacts } from '../oauth/server.ts'

const limitMs = 10_000

/**
 * What an institution's server says about itself, for the window. Reads its metadata if that is not known, and sends no secret.
 *
 * @throws AppError `not_found`, `discovery_failed`, `issuer_mismatch`, and why the network failed
 */
export async function describeServer(
  deps: Pick<TokenDeps, 'store' | 'sandbox' | 'settings' | 'http' | 'knownServers'>,
  institutionId: string,
): Promise<ServerFacts> {
  const { profile } = await findInstitutionClient(deps, institutionId)
  const from = { http: deps.http, known: deps.knownServers }
  return readServerFacts(from, profile.server, AbortSignal.timeout(limitMs))
}
