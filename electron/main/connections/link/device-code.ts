import { errorTraits } from '../../../../shared/error-traits.ts'
import { toFailure } from '../../core/errors.ts'
import { askWithDeviceCode, requestDeviceCode, type DeviceRequest } from '../../oauth/device.ts'
import type { Server, TokenSet } from '../../oauth/server.ts'
import { pause } from '../../runtime/sleep.ts'
import { deleteAttempt } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import type { AttemptRow } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'
import { journal, keep } from './complete-link.ts'
import type { Linking } from './link.ts'
import { openBrowser } from './open-browser.ts'
import { isPossiblySpent } from '../tokens/may-be-spent.ts'
import { readAccounts } from '../refresh/read-accounts.ts'
import { closeInterruptedLink } from '../recover/interrupted-attempts.ts'

/** RFC 8628 section 3.5: by so much slower after each `slow_down`. */
const slowerMs = 5000
const longestWaitMs = 60_000
/**
 * The browser brings nothing back: the institution is asked until the person has approved there, on this device or another.
 *
 * @returns the connection's id
 * @throws AppError
 * @see RFC 8628
 */
export async function linkByDeviceCode(deps: Deps, linking: Linking): Promise<string> {
  const { run, client, server } = linking
  const request = await requestDeviceCode(server, client.registration.scopes, run.signal)
  const { userCode, verificationUri } = request

  run.sentTo(async () => request.url)
  run.report({ step: 'waiting', device: { userCode, verificationUri } })
  await openBrowser(deps, run, request.url)

  const { attempt, tokens } = await untilApproved(deps, linking, request)
  run.report({ step: 'finishing' })
  const connectionId = await keep(deps, { ...linking, attempt, tokens })
  await readAccounts(deps, connectionId, client)
  return connectionId
}

interface Approved {
  attempt: AttemptRow
  tokens: TokenSet
}

/** Each question is journalled, because its answer may be the tokens; one that gave nothing is forgotten. */
async function untilApproved(
  deps: Deps,
  { run, client, server }: Linking,
  request: DeviceRequest,
): Promise<Approved> {
  let waitMs = request.intervalMs
  let attempt: AttemptRow | null = null
  // An answer was lost: it may have been the tokens.
  let isDoubtful = false
  try {
    for (;;) {
      await pause(deps, waitMs, run.signal)
      attempt ??= journal(deps, run, client)
      const answer = await ask(server, request, run.signal)
      if (typeof answer === 'object') return { attempt, tokens: answer }

      if (answer !== 'unsent') isDoubtful = answer === 'lost'
      if (!isDoubtful) {
        discardAttempt(deps, attempt)
        attempt = null
      }
      waitMs = Math.min(slower(waitMs, answer), longestWaitMs)
    }
  } catch (thrown) {
    const problem = toFailure(thrown)
    const mayHaveGiven = isDoubtful || run.signal.aborted || isPossiblySpent(problem)
    if (attempt && mayHaveGiven && problem.code !== 'consent_denied') closeInterruptedLink(deps, attempt)
    else if (attempt) discardAttempt(deps, attempt)
    throw thrown
  }
}

type Answer = Awaited<ReturnType<typeof askWithDeviceCode>> | 'unsent' | 'lost'

/** What may pass is waited out (RFC 8628 section 3.5). @throws AppError whatever else went wrong, or the signal's reason */
async function ask(server: Server, request: DeviceRequest, signal: AbortSignal): Promise<Answer> {
  try {
    return await askWithDeviceCode(server, request, signal)
  } catch (thrown) {
    const problem = toFailure(thrown)
    if (signal.aborted || !errorTraits[problem.code].isTransient) throw thrown
    return isPossiblySpent(problem) ? 'lost' : 'unsent'
  }
}

function slower(waitMs: number, answer: Exclude<Answer, TokenSet>): number {
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

function discardAttempt(deps: Pick<Deps, 'store'>, { id }: AttemptRow): void {
  write(deps.store, () => deleteAttempt(deps.store, id))
}
