import { z } from 'zod'
import { id, ms, name } from './basics.ts'

/**
 * How the answer comes back:
 * - `loopback`: to 127.0.0.1 at any free port; each registration has a path of its own, which tells its answers from another's
 * - `fixed`: to one registered host, port and path on this computer
 * - `relay`: to a public https page that hands it on to this computer
 * - `paste`: to any https address; the person copies it from the browser
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

/** Where a registration's authorization server is. `mikomo` is the built-in sandbox; it can't be added by hand. */
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
    kind: z.literal('openid'),
    issuer: z.string().max(500),
    /** What the tokens are for, where the server wants that said (RFC 8707). */
    resource: z.string().max(500).optional(),
  }),
])
export type Environment = z.infer<typeof environment>

/** A key as JSON (RFC 7517). */
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

/** Protections that are used where the server's metadata announces them. */
export const protections = z.object({
  /** The request goes to the server directly, and the browser carries only a reference to it (RFC 9126). */
  pushesRequests: z.boolean(),
  /** Tokens are bound to a key of this computer (RFC 9449). */
  bindsTokens: z.boolean(),
  /** The answer that the browser carries is signed by the server (JARM). */
  signsAnswers: z.boolean(),
  /** The browser brings the answer as a form and not in an address, so that no history keeps the code. */
  postsAnswers: z.boolean(),
  /** The institution's own record of the grant is named, asked and ended (Grant Management for OAuth 2.0). */
  managesGrants: z.boolean(),
})
export type Protections = z.infer<typeof protections>

export const registration = z.object({
  id,
  name,
  environment,
  clientId: z.string(),
  hasSecret: z.boolean(),
  /** The public half of the key that shows who we are; null where a secret does, or nothing. */
  publicKey: jwk.nullable(),
  protections,
  scopes: z.array(z.string()),
  redirect: redirectMode,
  createdAtMs: ms,
})
export type Registration = z.infer<typeof registration>

/** What a person types to add or change a registration. `clientSecret` travels in, never out; absent means keep, '' means none. */
export const registrationInput = z.object({
  name,
  environment,
  clientId: z.string().trim().min(1).max(500),
  clientSecret: z.string().max(4000).optional(),
  /** `key`: one made on this computer takes the place of a secret. */
  authentication: z.enum(['secret', 'key']).optional(),
  /** Absent: as before, or all. */
  protections: protections.optional(),
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).max(50),
  redirect: redirectMode,
})
export type RegistrationInput = z.infer<typeof registrationInput>
