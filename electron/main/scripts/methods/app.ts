import type { KeychainStatus } from '../../../../shared/models/app.ts'
import type { LocalInput, LocalOutput } from '../../../../shared/local.ts'
import { findReferences } from '../references.ts'
import type { ScriptDeps } from '../script-deps.ts'

const keychainWords: Readonly<Record<KeychainStatus['state'], LocalOutput<'app.status'>['keychain']>> = {
  // It has not been needed yet.
  checking: 'available',
  keychain: 'available',
  memory: 'available',
  locked: 'locked',
  denied: 'unavailable',
  timeout: 'unavailable',
  unavailable: 'unavailable',
}

export function statusForScript(deps: ScriptDeps): LocalOutput<'app.status'> {
  return {
    version: deps.about.versions['mooring'] ?? '',
    keychain: keychainWords[deps.keychain.status().state],
    // Of programs, not of questions: their number would tell which names there are.
    waitingConsents: new Set(deps.scripts.questions.list().map(({ keyHash }) => keyHash)).size,
    isWindowOpen: deps.isWindowOpen(),
  }
}

/** Shows the window, and the connection if the name means one. Says nothing of whether it does. */
export function openForScript(deps: ScriptDeps, { connection }: LocalInput<'window.open'>): object {
  return show(deps, connection === undefined ? [] : [connection])
}

/** Shows the connections to revoke: the user revokes them there, or does not. */
export function revokeForScript(deps: ScriptDeps, { connections }: LocalInput<'window.revoke'>): object {
  return show(deps, connections)
}

function show(deps: ScriptDeps, references: readonly string[]): object {
  deps.scripts.windowLimit.count('')
  const [id, ...others] = references.flatMap(findReferences(deps.store))
  const isOne = id !== undefined && others.length === 0
  deps.openInFront(isOne ? { kind: 'connection', id } : { kind: 'view', view: 'connections' })
  return {}
}
