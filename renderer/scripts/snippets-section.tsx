import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { call } from '../state/api.ts'
import { useRead } from '../state/use-read.ts'
import { text } from '../text/text.ts'
import { snippetFacts } from './snippet-facts.ts'
import { snippetKeys, snippets } from './snippets.ts'

/** Examples to copy, with the command and a connection of this computer. */
export function Snippets({ connections }: { connections: readonly ConnectionSummary[] }) {
  const { value: command } = useRead(() => call('scripts.command', {}))
  const words = text.scripts.snippets
  const facts = snippetFacts(command, connections)
  return (
    <section className="snippets" aria-label={words.title}>
      <h2>{words.title}</h2>
      <ul>
        {snippetKeys.map((key) => {
          const code = snippets[key](facts)
          return (
            <li key={key}>
              <header>
                <h3>{words.kinds[key]}</h3>
                <CopyButton
                  label={words.copy(words.kinds[key])}
                  onCopy={() => call('clipboard.copy', { text: code })}
                />
              </header>
              <pre tabIndex={0} aria-label={words.kinds[key]}>
                <code>{code}</code>
              </pre>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
