import { revokeLostGrants } from '../revoke/revoke-lost-grants.ts'
import { linkByDeviceCode } from './device-code.ts'
import { linkByAuthorizationCode } from './authorization-code.ts'
import type { LinkRun } from './link-run.ts'
import type { LinkDeps } from './linker.ts'
import { findInstitutionClient, openAuthorizationServer } from '../tokens/institution-client.ts'

/**
 * Links an institution, or relinks it: the user consents in the system browser, the chosen flow gets the tokens, and the refresh token is
 * in the keychain before any row refers to it. A link that fails leaves nothing behind.
 *
 * @returns the connection's id
 * @throws AppError
 * @see RFC 8252 section 4.1, RFC 8628 section 3, OpenID Connect Core section 3.1
 */
export async function link(deps: LinkDeps, run: LinkRun): Promise<string> {
  const client = await findInstitutionClient(deps, run.institutionId)
  const server = await openAuthorizationServer(deps, client, run.signal, { isFresh: true })
  run.report({ hasDeviceFlow: server.endpoints.device !== null })

  // Before there is a new grant: many servers end all grants of a user when the old token is revoked.
  if (run.connectionId !== null) await revokeLostGrants(deps, run.connectionId)
  const linking = { run, client, server }
  return run.flow === 'device' ? linkByDeviceCode(deps, linking) : linkByAuthorizationCode(deps, linking)
}
