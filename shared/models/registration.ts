import { z } from 'zod'
import { authorizationDetails } from './authorization-details.ts'
import { id, ms, name } from './basics.ts'
import { oauthSettings } from './oauth-settings.ts'

/**
 * Where the authorization server redirects to:
 * - `loopback`: 127.0.0.1 at any free port; each registration has its own path, which distinguishes its responses
 * - `fixed`: one registered host, port and path on this computer
 * - `relay`: a public https page that forwards to this computer
 * - `paste`: any https address; the user copies it from the browser
 */
export const redirectMode = z.discriminatedUnion('mode', [
  z.object({
    mode: z.literal('loopback'),
    path: z
      .string()
      .regex(/^(\/[A-Za-z0-9_-]{1,40}){1,3}$/)
      .optional(),
  }),
  z.object({ mode: z.literal('fixed'), uri: z.string().max(500) }),
  z.object({ mode: z.literal('relay'), uri: z.string().max(500) }),
  z.object({ mode: z.literal('paste'), uri: z.string().max(500) }),
])
export type RedirectMode = z.infer<typeof redirectMode>

/** A registration's servers. `mikomo` is the built-in sandbox, which the user can't add. */
export const environment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mikomo') }),
  z.object({ kind: z.literal('akoya-sandbox') }),
  z.object({ kind: z.literal('akoya-production') }),
  z.object({
    kind: z.literal('akoya-hosts'),
    /** Base URL of `/auth`, `/token`, `/revoke`. */
    authorizationBase: z.string().max(500),
    /** Base URL of the data products. */
    dataBase: z.string().max(500),
    /** The `iss` of its ID tokens. */
    issuer: z.string().max(500),
  }),
  z.object({
    kind: z.literal('fdx'),
    issuer: z.string().max(500),
    /** Base URL of the data, with the version: `https://api.bank.example/fdx/v6`. */
    dataBase: z.string().max(500),
    resource: z.string().max(500).optional(),
  }),
  z.object({
    kind: z.literal('openid'),
    issuer: z.string().max(500),
    /** The resource that tokens are for, where the server requires it (RFC 8707). */
    resource: z.string().max(500).optional(),
  }),
  z.object({
    kind: z.literal('oauth'),
    /** Where RFC 8414 metadata is. Not needed with typed endpoints, except for the `iss` of a server that sends one. */
    issuer: z.string().max(500).optional(),
    authorizationEndpoint: z.string().max(500).optional(),
    tokenEndpoint: z.string().max(500).optional(),
    revocationEndpoint: z.string().max(500).optional(),
    /** Returns JSON that says who signed in, for the access token. */
    loginAddress: z.string().max(500).optional(),
    resource: z.string().max(500).optional(),
    settings: oauthSettings,
  }),
])
export type Environment = z.infer<typeof environment>

/** A JSON Web Key (RFC 7517). */
export const jwk = z.object({
  kty: z.string(),
  crv: z.string().optional(),
  x: z.string().optional(),
  y: z.string().optional(),
  kid: z.string().optional(),
  alg: z.string().optional(),
  use: z.string().optional(),
})
export type JWK = z.infer<typeof jwk>

/** What is shown of a client certificate (RFC 8705). It and its private key are only in the keychain. */
export const certificateFacts = z.object({
  subject: z.string().max(500),
  issuer: z.string().max(500),
  validFromMs: ms,
  validUntilMs: ms,
  /** SHA-256, hexadecimal. */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  isSelfSigned: z.boolean(),
})
export type CertificateFacts = z.infer<typeof certificateFacts>

/** Of a registration. Where it does not authenticate the client, a secret or a key does, and it only binds tokens. */
const clientCertificateFacts = certificateFacts.extend({ authenticates: z.boolean() })
export type ClientCertificateFacts = z.infer<typeof clientCertificateFacts>

/** Our client at the service APIs of a hub, and the app there whose subscriptions count. Its secret is only in the keychain. */
const hubCredentials = z.object({ clientId: z.string().max(500), appId: z.string().max(200) })
export type HubCredentials = z.infer<typeof hubCredentials>

/** A file with a certificate that the main process holds until a registration is saved with it. */
export const certificateOffer = z.object({ id, needsPassword: z.boolean() })
export type CertificateOffer = z.infer<typeof certificateOffer>

/** Protections that are used only if the server's metadata announces them. */
export const protections = z.object({
  /** Pushed authorization requests: the browser carries only a reference (RFC 9126). */
  pushesRequests: z.boolean(),
  /** DPoP: tokens are bound to a key on this computer (RFC 9449). */
  bindsTokens: z.boolean(),
  /** JARM: the server signs the authorization response. */
  signsAnswers: z.boolean(),
  /** `form_post`: the response is not in an address, so browser histories do not contain the code. */
  postsAnswers: z.boolean(),
  /** Grant Management for OAuth 2.0: queries and revokes the institution's record of the grant. */
  managesGrants: z.boolean(),
})
export type Protections = z.infer<typeof protections>

export const registration = z.object({
  id,
  name,
  environment,
  clientId: z.string(),
  hasSecret: z.boolean(),
  /** For client authentication with a key; null for a secret or a public client. */
  publicKey: jwk.nullable(),
  certificate: clientCertificateFacts.optional(),
  /** Requested with each link (RFC 9396). Absent for none. */
  authorizationDetails: authorizationDetails.optional(),
  hub: hubCredentials.optional(),
  protections,
  scopes: z.array(z.string()),
  redirect: redirectMode,
  /** Reads full account and routing numbers when asked for, where the institution grants them. */
  readsNumbers: z.boolean(),
  createdAtMs: ms,
})
export type Registration = z.infer<typeof registration>

/** Input to add or change a registration. `clientSecret` is never sent back: absent keeps it, '' removes it. */
export const registrationInput = z.object({
  name,
  environment,
  clientId: z.string().trim().min(1).max(500),
  clientSecret: z.string().max(4000).optional(),
  /** `key`: generated on this computer, instead of a secret. `certificate`: the client certificate alone. */
  authentication: z.enum(['secret', 'key', 'certificate']).optional(),
  /** A certificate that was read. Absent keeps the one there is, null removes it. */
  certificateId: id.nullable().optional(),
  authorizationDetails: authorizationDetails.optional(),
  /** Absent: unchanged, or all for a new registration. */
  protections: protections.optional(),
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).max(50),
  redirect: redirectMode,
  /** Absent: unchanged, or off for a new registration. */
  readsNumbers: z.boolean().optional(),
})
export type RegistrationInput = z.infer<typeof registrationInput>

const issuerSupports = [
  'refresh',
  'revocation',
  'pkce',
  'key',
  'certificate',
  'bindsToCertificate',
  'device',
  'pushesRequests',
  'bindsTokens',
  'signsAnswers',
  'postsAnswers',
  'managesGrants',
] as const
export type IssuerSupport = (typeof issuerSupports)[number]

/** What an issuer's metadata announces. */
export const issuerReport = z.object({
  supports: z.record(z.enum(issuerSupports), z.boolean()),
  /** The scopes that it lists; none if it lists none. */
  scopes: z.array(z.string().max(100)).max(100),
})
export type IssuerReport = z.infer<typeof issuerReport>
