/** Limits of the settings of an OAuth 2 server, for the schema and for the form, which does not include the schema library. */
export const oauthLimits = {
  parameterName: /^[\w.-]{1,100}$/,
  mostParameterCharacters: 500,
  /** `user.login` or `logins.0.id`. */
  loginPath: /^[\w-]+(\.[\w-]+)*$/,
  mostPathCharacters: 200,
  mostCodeSeconds: 3600,
  mostRefreshDays: 3650,
} as const
