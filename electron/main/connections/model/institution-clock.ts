import { AppError, toFailure } from '../../core/errors.ts'
import { openServer } from '../../oauth/server.ts'
import type { GrantRow } from '../../store/rows.ts'
import { isConsentOver } from './grant-status.ts'
import { findInstitutionClient } from '../tokens/institution-client.ts'
import type { TokenDeps } from '../tokens/tokens.ts'

const limitMs = 15_000

/**
 * Makes sure that a consent has not expired. If it has by this computer's clock, asks the institution for its time first: nothing is
 * refused for a date that it contradicts.
 *
 * @throws AppError `consent_expired`; `tls_failed` where the institution's certificate has expired by this computer's clock, too
 */
export async function requireConsent(deps: TokenDeps, institutionId: string, grant: GrantRow): Promise<void> {
  if (!isConsentOver(deps, grant)) return
  const problem = await clockProblem(deps, institutionId)
  if (problem?.code === 'tls_failed' && problem.detail.cause === 'CERT_HAS_EXPIRED') throw problem
  if (isConsentOver(deps, grant)) throw new AppError('consent_expired')
}

/**
 * Asks an institution's authorization server for its time, unless it has answered since this computer's clock was last set. Sends no
 * secret, and does not need the keychain.
 *
 * @returns why the time is still unknown; null if it is known
 */
export async function clockProblem(deps: TokenDeps, institutionId: string): Promise<AppError | null> {
  try {
    const { profile, registration } = await findInstitutionClient(deps, institutionId)
    const from = { http: deps.http, known: deps.knownServers }
    const credentials = { clientId: registration.clientId, clientSecret: null }
    const signal = AbortSignal.timeout(limitMs)
    const { endpoints } = await openServer(from, profile.server, credentials, signal)
    // Without the certificate, which the keychain has, only the issuer's own address is sure to answer.
    const asked = registration.certificate ? profile.server.issuer : endpoints.token
    const { host } = new URL(asked)
    // Opening the server ignores a clock that it can't learn. Here the reason matters.
    if (deps.http.offsetMs(host) === null) await deps.http.fetch(asked, { method: 'HEAD', signal })
    return deps.http.offsetMs(host) === null ? new AppError('answer_invalid', { host }) : null
  } catch (thrown) {
    const { code, detail } = toFailure(thrown)
    deps.log.info('consent.clock_unknown', { problem: code })
    return new AppError(code, detail)
  }
}
