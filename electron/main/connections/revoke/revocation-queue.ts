import type { Failure } from '../../../../shared/errors.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import type { RevocationAnswer } from '../../oauth/revoke.ts'
import { replaceAccounts } from '../../store/accounts.ts'
import { write } from '../../store/database.ts'
import { dueRevocations, findGrant, moveGrant, nextDueRevocation } from '../../store/grants.ts'
import type { GrantRow } from '../../store/rows.ts'
import { setAlarm, stopAlarm } from '../../runtime/timers.ts'
import { uncontradictedNowMs } from '../../health/clock-skew.ts'
import type { Deps } from '../../runtime/deps.ts'
import { endAtInstitution } from './revoke-at-institution.ts'
import { ensureLiveToken } from './ensure-live-token.ts'
import { isFinalProblem } from '../model/grant-status.ts'
import { removeIfRevoked } from './remove-connection.ts'
import { backOffMs } from '../../runtime/timings.ts'
import { recordRevocation } from './record-revocation.ts'
import { deleteSecret, grantAccount } from '../tokens/secret-store.ts'
import { announce, requireConnection } from '../model/view.ts'

/** At a bank that is down, the requests of a "revoke all" wait for one another instead of failing side by side. */
const flightsAtOnce = 4

/** Rings when the earliest requested revocation has to leave: set anew after every change, and at start. */
export function setRevocationTimer(deps: Deps): void {
  setAlarm(deps, 'revocations', nextDueRevocation(deps.store), () => sendDueRevocations(deps))
}

async function sendDueRevocations(deps: Deps): Promise<void> {
  try {
    await sendAll(deps, dueRevocations(deps.store, deps.now()))
  } finally {
    setRevocationTimer(deps)
  }
}

/** The app is about to quit: what the person asked to end is ended now, not at the next start. Gives up after `limitMs`. */
export async function sendRevocationsBeforeQuit(deps: Deps, limitMs: number): Promise<void> {
  stopAlarm(deps, 'revocations')
  const dueByThen = dueRevocations(deps.store, deps.now() + deps.settings.undoMs)
  if (dueByThen.length === 0) return
  await Promise.race([
    sendAll(deps, dueByThen),
    new Promise<void>((resolve) => void deps.after(limitMs, resolve)),
  ])
}

async function sendAll(deps: Deps, grants: readonly GrantRow[]): Promise<void> {
  const waiting = [...grants]
  const next = async (): Promise<void> => {
    for (let grant = waiting.shift(); grant; grant = waiting.shift()) await sendRevocation(deps, grant.id)
  }
  await Promise.all(Array.from({ length: flightsAtOnce }, next))
}

/** One flight a grant. Never throws: how it ended stands on the grant. */
export async function sendRevocation(deps: Deps, grantId: string): Promise<void> {
  const inProgress = deps.live.revoking.get(grantId)
  if (inProgress) return inProgress

  const flight = revokeGrant(deps, grantId).finally(() => deps.live.revoking.delete(grantId))
  deps.live.revoking.set(grantId, flight)
  return flight
}

async function revokeGrant(deps: Deps, grantId: string): Promise<void> {
  await deps.live.recovered
  // A refresh in flight may be rotating the very token that is to be revoked.
  await deps.live.refreshing.get(grantId)?.catch(() => undefined)
  const grant = findGrant(deps.store, grantId)
  if (grant?.state !== 'revoking') return

  try {
    const { grant: current, isLost } = await ensureLiveToken(deps, grant)
    const answer = await endAtInstitution(deps, current)
    // RFC 7009 section 2.2: a 200 for a token that is spent says nothing of the one that took its place.
    if (isLost && !answer.isWhole) throw new AppError('revocation_token_lost', { host: answer.host })
    recordRevoked(deps, current, answer)
    await deleteRevoked(deps, current)
  } catch (thrown) {
    recordFailure(deps, grant, thrown)
  }
  announce(deps, grant.connectionId)
  await removeIfRevoked(deps, grant.connectionId)
}

/** Worth nothing any more. While the keychain does not answer, the ledger keeps it for recover.ts to drop. */
async function deleteRevoked(deps: Deps, grant: GrantRow): Promise<void> {
  if (grant.generation === 0) return
  await deleteSecret(deps, grantAccount(grant.id, grant.generation)).catch((thrown: unknown) => {
    deps.log.warn('secret.not_dropped', { grantId: grant.id, problem: toFailure(thrown).code })
  })
}

function recordRevoked(deps: Deps, grant: GrantRow, answer: RevocationAnswer): void {
  const atMs = deps.now()
  deps.live.accessTokens.delete(grant.id)
  write(deps.store, () => {
    moveGrant(deps.store, grant.id, ['revoking'], {
      state: 'revoked',
      generation: 0,
      revokeAtMs: null,
      revokeUntilMs: null,
      nextTryAtMs: null,
      revokeAttempts: grant.revokeAttempts + 1,
      problem: null,
      endedAtMs: atMs,
      receiptHost: answer.host,
      receiptStatus: answer.status,
    })
    const connection = requireConnection(deps, grant.connectionId)
    if (connection.grantId !== grant.id) return
    replaceAccounts(deps.store, connection.id, [])
    recordRevocation(deps, grant, 'revoked', { status: answer.status, attempts: grant.revokeAttempts + 1 })
  })
}

function recordFailure(deps: Deps, grant: GrantRow, thrown: unknown): void {
  const atMs = deps.now()
  const attempts = grant.revokeAttempts + 1
  const problem = isOutOfTime(grant, uncontradictedNowMs(deps))
    ? unconfirmed(thrown)
    : refusalAfter(attempts, toFailure(thrown))
  const nextTryAtMs = Math.max(problem.detail.untilMs ?? 0, atMs + backOffMs(attempts))
  if (problem.code === 'internal') deps.log.error('revocation.failed', thrown, { grantId: grant.id })

  write(deps.store, () => {
    moveGrant(deps.store, grant.id, ['revoking'], {
      revokeAttempts: attempts,
      problem,
      revokeAtMs: null,
      nextTryAtMs: isFinalProblem(problem) ? null : nextTryAtMs,
    })
    if (grant.problem?.code !== problem.code)
      recordRevocation(deps, grant, 'revoke_failed', { problem, attempts })
  })
}

/** A front that is being changed answers so for a while: final only when it goes on. */
const triesOfUnexplained = 5

/** What a refusal means after so many tries: 403, 404 and 405 without a word of the protocol may come from something before the server. */
function refusalAfter(attempts: number, problem: Failure): Failure {
  const { error, status = 0 } = problem.detail
  const isUnexplained = error === undefined && [403, 404, 405].includes(status)
  return problem.code === 'revocation_refused' && isUnexplained && attempts < triesOfUnexplained
    ? { code: 'server_unavailable', detail: problem.detail }
    : problem
}

function isOutOfTime(grant: GrantRow, nowMs: number): boolean {
  return grant.revokeUntilMs !== null && nowMs >= grant.revokeUntilMs
}

/** Tried for days, and never confirmed: only the institution can tell now. What stood in the way last is kept with it. */
function unconfirmed(thrown: unknown): Failure {
  const { host, status } = toFailure(thrown).detail
  return {
    code: 'revocation_unconfirmed',
    detail: { ...(host === undefined ? {} : { host }), ...(status === undefined ? {} : { status }) },
  }
}
