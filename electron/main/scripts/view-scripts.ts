import type { ScriptClient, ScriptConsent, ScriptQuestion, Scripts } from '../../../shared/models/script.ts'
import { folded } from '../../../shared/plain-text.ts'
import { viewConnection } from '../connections/model/view.ts'
import { AppError } from '../core/errors.ts'
import { listActivity } from '../store/activity.ts'
import { findConnection } from '../store/connections.ts'
import { readPreferences } from '../store/preferences.ts'
import { listScriptClients, type ScriptClientRow } from '../store/script-clients.ts'
import { listScriptConsents, type ScriptConsentRow } from '../store/script-consents.ts'
import { titleOf } from './ask.ts'
import { isAllowable } from './consents.ts'
import type { WaitingQuestion } from './questions.ts'
import type { ScriptDeps } from './script-deps.ts'

/** What the window shows of programs: those that may use something, or still can, and what waits for the user. */
export function viewScripts(deps: ScriptDeps): Scripts {
  const rows = listScriptClients(deps.store)
  const names = new Map<string, string>()
  const nameOf = (connectionId: string): string => {
    const known = names.get(connectionId) ?? connectionNameOf(deps, connectionId)
    names.set(connectionId, known)
    return known
  }
  return {
    isOn: readPreferences(deps.store).areScriptsOn,
    problem: deps.scripts.problem,
    clients: rows
      .map((row) => viewClient(deps, row, rows, nameOf))
      .filter(({ endedAtMs, consents }) => endedAtMs === null || consents.length > 0),
    questions: deps.scripts.questions.list().flatMap((one) => viewQuestion(deps, one) ?? []),
  }
}

const namedConnections = 2

/** Null once nothing is left to ask about. Only as many connections are read as are named: a question may be about ten thousand. */
function viewQuestion(deps: ScriptDeps, { id, atMs, about }: WaitingQuestion): ScriptQuestion | null {
  const { clientName, folder, level, connectionIds } = about
  const titles: string[] = []
  for (const connectionId of connectionIds) {
    if (titles.length > namedConnections) break
    const connection = findConnection(deps.store, connectionId) && viewConnection(deps, connectionId)
    if (connection && isAllowable(deps, connection)) titles.push(titleOf(connection))
  }
  if (titles.length === 0) return null
  const isNamed = titles.length <= namedConnections
  return {
    id,
    clientName,
    folder,
    level,
    connectionNames: isNamed ? titles : [],
    connectionCount: isNamed ? titles.length : connectionIds.length,
    askedAtMs: atMs,
  }
}

/** Shows the prompt of a request that waits, or what is shown at the moment. @throws AppError `not_found` */
export function showScriptPrompt(deps: ScriptDeps, questionId: string): void {
  if (!deps.scripts.questions.show(questionId)) throw new AppError('not_found')
  deps.bringPromptToFront()
}

function viewClient(
  { store, now }: ScriptDeps,
  row: ScriptClientRow,
  all: readonly ScriptClientRow[],
  nameOf: (connectionId: string) => string,
): ScriptClient {
  const { id, name, folder, firstSeenMs, lastUsedMs, uses, endedAtMs } = row
  const nowMs = now()
  return {
    id,
    name,
    folder,
    isNameTaken: all.some(
      (other) => other.id !== id && other.endedAtMs === null && folded(other.name) === folded(name),
    ),
    firstSeenMs,
    lastUsedMs,
    uses,
    endedAtMs,
    consents: listScriptConsents(store, id)
      .filter((one) => one.endedAtMs === null || (one.tokenUntilMs ?? 0) > nowMs)
      .map((one) => viewConsent(one, nameOf)),
  }
}

function viewConsent(
  { id, connectionId, level, givenAtMs, untilMs, tokenUntilMs, endedAtMs, endedBy }: ScriptConsentRow,
  nameOf: (connectionId: string) => string,
): ScriptConsent {
  const connectionName = nameOf(connectionId)
  return { id, connectionId, connectionName, level, givenAtMs, untilMs, tokenUntilMs, endedAtMs, endedBy }
}

/** Of a connection that was removed, the name that its activity has. */
function connectionNameOf(deps: ScriptDeps, connectionId: string): string {
  if (findConnection(deps.store, connectionId)) return titleOf(viewConnection(deps, connectionId))
  const [line] = listActivity(deps.store, { connectionId, limit: 1 })
  return [line?.institutionName, line?.login].filter(Boolean).join(', ')
}
