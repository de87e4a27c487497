import type { EnvironmentOf, InstitutionKind } from '../model/kind.ts'
import { oauthProfile } from './profile.ts'

export const oauthKinds = {
  oauth: {
    authorizationHosts: ({ issuer, authorizationEndpoint, tokenEndpoint }) => [
      ...new Set(hostsOf([issuer, authorizationEndpoint, tokenEndpoint])),
    ],
    addresses: ({ issuer, authorizationEndpoint, tokenEndpoint, revocationEndpoint, loginAddress }) =>
      [issuer, authorizationEndpoint, tokenEndpoint, revocationEndpoint, loginAddress].filter(
        (address) => address !== undefined,
      ),
    profile: ({ environment, credential, protections, allowLoopbackHttp }) =>
      oauthProfile(environment, { ...protections, has: credential }, { allowLoopbackHttp }),
  } satisfies InstitutionKind<EnvironmentOf<'oauth'>>,
}

function hostsOf(addresses: (string | undefined)[]): string[] {
  return addresses.flatMap((address) => (address === undefined ? [] : [new URL(address).host]))
}
