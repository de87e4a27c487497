import type { RedirectMode } from '../../../../shared/models/registration.ts'
import { buildAuthorizationRequest, freshUrl } from '../../oauth/authorize.ts'
import { validateCallback } from '../../oauth/callback.ts'
import { exchangeCode } from '../../oauth/exchange.ts'
import type { Callback, LoopbackMode } from '../../oauth/redirects/loopback.ts'
import { openPasteBox } from '../../oauth/redirects/pasted.ts'
import { openRedirect } from '../../oauth/redirects/redirect.ts'
import { findConnection, isLinkedAt } from '../../store/connections.ts'
import { findGrant } from '../../store/grants.ts'
import type { Deps } from '../../runtime/deps.ts'
import { exchanging, journal, keep } from './complete-link.ts'
import type { Linking, LinkRun } from './link.ts'
import { openBrowser } from './open-browser.ts'
import { readAccounts } from '../refresh/read-accounts.ts'
import type { InstitutionClient } from '../tokens/institution-client.ts'

/**
 * The browser brings the answer back, or the person does: a code, which is exchanged once.
 *
 * @returns the connection's id
 * @throws AppError
 */
export async function linkByAuthorizationCode(deps: Deps, { run, client, server }: Linking): Promise<string> {
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

    run.sentTo(() => freshUrl(server, request, run.signal))
    run.takes(box)
    run.report({ step: 'waiting', redirectUri: redirect.redirectUri })
    await openBrowser(deps, run, request.url)

    const callback = await Promise.race([redirect.callback(request.state, run.signal), box.callback])
    run.report({ step: 'finishing' })
    return await answering(callback, async () => {
      const validated = validateCallback(server, request, callback.url)
      const attempt = journal(deps, run, client)
      const tokens = await exchanging(deps, run, attempt, () =>
        exchangeCode(server, request, validated, run.signal),
      )
      const connectionId = await keep(deps, { run, attempt, client, server, tokens })
      await readAccounts(deps, connectionId, client)
      return connectionId
    })
  } finally {
    await redirect.close()
  }
}

/** The institution's name of the consent that a relink renews. */
function activeConsentOf(deps: Deps, connectionId: string | null): string | null {
  const connection = connectionId === null ? null : findConnection(deps.store, connectionId)
  const grant = connection && findGrant(deps.store, connection.grantId)
  return grant?.state === 'active' ? grant.consentId : null
}

/** The browser's tab is told the truth: that it worked only after the grant is stored. */
async function answering<T>(callback: Callback, work: () => Promise<T>): Promise<T> {
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
 * Servers take any port on a loopback address, not any path (RFC 8252 section 7.3): the path is the one that is registered. Where
 * redirect URIs are registered as they are used, it is a random one.
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
