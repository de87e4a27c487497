import { text } from '../text/text.ts'
import type { Scripts } from '../../shared/models/script.ts'

export interface ScriptTargets {
  scripts: Scripts | null
  showScript: (id: string) => void
  /** Asks before it ends them. */
  endScripts: () => void
  showScriptPrompt: (questionId: string) => void
  turnOnScripts: () => void
}

/** What the palette offers for programs that use connections: each of them, what waits, and ending all, which asks first. */
export function scriptCommands({
  scripts,
  showScript,
  endScripts,
  showScriptPrompt,
  turnOnScripts,
}: ScriptTargets) {
  if (scripts === null) return []
  const words = text.scripts.palette
  const alive = scripts.clients.filter(({ endedAtMs }) => endedAtMs === null)
  return [
    ...scripts.questions.map(({ id, clientName }) => ({
      key: `script-question-${id}`,
      name: words.waiting(clientName),
      kind: text.scripts.waiting,
      run: () => showScriptPrompt(id),
    })),
    ...alive.map(({ id, name }) => ({
      key: `script-${id}`,
      name: words.client(name),
      kind: words.kind,
      run: () => showScript(id),
    })),
    ...(alive.length > 0
      ? [{ key: 'end-scripts', name: words.endAll, kind: text.palette.action, run: endScripts }]
      : []),
    ...(scripts.isOn
      ? []
      : [{ key: 'scripts-on', name: words.turnOn, kind: text.palette.action, run: turnOnScripts }]),
  ]
}
