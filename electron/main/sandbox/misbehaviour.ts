export type Endpoint = 'token' | 'revoke' | 'data' | 'hub'

/** Faults that real institutions have, for the demo and the tests. */
export interface Misbehaviour {
  /** The next token response is lost after the tokens were issued: a rotated refresh token is lost for good. */
  loseNextTokenAnswer: boolean
  /** How long a rotated refresh token is still accepted, so that a lost response can be repeated. 0: each is valid once. */
  graceMs: number
  /** The next revocation succeeds, but its response is lost. */
  loseNextRevokeAnswer: boolean
  /** Respond with 503 at these endpoints. */
  down: Endpoint[]
  /** For how many requests. Infinity: until switched off. */
  downRequests: number
  /** The Retry-After of a 503 or 429; null for none. */
  retryAfterSeconds: number | null
  /** The length of a refresh token: at some banks it exceeds one keychain entry. */
  refreshTokenBytes: number
  /** From `iat` to `exp`. */
  idTokenSeconds: number
  /** Data calls refuse an access token of this age, whatever its `exp`; null for no limit. */
  bearerSeconds: number | null
  codeMs: number
  /** The last account can't be read: 206, with an error instead of the account. */
  oneAccountFails: boolean
  /** The next data calls are over the limit: 429 with 1207. */
  tooMany: number
  /** Allow five data calls a second, as Akoya's sandbox does. */
  limitsRate: boolean
  /** Delay every token, revoke and data response. */
  slowMs: number
  /** Token responses omit the scope. */
  omitsScope: boolean
}

export const withoutFaults: Misbehaviour = {
  loseNextTokenAnswer: false,
  graceMs: 0,
  loseNextRevokeAnswer: false,
  down: [],
  downRequests: Infinity,
  retryAfterSeconds: null,
  refreshTokenBytes: 32,
  idTokenSeconds: 900,
  bearerSeconds: null,
  codeMs: 5 * 60_000,
  oneAccountFails: false,
  tooMany: 0,
  limitsRate: false,
  slowMs: 0,
  omitsScope: false,
}

/** Whether this request meets an outage. Counts it if so. */
export function meetsOutage(misbehaviour: Misbehaviour, endpoint: Endpoint): boolean {
  if (!misbehaviour.down.includes(endpoint)) return false
  misbehaviour.downRequests -= 1
  if (misbehaviour.downRequests <= 0) {
    misbehaviour.down = []
    misbehaviour.downRequests = Infinity
  }
  return true
}

/** Whether this response is lost. Only one is. */
export function isLost(
  misbehaviour: Misbehaviour,
  what: 'loseNextTokenAnswer' | 'loseNextRevokeAnswer',
): boolean {
  const lost = misbehaviour[what]
  misbehaviour[what] = false
  return lost
}

const callsASecond = 5

/** Whether this data call exceeds the limit. Adds it to `recentCallsMs`, the times of earlier calls. */
export function isTooMany(misbehaviour: Misbehaviour, recentCallsMs: number[], nowMs: number): boolean {
  if (misbehaviour.tooMany > 0) {
    misbehaviour.tooMany -= 1
    return true
  }
  const withinASecond = recentCallsMs.filter((atMs) => nowMs - atMs < 1000)
  recentCallsMs.splice(0, recentCallsMs.length, ...withinASecond)
  if (misbehaviour.limitsRate && withinASecond.length >= callsASecond) return true
  recentCallsMs.push(nowMs)
  return false
}
