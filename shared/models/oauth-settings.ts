import { z } from 'zod'
import { oauthLimits as limits } from '../oauth-limits.ts'

/**
 * How an OAuth 2 server without OpenID Connect differs from others. Each is a fact about one server, as its documentation states it:
 * none of them leaves out a check.
 */
export const oauthSettings = z.object({
  /**
   * How the client sends its secret (RFC 6749 section 2.3.1). `basic_unencoded`: id and secret without the form encoding that the RFC
   * requires. Without a secret it is a public client.
   */
  clientAuthentication: z.enum(['basic', 'basic_unencoded', 'post']),
  /** False: the server does not know PKCE (RFC 7636). It is sent all the same if the metadata announces it. */
  hasPkce: z.boolean(),
  /** Between scopes. RFC 6749 section 3.3 has a space. */
  scopeSeparator: z.enum([' ', ',']),
  /** Sent with each authorization request. */
  authorizationParameters: z.record(
    z.string().regex(limits.parameterName),
    z.string().max(limits.mostParameterCharacters),
  ),
  /** Where the JSON of the login address says who signed in, such as `user.login` or `logins.0.id`. Absent: the user names the login. */
  loginPath: z.string().regex(limits.loginPath).max(limits.mostPathCharacters).optional(),
  /** For how many seconds a code can be exchanged. Absent: unknown. */
  codeSeconds: z.int().min(1).max(limits.mostCodeSeconds).optional(),
  /** How long refresh tokens work, and from when that is counted. Absent: unknown, or as long as the consent. */
  refreshLife: z
    .object({ days: z.int().min(1).max(limits.mostRefreshDays), from: z.enum(['authorization', 'refresh']) })
    .optional(),
  /** The preset that the registration was started from. */
  preset: z.string().max(60).optional(),
})
export type OAuthSettings = z.infer<typeof oauthSettings>
