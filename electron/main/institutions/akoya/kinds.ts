import type { EnvironmentOf, InstitutionKind } from '../model/kind.ts'
import { akoyaProfile, type AkoyaHosts } from './profile.ts'

/** @see Akoya page "Introduction to OAuth 2", "Service token", "Apps Management v2", and the OpenAPI `servers` */
const akoyaSandbox: AkoyaHosts = {
  authorizationBase: 'https://sandbox-idp.ddp.akoya.com',
  dataBase: 'https://sandbox-products.ddp.akoya.com',
  issuer: 'https://sandbox-idp.ddp.akoya.com/',
  hub: {
    tokenEndpoint: 'https://sandbox-sts.ddp.akoya.com/oauth2/token',
    apiBase: 'https://sandbox-api.akoya.com',
  },
}

export const akoyaProduction: AkoyaHosts = {
  authorizationBase: 'https://idp.ddp.akoya.com',
  dataBase: 'https://products.ddp.akoya.com',
  issuer: 'https://idp.ddp.akoya.com/',
  hub: { tokenEndpoint: 'https://sts.ddp.akoya.com/oauth2/token', apiBase: 'https://api.akoya.com' },
}

export const akoyaKinds = {
  'akoya-sandbox': kindAt<EnvironmentOf<'akoya-sandbox'>>(() => akoyaSandbox),
  'akoya-production': kindAt<EnvironmentOf<'akoya-production'>>(() => akoyaProduction),
  'akoya-hosts': kindAt<EnvironmentOf<'akoya-hosts'>>((environment) => environment),
}

function kindAt<E>(hostsOf: (environment: E) => AkoyaHosts) {
  return {
    authorizationHosts: (environment) => {
      const { authorizationBase, issuer } = hostsOf(environment)
      return [authorizationBase, issuer].map((address) => new URL(address).host)
    },
    addresses: (environment) => {
      const { authorizationBase, dataBase } = hostsOf(environment)
      return [authorizationBase, dataBase]
    },
    profile: ({ environment, connector, allowLoopbackHttp }) =>
      akoyaProfile(hostsOf(environment), connector, { allowLoopbackHttp }),
  } satisfies InstitutionKind<E>
}
