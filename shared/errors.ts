import { z } from 'zod'

/** Every failure that the window can show. `renderer/text/error-messages.ts` has a message for each, which the compiler checks. */
export const errorCodes = [
  // Faults of a call
  'internal',
  'closing',
  'invalid_input',
  'sender_refused',
  'not_found',
  'name_taken',
  'registration_in_use',
  'institution_in_use',

  // The way to the browser and back
  'already_linking',
  'browser_unavailable',
  'port_in_use',
  'port_reserved',
  'paste_invalid',
  'link_cancelled',
  'link_timed_out',
  'device_code_expired',
  'link_interrupted',
  'consent_denied',
  'authorization_failed',

  // What an authorization or data server answered
  'client_rejected',
  'client_authentication_unsupported',
  'code_rejected',
  'redirect_rejected',
  'request_refused',
  'answer_invalid',
  'id_token_invalid',
  'issuer_mismatch',
  'discovery_failed',
  'endpoint_insecure',
  'endpoint_ambiguous',
  'endpoint_foreign',
  'keys_missing',
  'grant_ended',
  'refresh_refused',
  'answer_lost',
  'bearer_rejected',
  'not_subscribed',
  'revocation_unsupported',
  'revocation_refused',
  'revocation_token_lost',
  'revocation_unconfirmed',

  // Transport
  'offline',
  'timed_out',
  'tls_failed',
  'proxy_refused',
  'proxy_unreachable',
  'proxy_unsupported',
  'portal',
  'server_unavailable',
  'rate_limited',

  // Grants
  'not_active',
  'consent_expired',
  'secret_missing',
  'owner_unknown',
  'client_secret_missing',
  'other_sign_in',

  // This computer
  'keychain_unavailable',
  'keychain_locked',
  'keychain_denied',
  'keychain_timeout',
  'disk_full',
  'data_unwritable',
  'file_unwritable',
  'file_gone',
  'database_newer',
  'database_damaged',
  'database_missing',
  'row_damaged',
  'data_of_another_app',
  'sandbox_unavailable',

  // Newer versions of the app
  'update_feed_insecure',
  'update_feed_missing',
  'update_feed_unreadable',
  'update_untrusted',
  'update_damaged',
  'update_place_unwritable',
  'update_failed',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Facts a sentence may need. Never a secret, a URL with a query, a path or SQL: serve.ts parses with this and drops the rest. */
export const failureDetail = z
  .object({
    /** Host name of the server that was asked, without path or query. */
    host: z.string().max(253),
    port: z.int(),
    /** Host and port of the proxy in between. */
    proxy: z.string().max(300),
    /** False: no connection was made, so that the request did not leave. */
    wasSent: z.boolean(),
    /** When the server's certificate ended, milliseconds UTC. */
    expiredAtMs: z.int(),
    /** The redirect URI that has to be registered: it never carries a query. */
    redirectUri: z.string().max(2000),
    /** HTTP status of the answer. */
    status: z.int(),
    /** The protocol's own error word, such as `access_denied` (RFC 6749 section 4.1.2.1). */
    error: z.string().max(80),
    /** When it is worth trying again, milliseconds UTC. */
    untilMs: z.int(),
    /** Schema version found in a database that a newer Mooring wrote. */
    version: z.int(),
    /** System error word, such as `EACCES` or `CERT_HAS_EXPIRED`. */
    cause: z.string().max(80),
    /** What support asks for: Akoya's `x-akoya-interaction-id` of the call that failed. */
    interactionId: z.string().max(100),
    /** The request may have been done although no answer came: the token may be spent. */
    isPossiblySpent: z.boolean(),
    /** The field of an input that was refused. */
    field: z.string().max(80),
  })
  .partial()

export type FailureDetail = z.infer<typeof failureDetail>

export const failure = z.object({ code: z.enum(errorCodes), detail: failureDetail })

export type Failure = z.infer<typeof failure>
