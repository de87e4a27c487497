import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

export interface CertifiedIssuer {
  issuer: string
  close(): Promise<void>
}

/**
 * `oidc-provider`, the certified server: PKCE required, refresh tokens rotated and one-use, revocation on. Its own development pages ask
 * for any login and for consent. One confidential native client, whose redirect is `/callback` on any loopback port.
 */
export async function startCertifiedIssuer(client: { id: string; secret: string }): Promise<CertifiedIssuer> {
  let provider: Provider | null = null
  const server: Server = createServer((request, response) => {
    void provider?.callback()(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback'],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    features: { revocation: { enabled: true }, devInteractions: { enabled: true } },
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `${id} of the desk`, email: `${id}@example.com` }),
    }),
    cookies: { keys: ['a key for tests'] },
  })
  return {
    issuer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
