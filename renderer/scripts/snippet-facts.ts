import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { ScriptCommand } from '../../shared/models/script.ts'
import type { SnippetFacts } from './snippets.ts'

/** The short name of the command where a terminal finds it, else its file. The first connection that works, else the built-in one's name. */
export function snippetFacts(
  command: ScriptCommand | null,
  connections: readonly ConnectionSummary[],
): SnippetFacts {
  const isFound =
    command === null || command.state === 'missing' || (command.state === 'linked' && command.isOnPath)
  const connection = connections.find(({ status }) => status === 'active') ?? connections[0]
  return {
    command: isFound ? 'mooring' : command.file,
    connection: connection?.institutionName ?? 'Mikomo',
  }
}
