import type { RedirectMode } from '../../../../shared/models/registration.ts'
import { buildAuthorizationRequest, freshUrl } from '../../oauth/authorize.ts'
import { validateCallback } from '../../oauth/callback.ts'
import { exchangeCode } from '../../oauth/exchange.ts'
import type { Callback } from '../../oauth/redirects/answer.ts'
import type { LoopbackMode } from '../../oauth/redirects/loopback.ts'
import { openPasteBox } from '../../oauth/redirects/pasted.ts'
import { openRedirect } from '../../oauth/redirects/redirect.ts'
import { findConnection, isLinkedAt } from '../../store/connections.ts'
import { findGrant } from '../../store/grants.ts'
import { completeLink, exchange, openLinkAttempt } from './complete-link.ts'
import type { Linking, LinkRun } from './link-run.ts'
import type { LinkDeps } from './linker.ts'
import { openBrowser } from './open-browser.ts'
import { readAccounts } from '../refresh/read-accounts.ts'
import type { InstitutionClient } from '../tokens/institution-client.ts'

/**
 * Links by the authorization code flow: the browser, or the user, returns the callback URL, and its code is exchanged once.
 *
 * @returns the connection's id
 * @throws AppError
 */
export async function linkByAuthorizationCode(
  deps: LinkDeps,
  { run, client, server }: Linking,
): Promise<string> {
  const redirect = await openRedirect(redirectModeFor(client, run), {
    takesForms: server.protections.postsAnswers,
  })
  try {
    client.profile.registerRedirect?.(client.registration.clientId, redirect.redirectUri)
    const request = await buildAuthorizationRequest(
      server,
      {
        redirectUri: redirect.redirectUri,
        scopes: client.registration.scopes,
        stateSuffix: redirect.stateSuffix,
        choosesAccount: run.connectionId === null && isLinkedAt(deps.store, client.institution.id),
        replacesGrant: activeConsentOf(deps, run.connectionId),
      },
      run.signal,
    )
    const box = openPasteBox({ redirectUri: redirect.redirectUri, state: request.state })

    run.enableReopen(() => freshUrl(server, request, run.signal))
    run.enablePaste(box)
    run.report({ step: 'waiting', redirectUri: redirect.redirectUri })
    await openBrowser(deps, run, request.url)

    const callback = await Promise.race([redirect.callback(request.state, run.signal), box.callback])
    run.report({ step: 'finishing' })
    return await replying(callback, async () => {
      const validated = validateCallback(server, request, callback.url)
      const attempt = openLinkAttempt(deps, run, client)
      const tokens = await exchange(deps, { run, client, server }, attempt, (keep) =>
        exchangeCode(server, request, validated, keep, run.signal),
      )
      const connectionId = await completeLink(deps, { run, attempt, client, server, tokens })
      await readAccounts(deps, connectionId, client)
      return connectionId
    })
  } finally {
    await redirect.close()
  }
}

/** The institution's id of the consent that a relink renews. */
function activeConsentOf(deps: LinkDeps, connectionId: string | null): string | null {
  const connection = connectionId === null ? null : findConnection(deps.store, connectionId)
  const grant = connection && findGrant(deps.store, connection.grantId)
  return grant?.state === 'active' ? grant.consentId : null
}

/** Shows the outcome in the browser's tab: success only once the grant is stored. */
async function replying<T>(callback: Callback, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work()
    await callback.reply('linked')
    return result
  } catch (thrown) {
    await callback.reply('stopped')
    throw thrown
  }
}

/**
 * Servers accept any port on a loopback address, but only the registered path (RFC 8252 section 7.3). Where redirect URIs are registered
 * as they are used, the path is random.
 */
function redirectModeFor(
  { registration: { redirect }, profile }: InstitutionClient,
  { flow }: Pick<LinkRun, 'flow'>,
): RedirectMode | LoopbackMode {
  if (redirect.mode !== 'loopback') return flow === 'paste' ? { mode: 'paste', uri: redirect.uri } : redirect
  const path = redirect.path ?? '/callback'
  if (flow === 'paste') return { mode: 'paste', uri: `http://127.0.0.1${path}` }
  return profile.registerRedirect ? { mode: 'loopback' } : { mode: 'loopback', path }
}
