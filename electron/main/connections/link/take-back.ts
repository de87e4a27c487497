import { randomUUID } from 'node:crypto'
import { isLoginNamed } from '../../../../shared/institution-kinds.ts'
import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { requireKeys } from '../../oauth/configuration.ts'
import { refreshTokens } from '../../oauth/refresh.ts'
import type { TokenSet } from '../../oauth/server.ts'
import { closeAttempt, openAttempt } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import { recordGeneration, type LedgerRow } from '../../store/ledger.ts'
import { viewConnection } from '../model/view.ts'
import { readAccounts } from '../refresh/read-accounts.ts'
import { announceUnclaimed, dropMissing, requireUnclaimed } from '../recover/unclaimed-tokens.ts'
import { deleteToken, requireHeld } from '../tokens/grant-token.ts'
import {
  findInstitutionClient,
  openAuthorizationServer,
  type InstitutionClient,
} from '../tokens/institution-client.ts'
import { isPossiblySpent } from '../tokens/possibly-spent.ts'
import { tokenAccount } from '../tokens/token-entry.ts'
import type { HeldToken } from '../tokens/tokens.ts'
import { keepToken } from '../tokens/unsaved-tokens.ts'
import { saveLinked } from './complete-link.ts'
import { whoSignedIn, type SignedInUser } from './identity.ts'
import type { LinkDeps } from './linker.ts'

const limitMs = 60_000

/**
 * Makes the connection of an unclaimed link anew: one refresh tells whose login it is, and what it may read.
 *
 * @throws AppError `not_found`; `grant_ended` and `secret_missing`, then it no longer waits; `login_unknown` where the institution does not
 * say whose login it is; and as `refreshTokens`. The token stays then
 */
export async function takeBack(deps: LinkDeps, grantId: string): Promise<ConnectionSummary> {
  await deps.tokens.recovered()
  const row = requireUnclaimed(deps, grantId)
  const client = await findInstitutionClient(deps, row.institutionId ?? '')
  // Only the user could say whose login it is: its token is not spent to learn that.
  if (isLoginNamed(client.registration.environment)) throw new AppError('login_unknown')
  const attemptId = randomUUID()
  const unclaimed: Unclaimed = { row, client, attemptId, isRenewed: false }
  try {
    const renewed = await deps.tokens.withGrant(grantId, () => renew(deps, unclaimed))
    const made = { ...renewed, attemptId, grantId, client, authorizedAtMs: row.recordedAtMs }
    const connectionId = saveLinked(deps, made)
    await readAccounts(deps, connectionId, client)
    return viewConnection(deps, connectionId)
  } catch (thrown) {
    const problem = toFailure(thrown)
    const { code } = problem
    write(deps.store, () => {
      const wasOpen = closeAttempt(deps.store, attemptId, deps.now(), code)
      const isUnchanged = wasOpen && !unclaimed.isRenewed && !isPossiblySpent(problem)
      // Nothing new was issued: the keychain certainly holds what it held. After a lost answer the claim stays, as a doubt.
      if (isUnchanged) recordGeneration(deps.store, row.account, row.generation)
    })
    if (code === 'grant_ended') await deleteToken(deps, grantId, Infinity)
    if (code === 'secret_missing') await dropMissing(deps, row)
    throw thrown
  } finally {
    deps.tokens.endAttempt(attemptId)
    announceUnclaimed(deps)
  }
}

interface Unclaimed {
  row: LedgerRow
  client: InstitutionClient
  attemptId: string
  /** The institution has issued a new token, which is kept. */
  isRenewed: boolean
}

async function renew(
  deps: LinkDeps,
  unclaimed: Unclaimed,
): Promise<{ generation: number; tokens: TokenSet; user: SignedInUser }> {
  const { row, client } = unclaimed
  const signal = AbortSignal.timeout(limitMs)
  const grantId = row.grantId ?? ''
  const server = await openAuthorizationServer(deps, client, signal)
  await requireKeys(server, signal)
  const before = await requireHeld(deps, grantId)
  claim(deps, unclaimed, before)

  const { clientId } = client.registration
  const previous = { issuer: server.profile.issuer, sub: null, clientId, signedInAtMs: null }
  const generation = before.generation + 1
  const answer = await refreshTokens(
    server,
    { refreshToken: before.secret, previous },
    (secret) => {
      unclaimed.isRenewed = true
      return keepToken(deps, grantId, { generation, secret })
    },
    signal,
  )
  if (answer.tokens === null) throw answer.problem
  const user = await whoSignedIn(server, client, answer.tokens, signal, { loginName: null })
  return {
    generation: answer.refreshToken === null ? before.generation : generation,
    tokens: answer.tokens,
    user,
  }
}

/** As for any refresh: what has to be known afterwards is written before the request. */
function claim(deps: LinkDeps, { row, client, attemptId }: Unclaimed, before: HeldToken): void {
  const grantId = row.grantId ?? ''
  const generation = before.generation + 1
  write(deps.store, () => {
    requireUnclaimed(deps, grantId)
    openAttempt(deps.store, {
      id: attemptId,
      kind: 'refresh',
      grantId,
      generation,
      registrationId: client.registration.id,
      institutionId: client.institution.id,
      connectionId: null,
      startedAtMs: deps.now(),
      closedAtMs: null,
      outcome: null,
    })
    recordGeneration(deps.store, tokenAccount(grantId), generation)
  })
  deps.tokens.startAttempt(attemptId)
}
