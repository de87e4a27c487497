import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { ScriptCommand } from '../../shared/models/script.ts'
import type { SnippetFacts } from './snippets.ts'

const name = 'mooring'

/** The command by its short name where a terminal finds it, and the first connection that works, else the built-in one's name. */
export function snippetFacts(
  command: ScriptCommand | null,
  connections: readonly ConnectionSummary[],
): SnippetFacts {
  const connection = connections.find(({ status }) => status === 'active') ?? connections[0]
  return { ...commandFacts(command), connection: connection?.institutionName ?? 'Mikomo' }
}

function commandFacts(command: ScriptCommand | null): Omit<SnippetFacts, 'connection'> {
  if (command === null || command.state === 'missing') return { command: name, path: name, file: name }
  const { state, file, link, isOnPath } = command
  const isLinked = state === 'linked' && link !== null
  return { command: isLinked && isOnPath ? name : file, path: isLinked ? link : file, file }
}
