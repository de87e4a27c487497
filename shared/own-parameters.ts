/** Names of secrets and tokens, which no address has: browsers keep it in their history (RFC 6749 section 2.3.1, RFC 9700 section 4.3.2). */
export const secretParameter =
  /(secret|password|passphrase|assertion|api[_-]?key|code_verifier|token|token_hint)$/i

/** Parameters of an authorization request that the app itself sends: with two of them, a server could read either (RFC 6749 section 3.1). */
export const ownParameters: readonly string[] = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'resource',
  'request',
  'request_uri',
  'authorization_details',
  'grant_management_action',
  'grant_id',
]
