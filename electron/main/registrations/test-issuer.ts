import type { IssuerReport, IssuerSupport } from '../../../shared/models/registration.ts'
import { isServerUrl } from '../../../shared/registration-faults.ts'
import { AppError } from '../core/errors.ts'
import { openidProfile } from '../institutions/openid/profile.ts'
import { announces } from '../oauth/protections.ts'
import { openServer, type Server } from '../oauth/server.ts'
import type { Deps } from '../runtime/deps.ts'

const limitMs = 15_000

/** Asks for all protections, to learn which ones the server has. */
const everything = {
  pushesRequests: true,
  bindsTokens: true,
  signsAnswers: true,
  postsAnswers: true,
  managesGrants: true,
  has: 'key',
} as const

/**
 * Reads an issuer's metadata, with the checks of a link, and says what the server supports. Sends nothing of the registration.
 *
 * @throws AppError `invalid_input` for what is not an address of a server, and as `openServer`
 */
export async function testIssuer(
  deps: Pick<Deps, 'http' | 'settings' | 'knownServers'>,
  issuer: string,
): Promise<IssuerReport> {
  const allowLoopbackHttp = deps.settings.allowLoopbackIssuer
  if (!isServerUrl(issuer, allowLoopbackHttp)) {
    throw new AppError('invalid_input', { field: 'environment.issuer' })
  }
  const { server: profile } = openidProfile(issuer, everything, { allowLoopbackHttp })
  const from = { http: deps.http, known: deps.knownServers, isFresh: true }
  const server = await openServer(
    from,
    profile,
    { clientId: '', clientSecret: null },
    AbortSignal.timeout(limitMs),
  )
  return { supports: supportOf(server), scopes: namesIn(server.metadata['scopes_supported']) }
}

function supportOf({ metadata, endpoints, protections }: Server): Record<IssuerSupport, boolean> {
  const has = (list: string, value: string) => announces(metadata, list, value)
  return {
    refresh: has('scopes_supported', 'offline_access') || has('grant_types_supported', 'refresh_token'),
    revocation: endpoints.revocation !== null,
    pkce: has('code_challenge_methods_supported', 'S256'),
    key: has('token_endpoint_auth_methods_supported', 'private_key_jwt'),
    certificate: ['tls_client_auth', 'self_signed_tls_client_auth'].some((name) =>
      has('token_endpoint_auth_methods_supported', name),
    ),
    bindsToCertificate: metadata.tls_client_certificate_bound_access_tokens === true,
    device: endpoints.device !== null,
    pushesRequests: protections.pushesRequests,
    bindsTokens: protections.bindsTokens,
    signsAnswers: protections.signsAnswers,
    postsAnswers: has('response_modes_supported', 'form_post'),
    managesGrants: endpoints.grants !== null,
  }
}

function namesIn(list: unknown): string[] {
  const names = Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : []
  return names.filter((name) => name.length <= 100).slice(0, 100)
}
