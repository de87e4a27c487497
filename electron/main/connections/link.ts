import { randomUUID } from 'node:crypto'
import type { LinkProgress } from '../../../shared/models/link.ts'
import type { RedirectMode } from '../../../shared/models/registration.ts'
import { AppError, toFailure } from '../errors.ts'
import { buildAuthorizationRequest, freshUrl } from '../oauth/authorize.ts'
import { validateCallback } from '../oauth/callback.ts'
import { exchangeCode } from '../oauth/exchange.ts'
import type { Callback, LoopbackMode } from '../oauth/redirects/loopback.ts'
import { openPasteBox, type PasteBox } from '../oauth/redirects/pasted.ts'
import { openRedirect } from '../oauth/redirects/redirect.ts'
import { revokeToken } from '../oauth/revoke.ts'
import type { Server, TokenSet } from '../oauth/server.ts'
import { closeAttempt, openAttempt } from '../store/attempts.ts'
import { findConnection, isLinkedAt } from '../store/connections.ts'
import { write } from '../store/database.ts'
import { findGrant } from '../store/grants.ts'
import type { AttemptRow, RegistrationRow } from '../store/rows.ts'
import { armRevocations } from './outbox.ts'
import type { Deps } from './deps.ts'
import { whoSignedIn } from './identity.ts'
import { isPossiblySpent } from './possibly-spent.ts'
import { readAccounts } from './read-accounts.ts'
import { armRecovery } from './recover.ts'
import { armConsents } from './consent.ts'
import { saveGrant } from './save-grant.ts'
import { armRefreshes } from './schedule.ts'
import { dropSecret, grantAccount, refreshTokenOf, storeSecret } from './secrets.ts'
import { closeInterruptedLink } from './settle-attempts.ts'
import { findTarget, openTarget, type Target } from './target.ts'
import { announce } from './view.ts'

export interface LinkRun {
  /** Id of the attempt. */
  id: string
  institutionId: string
  /** Set for a relink: the login must be the same one. */
  connectionId: string | null
  signal: AbortSignal
  /** Tells how far it is. */
  report(change: Partial<LinkProgress>): void
  /** Nothing listens for the answer: the person brings it. */
  isPasted: boolean
  /** The browser can be sent once more, or another one: each time to an address that none has opened yet. */
  sentTo(freshUrl: () => Promise<string>): void
  /** From here on the person may bring the answer themselves. */
  takes(box: PasteBox): void
}

/**
 * Links an institution, or links it again: consent in the system browser, the answer on a loopback redirect, the code exchanged,
 * the refresh token in the keychain before any row says that it exists. Whatever stops it leaves nothing behind.
 *
 * @returns the connection's id
 * @throws AppError
 * @see RFC 8252 section 4.1, OpenID Connect Core section 3.1
 */
export async function link(deps: Deps, run: LinkRun): Promise<string> {
  const target = await findTarget(deps, run.institutionId)
  const server = await openTarget(deps, target, run.signal, { isFresh: true })

  const redirect = await openRedirect(placeOf(target.registration, run), {
    takesForms: server.protections.postsAnswers,
  })
  try {
    await registerRedirect(deps, target, redirect.redirectUri)
    const request = await buildAuthorizationRequest(
      server,
      {
        redirectUri: redirect.redirectUri,
        scopes: target.registration.scopes,
        stateSuffix: redirect.stateSuffix,
        choosesAccount: run.connectionId === null && isLinkedAt(deps.store, target.institution.id),
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
      const attempt = journal(deps, run, target)
      const tokens = await exchanging(deps, run, attempt, () =>
        exchangeCode(server, request, validated, run.signal),
      )
      const connectionId = await keep(deps, { run, attempt, target, server, tokens })
      await readAccounts(deps, connectionId, target)
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
 * Servers take any port on a loopback address, not any path (RFC 8252 section 7.3): the path is the one that is registered. Mikomo
 * learns each address in time, so there it is one that nobody can guess.
 */
function placeOf(
  { redirect, environment }: RegistrationRow,
  { isPasted }: Pick<LinkRun, 'isPasted'>,
): RedirectMode | LoopbackMode {
  if (redirect.mode !== 'loopback') return isPasted ? { mode: 'paste', uri: redirect.uri } : redirect
  const path = redirect.path ?? '/callback'
  if (isPasted) return { mode: 'paste', uri: `http://127.0.0.1${path}` }
  return environment.kind === 'mikomo' ? { mode: 'loopback' } : { mode: 'loopback', path }
}

/** Nothing is lost when no browser opens: the listener waits, and the link can be copied. */
async function openBrowser(deps: Deps, run: LinkRun, url: string): Promise<void> {
  try {
    await deps.browser.open(url)
  } catch (thrown) {
    deps.log.warn('browser.failed', { linkId: run.id })
    run.report({ problem: toFailure(thrown) })
  }
}

/** Mikomo compares redirect URIs exactly, as Akoya does: the sandbox's own registration learns each one in time. */
async function registerRedirect(deps: Deps, target: Target, redirectUri: string): Promise<void> {
  if (target.registration.environment.kind !== 'mikomo') return
  const mikomo = await deps.sandbox.open()
  mikomo.allowRedirectUri(target.registration.clientId, redirectUri)
}

/** Before the code is exchanged: what the institution gives from here on is known of, whatever becomes of us. */
function journal(deps: Deps, run: LinkRun, target: Target): AttemptRow {
  const attempt: AttemptRow = {
    id: run.id,
    kind: 'link',
    grantId: randomUUID(),
    generation: 1,
    registrationId: target.registration.id,
    institutionId: target.institution.id,
    connectionId: run.connectionId,
    owner: deps.live.owner,
    startedAtMs: deps.now(),
    closedAtMs: null,
    outcome: null,
  }
  write(deps.store, () => openAttempt(deps.store, attempt))
  return attempt
}

/** An exchange whose answer was lost may have given access that nobody holds a token for: that is told. */
async function exchanging(
  deps: Deps,
  run: LinkRun,
  attempt: AttemptRow,
  exchange: () => Promise<TokenSet>,
): Promise<TokenSet> {
  try {
    return await exchange()
  } catch (thrown) {
    const problem = toFailure(thrown)
    if (run.signal.aborted || isPossiblySpent(problem)) closeInterruptedLink(deps, attempt)
    else write(deps.store, () => closeAttempt(deps.store, attempt.id, deps.now(), problem.code))
    throw thrown
  }
}

interface Exchanged {
  run: LinkRun
  attempt: AttemptRow
  target: Target
  server: Server
  tokens: TokenSet
}

/** Secret first, then one transaction with everything else. */
async function keep(deps: Deps, exchanged: Exchanged): Promise<string> {
  const { run, attempt, target, server, tokens } = exchanged
  const { grantId } = attempt
  const generation = tokens.refreshToken === null ? 0 : attempt.generation
  try {
    const person = await whoSignedIn(server, target, tokens, run.signal)
    requireSameLogin(deps, run, person.sub)
    if (tokens.refreshToken !== null) {
      await storeSecret(deps, refreshTokenOf(grantId, generation, target.institution), tokens.refreshToken)
    }

    const saved = saveGrant(deps, { attemptId: run.id, grantId, generation, target, tokens, person })
    deps.live.bearers.set(grantId, {
      bearer: tokens.bearer,
      obtainedAtMs: deps.now(),
      expiresAtMs: tokens.expiresAtMs,
    })
    await dropReplaced(deps, saved.replaced)
    armRevocations(deps)
    armRefreshes(deps)
    armConsents(deps)
    announce(deps, saved.connectionId)
    return saved.connectionId
  } catch (thrown) {
    await giveBack(deps, exchanged)
    throw thrown
  }
}

function requireSameLogin(deps: Deps, run: LinkRun, sub: string): void {
  if (run.connectionId === null) return
  const before = findConnection(deps.store, run.connectionId)
  if (before && before.sub !== sub) throw new AppError('other_sign_in')
}

/** A grant that could not be kept must not live on at the institution. */
async function giveBack(deps: Deps, { attempt, server, tokens }: Exchanged): Promise<void> {
  try {
    if (tokens.refreshToken !== null) {
      const signal = AbortSignal.timeout(10_000)
      await revokeToken(server, { token: tokens.refreshToken, hint: 'refresh_token' }, signal)
    }
    write(deps.store, () => closeAttempt(deps.store, attempt.id, deps.now(), 'given_back'))
    await dropSecret(deps, grantAccount(attempt.grantId, attempt.generation))
  } catch (thrown) {
    // The open attempt, or the secret in the ledger, stays for recover.ts.
    deps.log.warn('link.not_given_back', { linkId: attempt.id, problem: toFailure(thrown).code })
    armRecovery(deps)
  }
}

async function dropReplaced(deps: Deps, account: string | null): Promise<void> {
  if (account === null) return
  try {
    await dropSecret(deps, account)
  } catch (thrown) {
    deps.log.warn('secret.not_dropped', { problem: toFailure(thrown).code })
  }
}
