import type { LinkProgress, LinkFlow } from '../../../../shared/models/link.ts'
import type { PasteBox } from '../../oauth/redirects/pasted.ts'
import type { Server } from '../../oauth/server.ts'
import type { Deps } from '../../runtime/deps.ts'
import { endLost } from '../revoke/revoke-lost-grants.ts'
import { linkByDeviceCode } from './device-code.ts'
import { linkByAuthorizationCode } from './authorization-code.ts'
import {
  findInstitutionClient,
  openAuthorizationServer,
  type InstitutionClient,
} from '../tokens/institution-client.ts'

export interface LinkRun {
  /** Id of the attempt. */
  id: string
  institutionId: string
  /** Set for a relink: the login must be the same one. */
  connectionId: string | null
  flow: LinkFlow
  signal: AbortSignal
  /** Tells how far it is. */
  report(change: Partial<LinkProgress>): void
  /** The browser can be sent once more, or another one: each time to an address that none has opened yet. */
  sentTo(freshUrl: () => Promise<string>): void
  /** From here on the person may bring the answer themselves. */
  takes(box: PasteBox): void
}

/** A link under way, and whom it speaks to. */
export interface Linking {
  run: LinkRun
  client: InstitutionClient
  server: Server
}

/**
 * Links an institution, or links it again: consent in the system browser, the answer on the way that was chosen, the refresh token in
 * the keychain before any row says that it exists. Whatever stops it leaves nothing behind.
 *
 * @returns the connection's id
 * @throws AppError
 * @see RFC 8252 section 4.1, RFC 8628 section 3, OpenID Connect Core section 3.1
 */
export async function link(deps: Deps, run: LinkRun): Promise<string> {
  const client = await findInstitutionClient(deps, run.institutionId)
  const server = await openAuthorizationServer(deps, client, run.signal, { isFresh: true })
  run.report({ hasDeviceFlow: server.endpoints.device !== null })

  // Before there is a new grant: many servers end all of a user's for the old token.
  if (run.connectionId !== null) await endLost(deps, run.connectionId)
  const linking = { run, client, server }
  return run.flow === 'device' ? linkByDeviceCode(deps, linking) : linkByAuthorizationCode(deps, linking)
}
