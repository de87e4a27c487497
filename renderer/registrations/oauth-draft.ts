import type { OAuthSettings } from '../../shared/models/oauth-settings.ts'

/** The entries of the form for an OAuth 2 server without OpenID, as typed. */
export interface OAuthDraft {
  clientAuthentication: OAuthSettings['clientAuthentication']
  hasPkce: boolean
  scopeSeparator: OAuthSettings['scopeSeparator']
  /** `name=value`, one a line. */
  authorizationParameters: string
  loginPath: string
  codeSeconds: string
  refreshDays: string
  refreshFrom: 'authorization' | 'refresh'
  /** The preset that filled in the form; empty for none. */
  preset: string
}

export const emptyOAuthDraft: OAuthDraft = {
  clientAuthentication: 'basic',
  hasPkce: true,
  scopeSeparator: ' ',
  authorizationParameters: '',
  loginPath: '',
  codeSeconds: '',
  refreshDays: '',
  refreshFrom: 'authorization',
  preset: '',
}

export function oauthDraftOf(settings: OAuthSettings): OAuthDraft {
  const { clientAuthentication, hasPkce, scopeSeparator, authorizationParameters } = settings
  const { loginPath, codeSeconds, refreshLife, preset } = settings
  return {
    clientAuthentication,
    hasPkce,
    scopeSeparator,
    authorizationParameters: Object.entries(authorizationParameters)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
    loginPath: loginPath ?? '',
    codeSeconds: codeSeconds === undefined ? '' : String(codeSeconds),
    refreshDays: refreshLife === undefined ? '' : String(refreshLife.days),
    refreshFrom: refreshLife?.from ?? 'authorization',
    preset: preset ?? '',
  }
}

/** An entry that is not a number becomes one that `faultsOf` refuses. */
export function settingsOf(draft: OAuthDraft): OAuthSettings {
  const { clientAuthentication, hasPkce, scopeSeparator, loginPath, codeSeconds, refreshDays } = draft
  return {
    clientAuthentication,
    hasPkce,
    scopeSeparator,
    authorizationParameters: parametersIn(draft.authorizationParameters),
    ...(loginPath.trim() === '' ? {} : { loginPath: loginPath.trim() }),
    ...(codeSeconds.trim() === '' ? {} : { codeSeconds: Number(codeSeconds) }),
    ...(refreshDays.trim() === ''
      ? {}
      : { refreshLife: { days: Number(refreshDays), from: draft.refreshFrom } }),
    ...(draft.preset === '' ? {} : { preset: draft.preset }),
  }
}

function parametersIn(typed: string): Record<string, string> {
  const pairs = typed
    .split('\n')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=')
      return equals === -1 ? [pair, ''] : [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]
    }),
  )
}
