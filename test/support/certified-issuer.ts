import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, {
  errors,
  type ClientMetadata,
  type KoaContextWithOIDC,
  type Configuration,
} from 'oidc-provider'
import type { TokenAnswer } from '../../electron/main/oauth/server-profile.ts'
import type { JWK } from '../../shared/models/registration.ts'
import { grantManagement, manageGrants, type GrantsMood } from './grant-management.ts'

export interface CertifiedIssuer {
  issuer: string
  /** The requests, in order: `POST /token`. */
  requests: string[]
  /** What each request named as the resource that its tokens are for. */
  resources: unknown[]
  /** Of a server that names its grants. */
  mood: GrantsMood
  /** What the next requests for tokens are answered with, before the server itself sees one; `lost` answers nothing. */
  instead: (TokenAnswer | 'lost')[]
  close(): Promise<void>
}

/** How the server is set up; `public` has no secret, `fapi` demands pushed requests, bound tokens and a key, `managed` names its grants, `fdx` grants scopes of data. */
export type Setup =
  | { kind: 'confidential'; id: string; secret: string; takesBasicOnly?: boolean }
  | { kind: 'public'; id: string }
  | { kind: 'fdx'; id: string; scopes: string[] }
  | { kind: 'device'; id: string }
  | { kind: 'fapi'; id: string; publicKey: JWK; hasNoNonce?: boolean }
  | { kind: 'jarm'; id: string; secret: string }
  | { kind: 'managed'; id: string; secret: string }
  | { kind: 'resource'; id: string; secret: string; resource: string }

/**
 * `oidc-provider`, the certified server: PKCE required, refresh tokens rotated and one-use, revocation on. Its own development pages ask
 * for any login and for consent. One native client, whose redirect is on any loopback port.
 */
export async function startCertifiedIssuer(
  setup: Setup,
  redirectUri = 'http://127.0.0.1/callback',
): Promise<CertifiedIssuer> {
  let provider: Provider | null = null
  const requests: string[] = []
  const resources: unknown[] = []
  const mood: GrantsMood = {}
  const instead: CertifiedIssuer['instead'] = []
  const server: Server = createServer((request, response) => {
    const asks = `${request.method} ${new URL(request.url ?? '', 'http://x').pathname}`
    requests.push(asks)
    const scripted = asks === 'POST /token' ? instead.shift() : undefined
    if (scripted === 'lost') return void request.socket.destroy()
    if (scripted) return void response.writeHead(scripted.status, json).end(JSON.stringify(scripted.body))
    void provider?.callback()(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  provider = new Provider(issuer, {
    clients: [{ ...commonClient, redirect_uris: [redirectUri], ...clientOf(setup) }],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    features: {
      revocation: { enabled: true },
      devInteractions: { enabled: true },
      ...featuresOf(setup),
    },
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `${id} of the desk`, email: `${id}@example.com` }),
    }),
    cookies: { keys: ['a key for tests'] },
    ...(setup.kind === 'managed' ? grantManagement(issuer) : {}),
    ...(setup.kind === 'fdx' ? { scopes: setup.scopes } : {}),
  })
  const noteResource = ({ oidc }: KoaContextWithOIDC) => void resources.push(oidc.params?.['resource'])
  provider.on('authorization.success', noteResource)
  provider.on('grant.success', noteResource)
  if (setup.kind === 'managed') manageGrants(provider, mood)
  return {
    issuer,
    requests,
    resources,
    mood,
    instead,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const json = { 'content-type': 'application/json' }

const commonClient = {
  application_type: 'native' as const,
  grant_types: ['authorization_code', 'refresh_token'],
}

function clientOf(setup: Setup): ClientMetadata {
  switch (setup.kind) {
    case 'confidential':
      return {
        client_id: setup.id,
        client_secret: setup.secret,
        token_endpoint_auth_method: setup.takesBasicOnly ? 'client_secret_basic' : 'client_secret_post',
      }
    case 'jarm':
    case 'resource':
      return {
        client_id: setup.id,
        client_secret: setup.secret,
        token_endpoint_auth_method: 'client_secret_post',
      }
    case 'managed':
      return {
        client_id: setup.id,
        client_secret: setup.secret,
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: [...commonClient.grant_types, 'client_credentials'],
      }
    case 'public':
    case 'fdx':
      return { client_id: setup.id, token_endpoint_auth_method: 'none' }
    case 'device':
      return {
        client_id: setup.id,
        token_endpoint_auth_method: 'none',
        grant_types: [...commonClient.grant_types, deviceGrant],
      }
    case 'fapi':
      return {
        client_id: setup.id,
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [setup.publicKey as never] },
        require_pushed_authorization_requests: true,
        dpop_bound_access_tokens: true,
        id_token_signed_response_alg: 'RS256',
      }
  }
}

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

const plain = { pushedAuthorizationRequests: { enabled: false }, dPoP: { enabled: false } }

function featuresOf(setup: Setup): Configuration['features'] {
  switch (setup.kind) {
    case 'fapi':
      return {
        pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
        dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 1), requireNonce: () => !setup.hasNoNonce },
      }
    case 'jarm':
      return { ...plain, jwtResponseModes: { enabled: true } }
    case 'device':
      return { ...plain, deviceFlow: { enabled: true } }
    case 'resource':
      return {
        ...plain,
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: (_context, resource) => {
            if (resource !== setup.resource) throw new errors.InvalidTarget()
            return { scope: 'openid profile', audience: resource, accessTokenFormat: 'jwt' }
          },
          useGrantedResource: () => false,
        },
      }
    case 'managed':
      return { ...plain, clientCredentials: { enabled: true } }
    default:
      return plain
  }
}
