import type { ErrorCode } from './errors.ts'

/** The consequences of a failure. The compiler requires traits for each code, as it requires a sentence. */
export interface ErrorTraits {
  /** Where the cause is, and so who can remove it. */
  fault:
    | 'mooring'
    | 'user'
    | 'computer'
    | 'keychain'
    | 'network'
    | 'registration'
    | 'institution'
    | 'update-feed'
  /** Temporary, often for less than a minute: the same request can be retried. */
  isTransient?: true
  /** Says nothing about other grants at the institution, which are refreshed as scheduled. */
  isOfOneGrant?: true
  /**
   * A refresh that fails with it ends the grant for Mooring.
   * - `at-institution`: the grant ended there too, and nothing is left to revoke
   * - `token-lost`: access may remain there, and Mooring can't revoke it
   * - `token-kept`: access may remain there, and Mooring can revoke it
   */
  endsGrant?: 'at-institution' | 'token-lost' | 'token-kept'
  /**
   * A revocation that fails with it is not retried automatically.
   * - `refused`: the institution does not support it or refuses it
   * - `given-up`: Mooring has no token for it, or has tried for long enough
   */
  endsRevocation?: 'refused' | 'given-up'
  /** The response to a request to end a whole grant: its tokens can still be revoked one by one. */
  isWholeGrantRefused?: true
  /**
   * The refresh token that was sent may be spent, although no new one came. A 4xx response other than 408 has spent nothing.
   * - `if-sent`: unless the request was not sent
   * - `if-200`, `unless-503`: by the status of the response
   *
   * @see RFC 6749 section 6: the server may have issued a new refresh token and discarded the old one
   */
  spendsToken?: 'always' | 'if-sent' | 'if-200' | 'unless-503'
  /** The response did not come back through the browser: pasting its address or a device code may work. */
  isAnswerMissing?: true
  /** Mooring can start with a backup or an empty database instead of this one. */
  isDatabaseReplaceable?: true
  /** The data can be shown although nothing can be changed. */
  leavesDataReadable?: true
}

const mooring = { fault: 'mooring' } as const
const user = { fault: 'user' } as const
const computer = { fault: 'computer' } as const
const keychain = { fault: 'keychain' } as const
const network = { fault: 'network' } as const
const registration = { fault: 'registration' } as const
const institution = { fault: 'institution' } as const
const updateFeed = { fault: 'update-feed' } as const

export const errorTraits: Readonly<Record<ErrorCode, ErrorTraits>> = {
  // Calls
  internal: { ...mooring, spendsToken: 'always' },
  closing: { ...user, isTransient: true },
  invalid_input: user,
  sender_refused: mooring,
  not_found: { ...user, isOfOneGrant: true },
  name_taken: user,
  registration_in_use: user,
  redirect_shared: user,
  institution_in_use: user,

  // Redirect and browser
  already_linking: user,
  disclosure_changed: user,
  browser_unavailable: computer,
  port_in_use: { ...computer, isAnswerMissing: true },
  port_reserved: { ...computer, isAnswerMissing: true },
  paste_invalid: user,
  link_cancelled: user,
  link_timed_out: { ...user, isAnswerMissing: true },
  device_code_expired: user,
  link_interrupted: computer,
  consent_denied: user,
  authorization_failed: { ...institution, isWholeGrantRefused: true },

  // Responses of authorization and data servers
  client_rejected: { ...registration, isWholeGrantRefused: true },
  client_authentication_unsupported: registration,
  certificate_unusable: user,
  certificate_expired: registration,
  signing_key_missing: registration,
  code_rejected: institution,
  redirect_rejected: { ...institution, isAnswerMissing: true },
  request_refused: institution,
  answer_invalid: { ...institution, spendsToken: 'always', isWholeGrantRefused: true },
  endpoint_gone: registration,
  id_token_invalid: {
    ...institution,
    isOfOneGrant: true,
    endsGrant: 'token-kept',
    spendsToken: 'always',
  },
  login_unknown: institution,
  login_unreadable: registration,
  issuer_mismatch: registration,
  discovery_failed: registration,
  endpoint_insecure: registration,
  endpoint_ambiguous: registration,
  endpoint_foreign: registration,
  keys_missing: registration,
  grant_ended: { ...institution, isOfOneGrant: true, endsGrant: 'at-institution' },
  no_refresh_token: { ...institution, isOfOneGrant: true, endsGrant: 'at-institution' },
  refresh_token_expired: { ...institution, isOfOneGrant: true },
  refresh_refused: { ...institution, isOfOneGrant: true },
  answer_lost: { ...institution, isOfOneGrant: true, endsGrant: 'token-lost' },
  bearer_rejected: institution,
  not_subscribed: { ...registration, isOfOneGrant: true },
  numbers_off: user,
  data_unavailable: { ...institution, isOfOneGrant: true },
  document_refused: { ...institution, isOfOneGrant: true },
  revocation_unsupported: { ...institution, endsRevocation: 'refused' },
  revocation_refused: { ...institution, endsRevocation: 'refused', isWholeGrantRefused: true },
  revocation_token_lost: { ...institution, endsRevocation: 'given-up' },
  revocation_unconfirmed: { ...institution, endsRevocation: 'given-up' },

  // Transport
  offline: { ...network, isTransient: true, spendsToken: 'if-sent' },
  proxy_refused: network,
  proxy_unreachable: { ...network, isTransient: true },
  proxy_unsupported: network,
  timed_out: { ...network, isTransient: true, spendsToken: 'if-sent' },
  tls_failed: network,
  portal: { ...network, isTransient: true, spendsToken: 'if-200' },
  server_unavailable: { ...institution, isTransient: true, spendsToken: 'unless-503' },
  rate_limited: { ...institution, isTransient: true },

  // Grants
  not_active: { ...user, isOfOneGrant: true },
  consent_expired: { ...user, isOfOneGrant: true },
  secret_missing: {
    ...computer,
    isOfOneGrant: true,
    endsGrant: 'token-lost',
    endsRevocation: 'given-up',
  },
  owner_unknown: computer,
  link_unclaimed: computer,
  client_secret_missing: registration,
  other_sign_in: user,

  // This computer
  keychain_unavailable: keychain,
  keychain_locked: keychain,
  keychain_denied: keychain,
  keychain_timeout: keychain,
  disk_full: { ...computer, leavesDataReadable: true },
  data_unwritable: { ...computer, leavesDataReadable: true },
  data_in_use: computer,
  file_unwritable: computer,
  file_unreadable: computer,
  setup_unreadable: user,
  file_gone: computer,
  database_newer: computer,
  database_damaged: { ...computer, isDatabaseReplaceable: true },
  database_missing: { ...computer, isDatabaseReplaceable: true },
  row_damaged: { ...computer, isOfOneGrant: true },
  data_of_another_app: computer,
  sandbox_unavailable: computer,

  // Datasets
  dataset_gone: computer,
  dataset_not_ours: user,
  dataset_newer: computer,
  dataset_damaged: computer,
  dataset_in_use: { ...computer, isTransient: true },
  dataset_on_share: user,
  dataset_taken: user,
  answer_partial: { ...institution, isOfOneGrant: true },
  answer_endless: { ...institution, isOfOneGrant: true },
  account_gone: { ...institution, isOfOneGrant: true },
  run_interrupted: computer,

  // The team's database
  team_unreachable: { ...network, isTransient: true },
  team_tls_missing: network,
  team_tls_required: user,
  team_certificate_refused: network,
  team_sign_in_refused: user,
  team_scram_required: user,
  team_secret_missing: user,
  team_database_missing: user,
  team_not_ours: user,
  team_rights_missing: user,
  team_read_only: network,
  team_disk_full: network,
  team_server_old: network,
  team_encoding: network,
  team_tables_old: network,
  team_tables_newer: computer,
  team_copy_newer: user,
  team_sees_everything: user,
  team_file_refused: user,
  team_refused: network,

  // Updates
  update_feed_insecure: user,
  update_feed_missing: updateFeed,
  update_feed_unreadable: updateFeed,
  update_untrusted: updateFeed,
  update_damaged: updateFeed,
  update_place_unwritable: computer,
  update_failed: computer,
}
