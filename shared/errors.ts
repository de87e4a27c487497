import { z } from 'zod'

/** Every failure that the window can show. `renderer/text/error-messages.ts` has a message for each, which the compiler checks. */
export const errorCodes = [
  // Calls
  'internal',
  'closing',
  'invalid_input',
  'sender_refused',
  'not_found',
  'name_taken',
  'registration_in_use',
  'redirect_shared',
  'institution_in_use',

  // Redirect and browser
  'already_linking',
  'disclosure_changed',
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

  // Responses of authorization and data servers
  'client_rejected',
  'client_authentication_unsupported',
  'certificate_unusable',
  'certificate_expired',
  'signing_key_missing',
  'code_rejected',
  'redirect_rejected',
  'request_refused',
  'answer_invalid',
  'endpoint_gone',
  'id_token_invalid',
  'login_unknown',
  'login_unreadable',
  'issuer_mismatch',
  'discovery_failed',
  'endpoint_insecure',
  'endpoint_ambiguous',
  'endpoint_foreign',
  'keys_missing',
  'grant_ended',
  'no_refresh_token',
  'refresh_token_expired',
  'refresh_refused',
  'answer_lost',
  'bearer_rejected',
  'not_subscribed',
  'numbers_off',
  'data_unavailable',
  'document_refused',
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
  'link_unclaimed',
  'client_secret_missing',
  'other_sign_in',

  // This computer
  'keychain_unavailable',
  'keychain_locked',
  'keychain_denied',
  'keychain_timeout',
  'disk_full',
  'data_unwritable',
  'data_in_use',
  'file_unwritable',
  'file_unreadable',
  'setup_unreadable',
  'file_gone',
  'database_newer',
  'database_damaged',
  'database_missing',
  'row_damaged',
  'data_of_another_app',
  'sandbox_unavailable',

  // Datasets
  'dataset_gone',
  'dataset_not_ours',
  'dataset_newer',
  'dataset_damaged',
  'dataset_in_use',
  'dataset_on_share',
  'dataset_taken',
  'answer_partial',
  'answer_endless',
  'account_gone',
  'run_interrupted',

  // The team's database
  'team_unreachable',
  'team_tls_missing',
  'team_tls_required',
  'team_certificate_refused',
  'team_sign_in_refused',
  'team_scram_required',
  'team_secret_missing',
  'team_database_missing',
  'team_not_ours',
  'team_rights_missing',
  'team_read_only',
  'team_disk_full',
  'team_server_old',
  'team_encoding',
  'team_tables_old',
  'team_tables_newer',
  'team_copy_newer',
  'team_sees_everything',
  'team_file_refused',
  'team_refused',

  // Updates
  'update_feed_insecure',
  'update_feed_missing',
  'update_feed_unreadable',
  'update_untrusted',
  'update_damaged',
  'update_place_unwritable',
  'update_failed',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Facts for a sentence. Never a secret, a URL with a query, a path or SQL: serve.ts parses with this and removes everything else. */
const failureDetail = z
  .object({
    /** Host name of the server, without path or query. */
    host: z.string().max(253),
    port: z.int(),
    /** Host and port of the proxy. */
    proxy: z.string().max(300),
    /** False: no connection was made, so the request was not sent. */
    wasSent: z.boolean(),
    /** When the server's certificate or the client's expired, or begins to be valid; milliseconds UTC. */
    expiredAtMs: z.int(),
    /** The redirect URI to register. Never contains a query. */
    redirectUri: z.string().max(2000),
    /** HTTP status of the response. */
    status: z.int(),
    /** The protocol's error code, such as `access_denied` (RFC 6749 section 4.1.2.1). */
    error: z.string().max(80),
    /** When to try again, milliseconds UTC. */
    untilMs: z.int(),
    /** Schema version of a database that a newer Mooring wrote. */
    version: z.int(),
    /** System error code, such as `EACCES` or `CERT_HAS_EXPIRED`. */
    cause: z.string().max(80),
    /** Akoya's `x-akoya-interaction-id` of the failed call, for support. */
    interactionId: z.string().max(100),
    /** The request may have succeeded although no response came: the token may be spent. */
    isPossiblySpent: z.boolean(),
    /** The login that signed in, and the one that was expected. */
    login: z.string().max(200),
    expectedLogin: z.string().max(200),
    /** The refused field of an input. */
    field: z.string().max(80),
  })
  .partial()

export type FailureDetail = z.infer<typeof failureDetail>

export const failure = z.object({ code: z.enum(errorCodes), detail: failureDetail })

export type Failure = z.infer<typeof failure>
