import type { Permission } from '../../../shared/models.ts'
import type { Profile } from './profile.ts'

const permissionOfScope: Record<string, Permission> = { profile: 'identity', email: 'email' }

/**
 * Any OpenID Connect issuer with discovery. What it lets us read is what the standard's own scopes name (OpenID Connect Core
 * section 5.4); other scopes are shown by their names. There is no account data that every issuer would share.
 */
export function openidProfile(
  issuer: string,
  client: { hasSecret: boolean },
  options: { allowLoopbackHttp: boolean },
) {
  const authentication = client.hasSecret ? ('client_secret_basic' as const) : ('none' as const)
  return {
    server: {
      issuer,
      metadata: 'discover' as const,
      clientAuthentication: {
        exchange: authentication,
        refresh: authentication,
        revoke: authentication,
      },
      authorizationParameters: {},
      sendsNonce: true,
      allowLoopbackHttp: options.allowLoopbackHttp,
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
