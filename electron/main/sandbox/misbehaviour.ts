export type Endpoint = 'token' | 'revoke' | 'data'

/** Ways to misbehave that an institution really has: the same switch serves the demo and the tests. */
export interface Misbehaviour {
  /** The next token answer is lost on its way, after the tokens were made: a rotated refresh token is gone for good. */
  loseNextTokenAnswer: boolean
  /** A refresh token that was rotated away is taken again for so long, so that a lost answer costs nothing. 0: each is good once. */
  graceMs: number
  /** The next revocation is done, and its answer lost. */
  loseNextRevokeAnswer: boolean
  /** Answers 503 at these endpoints. */
  down: Endpoint[]
  /** For so many requests, and then it is well again. Infinity: until switched off. */
  downRequests: number
  /** What a 503 or 429 says in Retry-After; null says nothing. */
  retryAfterSeconds: number | null
  /** How many bytes a refresh token is made of: some banks' are longer than one entry of a keychain holds. */
  refreshTokenBytes: number
  /** From `iat` to `exp`. */
  idTokenSeconds: number
  /** Data calls refuse a bearer of this age, whatever its `exp` says; null refuses none. */
  bearerSeconds: number | null
  codeMs: number
  /** The last account cannot be read: 206, with an error in its place. */
  oneAccountFails: boolean
  /** The next so many data calls are over the limit: 429 with 1207. */
  tooMany: number
  /** Allows five data calls a second, as Akoya's sandbox does. */
  limitsRate: boolean
  /** Every token, revoke and data answer comes this much later. */
  slowMs: number
  /** Token answers do not say the scope. */
  omitsScope: boolean
}

export const wellBehaved: Misbehaviour = {
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

/** Whether this request meets an outage; counts it if so. */
export function meetsOutage(misbehaviour: Misbehaviour, endpoint: Endpoint): boolean {
  if (!misbehaviour.down.includes(endpoint)) return false
  misbehaviour.downRequests -= 1
  if (misbehaviour.downRequests <= 0) {
    misbehaviour.down = []
    misbehaviour.downRequests = Infinity
  }
  return true
}

/** Whether this answer gets lost; only one does. */
export function isLost(
  misbehaviour: Misbehaviour,
  what: 'loseNextTokenAnswer' | 'loseNextRevokeAnswer',
): boolean {
  const lost = misbehaviour[what]
  misbehaviour[what] = false
  return lost
}

const callsASecond = 5

/** Whether this data call is one too many. `recentCallsMs` is when earlier ones came, and learns of this one. */
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
