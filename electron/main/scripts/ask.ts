import type { ScriptLevel } from '../../../shared/local-protocol.ts'
import { folded } from '../../../shared/plain-text.ts'
import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { viewConnection } from '../connections/model/view.ts'
import { findConnection } from '../store/connections.ts'
import { listScriptClients } from '../store/script-clients.ts'
import type { ConsentQuestion } from './consent-question.ts'
import { allow, datesFor, isAllowable, type Client } from './consents.ts'
import type { ScriptDeps } from './script-deps.ts'
import { ScriptError } from './script-error.ts'

export interface Wanted {
  level: ScriptLevel
  connectionIds: readonly string[]
  untilMs?: number | undefined
}

/**
 * Asks the user. Returns once they have allowed some of it.
 *
 * @throws ScriptError `consent_needed` where the client does not wait, `consent_refused`, `consent_unanswered`, `consent_quiet`,
 * `too_many_requests`
 */
export async function askUser(deps: ScriptDeps, client: Client, wanted: Wanted): Promise<void> {
  const { keyHash, name, folder, waitMs, signal } = client
  const { level, connectionIds, untilMs = null } = wanted
  const asked = {
    keyHash,
    subject: JSON.stringify([level, untilMs, [...connectionIds].toSorted()]),
    about: { clientName: name, folder, level, connectionIds },
    question: (id: string): ConsentQuestion | null => {
      const connections = connectionIds
        .filter((one) => findConnection(deps.store, one))
        .map((one) => viewConnection(deps, one))
        .filter((one) => isAllowable(deps, one))
        .map((one) => ({ id: one.id, title: titleOf(one), consentEndsAtMs: one.consentUntilMs }))
      if (connections.length === 0) return null
      const dates = datesFor(deps.now(), level, connections, untilMs)
      const isNameTaken = isTaken(deps, client)
      return { id, clientName: name, folder, isNameTaken, level, connections, ...dates }
    },
    ask: deps.askConsent,
    allow: (question: ConsentQuestion, answer: { connectionIds: string[]; untilMs: number }) => {
      const offered = new Set(question.connections.map(({ id }) => id))
      allow(deps, {
        keyHash,
        name,
        folder,
        level,
        connectionIds: answer.connectionIds.filter((id) => offered.has(id)),
        untilMs: Math.min(answer.untilMs, question.latestMs),
      })
    },
  }
  client.setAsking(true)
  const outcome = await deps.scripts.questions
    .ask(asked, waitMs, signal)
    .finally(() => client.setAsking(false))
  if (outcome === 'waiting') throw new ScriptError('consent_needed')
  if (outcome === 'refused') throw new ScriptError('consent_refused')
  if (outcome === 'unanswered') throw new ScriptError('consent_unanswered')
}

/** “Mikomo, mikomo_7 (Books)” */
export function titleOf({ institutionName, signedInAs, labels }: ConnectionSummary): string {
  const title = [institutionName, signedInAs].filter((part) => part !== '').join(', ')
  return labels.length === 0 ? title : `${title} (${labels.join(', ')})`
}

function isTaken({ store }: ScriptDeps, { keyHash, name }: Client): boolean {
  return listScriptClients(store).some(
    (other) => other.endedAtMs === null && other.keyHash !== keyHash && folded(other.name) === folded(name),
  )
}
