import type { EnvironmentOf, InstitutionKind } from '../model/kind.ts'
import { openidProfile } from './profile.ts'

export const openidKinds = {
  openid: {
    authorizationHosts: ({ issuer }) => [new URL(issuer).host],
    addresses: ({ issuer }) => [issuer],
    profile: ({ environment: { issuer, resource }, credential, protections, allowLoopbackHttp }) =>
      openidProfile(issuer, { has: credential, resource, ...protections }, { allowLoopbackHttp }),
  } satisfies InstitutionKind<EnvironmentOf<'openid'>>,
}
