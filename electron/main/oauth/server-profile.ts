import type { AuthorizationDetails } from '../../../shared/models/authorization-details.ts'

/** How the client authenticates at one endpoint (RFC 6749 section 2.3.1). */
export type ClientAuthentication =
  | 'none'
  | 'client_secret_post'
  | 'client_secret_basic'
  /** `id:secret` in base64 without the form-encoding that the RFC requires, as Akoya documents. */
  | 'client_secret_basic_unencoded'
  /** A signed JWT instead of a secret (RFC 7523 section 2.2). */
  | 'private_key_jwt'
  /** The client certificate (RFC 8705 section 2), of an authority or self-signed. */
  | 'certificate'

/** A token endpoint's response, before the strict library reads it. */
export interface TokenAnswer {
  status: number
  body: unknown
}

/** What the protocol must know of an authorization server. Plain data and pure functions; made by a profile in institutions/. */
export interface ServerProfile {
  /** Compared exactly with `iss`. */
  issuer: string
  /** `discover`: OpenID Discovery, else RFC 8414, at the issuer. */
  metadata:
    | 'discover'
    | {
        authorization_endpoint: string
        token_endpoint: string
        revocation_endpoint?: string
        jwks_uri?: string
      }
  clientAuthentication: {
    exchange: ClientAuthentication
    refresh: ClientAuthentication
    revoke: ClientAuthentication
  }
  /** Sent with every authorization request, such as Akoya's `connector`. */
  authorizationParameters: Record<string, string>
  /** False if nonce is undocumented: whether it should come back would then be unknown. */
  sendsNonce: boolean
  /**
   * OAuth 2 without OpenID Connect: an answer without an ID token is complete, and one that comes all the same is not read. Who signed in
   * is told by another address, or by the user.
   */
  isPlainOAuth?: boolean
  /** False: the server does not know PKCE. It is sent if the metadata announces it. */
  hasPkce?: boolean
  /** Between scopes, where it is not a space. */
  scopeSeparator?: ' ' | ','
  /** Converts a non-standard token response to the standard shape (RFC 6749 section 5). */
  adaptTokenAnswer?: (grantType: string, answer: TokenAnswer) => TokenAnswer
  /** Protections to use if the metadata announces them. */
  pushesRequests?: boolean
  bindsTokens?: boolean
  signsAnswers?: boolean
  postsAnswers?: boolean
  managesGrants?: boolean
  /** Requested with each link (RFC 9396 section 2). */
  authorizationDetails?: AuthorizationDetails | undefined
  /** The resource that tokens are for, if the server requires it (RFC 8707 section 2). */
  resource?: string | undefined
  /** Says who signed in, for the access token: shown the client certificate too. */
  loginAddress?: string | undefined
  /** Accept http:// endpoints on a loopback address, for the built-in sandbox and tests. */
  allowLoopbackHttp: boolean
}
