import { X509Certificate } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import Provider, { type ClientMetadata, type Configuration } from 'oidc-provider'
import type { JWK } from '../../shared/models/registration.ts'
import type { TestAuthority } from './certificate-authority.ts'

export interface MtlsIssuer {
  issuer: string
  /** Each request: its path, whether it came to the address for certificates, and the certificate that was shown. */
  requests: { path: string; isAtAlias: boolean; certificate: string | null }[]
  /** From now on every certificate is taken for none. */
  refusesCertificates: boolean
  /** What it grants of the actions that are asked for in detail. */
  actions: string[]
  close(): Promise<void>
}

export interface MtlsSetup {
  id: string
  /** The client's certificate, PEM. Self-signed unless `subject` is given, which then is what its authority vouches for. */
  certificate: string
  subject?: string
  /** Authenticates with a key; the certificate only binds tokens. */
  publicKey?: JWK | null
  /** Signs requests, where the certificate authenticates. */
  signingKey?: JWK | null
  /** Takes authorization details, for tokens of this resource. */
  resource?: string
  requiresSignedRequests?: boolean
  hasNoAliases?: boolean
  redirectUri?: string
  /** Names this address as its token endpoint for certificates. */
  tokenEndpoint?: string
}

/**
 * `oidc-provider` behind TLS, at two addresses: its own, and one for clients with a certificate, which its metadata names
 * (`mtls_endpoint_aliases`). Both ask for a certificate, so that it is seen who is shown one.
 */
export async function startMtlsIssuer(authority: TestAuthority, setup: MtlsSetup): Promise<MtlsIssuer> {
  let provider: Provider | null = null
  const requests: MtlsIssuer['requests'] = []
  const state: Pick<MtlsIssuer, 'refusesCertificates' | 'actions'> = {
    refusesCertificates: false,
    actions: ['list_accounts'],
  }
  const open = async (isAtAlias: boolean): Promise<{ server: Server; origin: string }> => {
    const tls = { key: authority.key, cert: authority.cert, requestCert: true, rejectUnauthorized: false }
    const server = createServer(tls, (request, response) => {
      const shown = certificateOf(request)
      requests.push({
        path: new URL(request.url ?? '', 'http://x').pathname,
        isAtAlias,
        certificate: shown && shown.toString(),
      })
      void provider?.callback()(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return { server, origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}` }
  }
  const [own, alias] = [await open(false), await open(true)]

  provider = new Provider(own.origin, {
    clients: [clientOf(setup)],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    // Without OpenID Connect there is no offline_access.
    issueRefreshToken: () => true,
    clientAuthMethods: ['self_signed_tls_client_auth', 'tls_client_auth', 'private_key_jwt'],
    features: featuresOf(setup, state),
    discovery: setup.hasNoAliases
      ? {}
      : {
          mtls_endpoint_aliases: {
            token_endpoint: setup.tokenEndpoint ?? `${alias.origin}/token`,
            revocation_endpoint: `${alias.origin}/token/revocation`,
            userinfo_endpoint: `${alias.origin}/me`,
            pushed_authorization_request_endpoint: `${alias.origin}/request`,
          },
        },
    // Without OpenID Connect, a request has to ask for something else.
    scopes: ['openid', 'offline_access', 'api'],
    claims: { openid: ['sub'], profile: ['name'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `${id} of the desk` }),
    }),
    cookies: { keys: ['a key for tests'] },
  })
  return Object.assign(state, {
    issuer: own.origin,
    requests,
    close: async () => {
      for (const { server } of [own, alias]) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  })
}

function certificateOf(request: IncomingMessage): X509Certificate | null {
  return (request.socket as TLSSocket).getPeerX509Certificate() ?? null
}

function clientOf({
  id,
  certificate,
  subject,
  publicKey,
  signingKey,
  requiresSignedRequests,
  resource,
  redirectUri = 'http://127.0.0.1/callback',
}: MtlsSetup): ClientMetadata {
  const { publicKey: key, raw } = new X509Certificate(certificate)
  const ofCertificate = {
    ...key.export({ format: 'jwk' }),
    x5c: [raw.toString('base64')],
    kid: 'certificate',
  }
  const authentication = publicKey
    ? { token_endpoint_auth_method: 'private_key_jwt' as const, jwks: { keys: [publicKey as never] } }
    : subject
      ? { token_endpoint_auth_method: 'tls_client_auth' as const, tls_client_auth_subject_dn: subject }
      : {
          token_endpoint_auth_method: 'self_signed_tls_client_auth' as const,
          jwks: { keys: [ofCertificate as never, ...(signingKey ? [signingKey as never] : [])] },
        }
  return {
    client_id: id,
    application_type: 'native',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    tls_client_certificate_bound_access_tokens: true,
    ...(resource === undefined ? {} : { authorization_details_types: ['account_information'] }),
    ...(requiresSignedRequests ? { request_object_signing_alg: 'ES256' } : {}),
    ...authentication,
  }
}

type State = Pick<MtlsIssuer, 'refusesCertificates' | 'actions'>

function featuresOf(setup: MtlsSetup, state: State): Configuration['features'] {
  return {
    revocation: { enabled: true },
    devInteractions: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    dPoP: { enabled: true },
    mTLS: {
      enabled: true,
      certificateBoundAccessTokens: true,
      selfSignedTlsClientAuth: true,
      tlsClientAuth: true,
      getCertificate: ({ req }) => (state.refusesCertificates ? undefined : certificateOf(req)?.toString()),
      certificateAuthorized: ({ req }) => certificateOf(req) !== null,
      certificateSubjectMatches: ({ req }, _property, expected) => certificateOf(req)?.subject === expected,
    },
    ...(setup.requiresSignedRequests
      ? { requestObjects: { enabled: true, requireSignedRequestObject: true } }
      : {}),
    ...(setup.resource === undefined ? {} : detailsFor(setup.resource, state)),
  }
}

/** The server asks the user for each detail, grants what is allowed, and says so with the tokens. */
function detailsFor(resource: string, state: State): NonNullable<Configuration['features']> {
  return {
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: 'openid profile',
        audience: resource,
        accessTokenFormat: 'jwt',
      }),
      useGrantedResource: () => false,
    },
    richAuthorizationRequests: {
      enabled: true,
      types: { account_information: { validate: () => undefined } },
      authorizationDetailsForGrantSource: ({ oidc }) => granted(oidc.entities.Grant?.rar, state),
      authorizationDetailsForAccessToken: (_context, _token, source) => granted(source?.rar, state),
      authorizationDetailsForIntrospection: () => undefined,
    },
  }
}

/** Less than is asked for: the server lists accounts, and keeps balances to itself. */
function granted<Detail>(details: readonly Detail[] | undefined, { actions }: State) {
  return details?.map((detail) => ({ ...detail, actions }))
}
