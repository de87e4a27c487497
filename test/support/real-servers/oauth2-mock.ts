import { OAuth2Server } from 'oauth2-mock-server'
import type { RealServer } from './real-server.ts'

/** oauth2-mock-server: answers with an empty HTML body to a revocation, and takes any client and any token. */
export async function startOAuth2Mock(): Promise<RealServer> {
  const server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  await server.start(0, '127.0.0.1')
  return {
    issuer: server.issuer.url ?? '',
    clientId: 'desk',
    // It announces `none` as its only method of client authentication.
    clientSecret: '',
    scopes: ['openid', 'offline_access'],
    canRevoke: true,
    approve: async (url) => {
      const answer = await fetch(url, { redirect: 'manual' })
      return answer.headers.get('location') ?? `no redirect: ${answer.status}`
    },
    close: () => server.stop(),
  }
}
