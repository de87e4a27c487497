import { errorTraits } from '../../../../shared/error-traits.ts'
import { toFailure } from '../../core/errors.ts'
import { askWithDeviceCode, requestDeviceCode, type DeviceRequest } from '../../oauth/device.ts'
import type { Server, TokenSet } from '../../oauth/server.ts'
import { sleep } from '../../runtime/sleep.ts'
import { deleteAttempt } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import type { AttemptRow } from '../../store/rows.ts'
import { completeLink, openLinkAttempt } from './complete-link.ts'
import { openFirstToken, revokeUnsaved, type FirstToken } from './first-token.ts'
import type { Linking } from './link-run.ts'
import type { LinkDeps } from './linker.ts'
import { openBrowser } from './open-browser.ts'
import { isPossiblySpent } from '../tokens/possibly-spent.ts'
import { readAccounts } from '../refresh/read-accounts.ts'
import { closeInterruptedLink } from '../recover/interrupted-attempts.ts'

/** Added to the interval after each `slow_down` (RFC 8628 section 3.5). */
const slowerMs = 5000
const longestWaitMs = 60_000

/**
 * Links by the device flow: polls the token endpoint until the user has approved, on this device or another.
 *
 * @returns the connection's id
 * @throws AppError
 * @see RFC 8628
 */
export async function linkByDeviceCode(deps: LinkDeps, linking: Linking): Promise<string> {
  const { run, client, server } = linking
  const request = await requestDeviceCode(server, client.registration.scopes, run.signal)
  const { userCode, verificationUri } = request

  run.enableReopen(async () => request.url)
  run.report({ step: 'waiting', device: { userCode, verificationUri } })
  await openBrowser(deps, run, request.url)

  const { attempt, tokens } = await untilApproved(deps, linking, request)
  run.report({ step: 'finishing' })
  const connectionId = await completeLink(deps, { ...linking, attempt, tokens })
  await readAccounts(deps, connectionId, client)
  return connectionId
}

interface Approved {
  attempt: AttemptRow
  tokens: TokenSet
}

/** Opens an attempt before each poll, because its answer may be the tokens, and deletes it after one that was not. */
async function untilApproved(
  deps: LinkDeps,
  { run, client, server }: Linking,
  request: DeviceRequest,
): Promise<Approved> {
  let waitMs = request.intervalMs
  let attempt: AttemptRow | null = null
  let first: FirstToken | null = null
  // The last answer was lost: it may have been the tokens.
  let isDoubtful = false
  try {
    for (;;) {
      await sleep(deps, waitMs, run.signal)
      attempt ??= openLinkAttempt(deps, run, client)
      first = openFirstToken(deps, client, attempt)
      const answer = await poll(server, request, first, run.signal)
      if (typeof answer === 'object') return { attempt, tokens: answer }

      if (answer !== 'unsent') isDoubtful = answer === 'lost'
      if (!isDoubtful) {
        discardAttempt(deps, attempt)
        attempt = null
      }
      waitMs = Math.min(nextWaitMs(waitMs, answer), longestWaitMs)
    }
  } catch (thrown) {
    const problem = toFailure(thrown)
    const mayHaveAccess = isDoubtful || run.signal.aborted || isPossiblySpent(problem)
    if (attempt && first?.refreshToken) await revokeUnsaved(deps, { attempt, server }, first.refreshToken)
    else if (attempt && mayHaveAccess && problem.code !== 'consent_denied')
      closeInterruptedLink(deps, attempt)
    else if (attempt) discardAttempt(deps, attempt)
    throw thrown
  }
}

type Answer = Awaited<ReturnType<typeof askWithDeviceCode>> | 'unsent' | 'lost'

/**
 * Polls once. Transient failures are an answer too (RFC 8628 section 3.5), unless the tokens came.
 *
 * @throws AppError any other failure, or the signal's reason
 */
async function poll(
  server: Server,
  request: DeviceRequest,
  first: FirstToken,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    return await askWithDeviceCode(server, request, first.keep, signal)
  } catch (thrown) {
    const problem = toFailure(thrown)
    if (first.refreshToken !== null || signal.aborted || !errorTraits[problem.code].isTransient) throw thrown
    return isPossiblySpent(problem) ? 'lost' : 'unsent'
  }
}

function nextWaitMs(waitMs: number, answer: Exclude<Answer, TokenSet>): number {
  switch (answer) {
    case 'pending':
      return waitMs
    case 'slow_down':
      return waitMs + slowerMs
    case 'unsent':
    case 'lost':
      return waitMs * 2
  }
}

function discardAttempt(deps: Pick<LinkDeps, 'store'>, { id }: AttemptRow): void {
  write(deps.store, () => deleteAttempt(deps.store, id))
}
