import { oauthSettings } from './models/oauth-settings.ts'
import type { Environment } from './models/registration.ts'
import { ownParameters } from './own-parameters.ts'

/**
 * The fields of an OAuth 2 server that can't be used: it needs metadata or both endpoints, and a login address needs to be told where its
 * answer has the login.
 */
export function oauthFaultsOf(environment: Extract<Environment, { kind: 'oauth' }>): string[] {
  const { issuer, authorizationEndpoint, tokenEndpoint, loginAddress, settings } = environment
  const hasTyped = authorizationEndpoint !== undefined || tokenEndpoint !== undefined
  const isWithout = (endpoint: string | undefined) =>
    endpoint === undefined && (hasTyped || issuer === undefined)
  const parsed = oauthSettings.safeParse(settings)
  return [
    ...(isWithout(authorizationEndpoint) ? ['environment.authorizationEndpoint'] : []),
    ...(isWithout(tokenEndpoint) ? ['environment.tokenEndpoint'] : []),
    ...(settings.loginPath !== undefined && loginAddress === undefined ? ['environment.loginAddress'] : []),
    ...(settings.loginPath === undefined && loginAddress !== undefined
      ? ['environment.settings.loginPath']
      : []),
    ...(Object.keys(settings.authorizationParameters).some((name) => ownParameters.includes(name))
      ? ['environment.settings.authorizationParameters']
      : []),
    ...(parsed.success
      ? []
      : parsed.error.issues.map(({ path }) => `environment.settings.${path[0] as string}`)),
  ]
}
