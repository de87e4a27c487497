import type { OAuthSettings } from './models/oauth-settings.ts'
import type { Environment } from './models/registration.ts'
import { oauthLimits as limits } from './oauth-limits.ts'
import { ownParameters, secretParameter } from './own-parameters.ts'

/**
 * The fields of an OAuth 2 server that can't be used: it needs metadata or both endpoints, and a login address needs to be told where its
 * answer has the login.
 */
export function oauthFaultsOf(environment: Extract<Environment, { kind: 'oauth' }>): string[] {
  const { issuer, authorizationEndpoint, tokenEndpoint, loginAddress, settings } = environment
  const hasTyped = authorizationEndpoint !== undefined || tokenEndpoint !== undefined
  const isWithout = (endpoint: string | undefined) =>
    endpoint === undefined && (hasTyped || issuer === undefined)
  return [
    ...(isWithout(authorizationEndpoint) ? ['environment.authorizationEndpoint'] : []),
    ...(isWithout(tokenEndpoint) ? ['environment.tokenEndpoint'] : []),
    ...(settings.loginPath !== undefined && loginAddress === undefined ? ['environment.loginAddress'] : []),
    ...settingFaults(settings, loginAddress !== undefined).map((field) => `environment.settings.${field}`),
  ]
}

function settingFaults(settings: OAuthSettings, hasLoginAddress: boolean): (keyof OAuthSettings)[] {
  const { loginPath, codeSeconds, refreshLife } = settings
  const parameters = Object.entries(settings.authorizationParameters)
  const isPath = loginPath !== undefined && limits.loginPath.test(loginPath)
  return [
    ...(parameters.every(isParameter) ? [] : (['authorizationParameters'] as const)),
    ...(isPath || (loginPath === undefined && !hasLoginAddress) ? [] : (['loginPath'] as const)),
    ...(codeSeconds === undefined || isWhole(codeSeconds, limits.mostCodeSeconds)
      ? []
      : (['codeSeconds'] as const)),
    ...(refreshLife === undefined || isWhole(refreshLife.days, limits.mostRefreshDays)
      ? []
      : (['refreshLife'] as const)),
  ]
}

function isParameter([name, value]: [name: string, value: string]): boolean {
  const isOurs = ownParameters.includes(name) || secretParameter.test(name)
  return limits.parameterName.test(name) && !isOurs && value.length <= limits.mostParameterCharacters
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most
}
