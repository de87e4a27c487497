import { institutionKinds } from '../../../../shared/institution-kinds.ts'
import type { Permission } from '../../../../shared/models/connection.ts'
import type { Protections } from '../../../../shared/models/registration.ts'
import { clientMethods } from '../model/client-methods.ts'
import type { ProfileInput } from '../model/kind.ts'
import type { Profile } from '../model/profile.ts'

/**
 * Any OpenID Connect issuer with discovery. Its permissions are by default the standard's own scopes (OpenID Connect Core section 5.4); other
 * scopes are shown by name. The standard has no account data.
 */
export function openidProfile(
  issuer: string,
  client: Protections & { has: ProfileInput['credential']; resource?: string | undefined },
  {
    allowLoopbackHttp,
    permissionOfScope = institutionKinds.openid.permissionOfScope ?? {},
  }: { allowLoopbackHttp: boolean; permissionOfScope?: Readonly<Record<string, Permission>> },
) {
  return {
    server: {
      issuer,
      metadata: 'discover' as const,
      clientAuthentication: clientMethods(client.has, 'client_secret_basic'),
      authorizationParameters: {},
      sendsNonce: true,
      pushesRequests: client.pushesRequests,
      bindsTokens: client.bindsTokens,
      signsAnswers: client.signsAnswers,
      postsAnswers: client.postsAnswers,
      managesGrants: client.managesGrants,
      resource: client.resource,
      allowLoopbackHttp,
    },
    revokesAccessTokens: true,
    permissionsGranted: (_claims, scopes) =>
      scopes
        .flatMap((scope) => (Object.hasOwn(permissionOfScope, scope) ? [permissionOfScope[scope]] : []))
        .filter((permission) => permission !== undefined),
    signedInAs: (claims) =>
      [claims['name'], claims['preferred_username'], claims['email'], claims['sub']]
        .find((value): value is string => typeof value === 'string' && value !== '')
        ?.slice(0, 200) ?? '',
    consentId: () => null,
  } satisfies Profile<unknown>
}
