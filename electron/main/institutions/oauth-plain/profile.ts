import type { Protections } from '../../../../shared/models/registration.ts'
import { clientMethods } from '../model/client-methods.ts'
import type { EnvironmentOf, ProfileInput } from '../model/kind.ts'
import type { Profile } from '../model/profile.ts'
import { readLogin } from './read-login.ts'

type OAuthEnvironment = EnvironmentOf<'oauth'>

const secretMethods = {
  basic: 'client_secret_basic',
  basic_unencoded: 'client_secret_basic_unencoded',
  post: 'client_secret_post',
} as const

/**
 * Any OAuth 2 server without OpenID Connect: endpoints as typed, or from its metadata (RFC 8414). The registration's settings say how it
 * differs. Its scopes are shown by name, and nothing of its data is read.
 */
export function oauthProfile(
  environment: OAuthEnvironment,
  client: Protections & { has: ProfileInput['credential'] },
  { allowLoopbackHttp }: { allowLoopbackHttp: boolean },
) {
  const { settings, loginAddress, resource } = environment
  const { loginPath } = settings
  return {
    server: {
      ...endpointsOf(environment),
      isPlainOAuth: true,
      hasPkce: settings.hasPkce,
      scopeSeparator: settings.scopeSeparator,
      clientAuthentication: clientMethods(client.has, secretMethods[settings.clientAuthentication]),
      authorizationParameters: settings.authorizationParameters,
      sendsNonce: false,
      adaptTokenAnswer: withoutIdToken,
      pushesRequests: client.pushesRequests,
      // A bound token (RFC 9449) needs a proof with every call, which scripts can't make.
      bindsTokens: false,
      signsAnswers: client.signsAnswers,
      postsAnswers: client.postsAnswers,
      managesGrants: client.managesGrants,
      resource,
      loginAddress,
      allowLoopbackHttp,
    },
    revokesAccessTokens: true,
    permissionsGranted: () => [],
    signedInAs: () => '',
    consentId: () => null,
    ...(loginAddress === undefined || loginPath === undefined
      ? {}
      : { readLogin: (context) => readLogin(context, loginAddress, loginPath) }),
  } satisfies Profile<unknown>
}

/** Without metadata, a server that sends no `iss` has no issuer: the origin of its authorization endpoint stands for it. */
function endpointsOf({ issuer, authorizationEndpoint, tokenEndpoint, revocationEndpoint }: OAuthEnvironment) {
  if (authorizationEndpoint === undefined || tokenEndpoint === undefined) {
    return { issuer: issuer ?? '', metadata: 'discover' as const }
  }
  return {
    issuer: issuer ?? new URL(authorizationEndpoint).origin,
    metadata: {
      authorization_endpoint: authorizationEndpoint,
      token_endpoint: tokenEndpoint,
      ...(revocationEndpoint === undefined ? {} : { revocation_endpoint: revocationEndpoint }),
    },
  }
}

/** Some send one although `openid` was not requested. It is an unknown member then, and ignored (RFC 6749 section 5.1). */
function withoutIdToken(_grantType: string, answer: { status: number; body: unknown }) {
  const { body } = answer
  if (typeof body !== 'object' || body === null || !('id_token' in body)) return answer
  const { id_token: _ignored, ...rest } = body
  return { ...answer, body: rest }
}
