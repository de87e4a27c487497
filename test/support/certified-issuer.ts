import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type ClientMetadata, type Configuration } from 'oidc-provider'
import type { JWK } from '../../shared/models.ts'

export interface CertifiedIssuer {
  issuer: string
  /** What each endpoint was asked, in order: `POST /token`. */
  asked: string[]
  close(): Promise<void>
}

/** How the server is set up; `public` has no secret, `fapi` demands pushed requests, bound tokens and a key. */
export type Setup =
  | { kind: 'confidential'; id: string; secret: string }
  | { kind: 'public'; id: string }
  | { kind: 'fapi'; id: string; publicKey: JWK }
  | { kind: 'jarm'; id: string; secret: string }

/**
 * `oidc-provider`, the certified server: PKCE required, refresh tokens rotated and one-use, revocation on. Its own development pages ask
 * for any login and for consent. One native client, whose redirect is on any loopback port.
 */
export async function startCertifiedIssuer(
  setup: Setup,
  redirectUri = 'http://127.0.0.1/callback',
): Promise<CertifiedIssuer> {
  let provider: Provider | null = null
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    asked.push(`${request.method} ${new URL(request.url ?? '', 'http://x').pathname}`)
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
  })
  return {
    issuer,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const commonClient = {
  application_type: 'native' as const,
  grant_types: ['authorization_code', 'refresh_token'],
}

function clientOf(setup: Setup): ClientMetadata {
  switch (setup.kind) {
    case 'confidential':
    case 'jarm':
      return {
        client_id: setup.id,
        client_secret: setup.secret,
        token_endpoint_auth_method: 'client_secret_basic',
      }
    case 'public':
      return { client_id: setup.id, token_endpoint_auth_method: 'none' }
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

const plain = { pushedAuthorizationRequests: { enabled: false }, dPoP: { enabled: false } }

function featuresOf({ kind }: Setup): Configuration['features'] {
  switch (kind) {
    case 'fapi':
      return {
        pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
        dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 1), requireNonce: () => true },
      }
    case 'jarm':
      return { ...plain, jwtResponseModes: { enabled: true } }
    default:
      return plain
  }
}
