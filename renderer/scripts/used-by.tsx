import { useContext } from 'react'
import { Name } from '../parts/name.tsx'
import { ScriptsContext } from '../state/scripts.tsx'
import { text } from '../text/text.ts'
import { clientsOf, untilText } from './script-words.ts'

/** Which programs may use a connection, in its details. */
export function UsedBy({
  connectionId,
  nowMs,
  onScript,
}: {
  connectionId: string
  nowMs: number
  onScript: (id: string) => void
}) {
  const { value } = useContext(ScriptsContext)
  const users = value ? clientsOf(value, connectionId, nowMs) : []
  const words = text.scripts.pane
  if (users.length === 0) return null
  return (
    <section>
      <h3>{words.title}</h3>
      <ul className="stored">
        {users.map(({ client: { id, name }, consent: { level, untilMs } }) => (
          <li key={id}>
            <button type="button" className="cell-link" title={words.show(name)} onClick={() => onScript(id)}>
              <Name text={name} />
            </button>
            <span className="sub">{words.uses(text.scripts.levels[level], untilText(untilMs, nowMs))}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
