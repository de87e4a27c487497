import { akoyaProfile } from '../akoya/profile.ts'
import type { EnvironmentOf, InstitutionKind } from '../model/kind.ts'

/** The built-in institution uses Akoya's protocol, including the exact comparison of redirect URIs. */
export const mikomoKinds = {
  mikomo: {
    authorizationHosts: () => [],
    addresses: () => [],
    profile: async ({ connector, openBuiltIn }) => {
      const server = await openBuiltIn()
      const { baseUrl, issuer } = server
      const hub = { tokenEndpoint: `${baseUrl}/oauth2/token`, apiBase: baseUrl }
      const hosts = { authorizationBase: baseUrl, dataBase: baseUrl, issuer, hub }
      return {
        ...akoyaProfile(hosts, connector, { allowLoopbackHttp: true }),
        registerRedirect: (clientId: string, redirectUri: string) =>
          server.allowRedirectUri(clientId, redirectUri),
      }
    },
  } satisfies InstitutionKind<EnvironmentOf<'mikomo'>>,
}
