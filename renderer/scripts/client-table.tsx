import type { ScriptClient } from '../../shared/models/script.ts'
import { ChoiceHeadings, useChoiceRows } from '../parts/choice-rows.tsx'
import { text } from '../text/text.ts'
import { ClientRow } from './client-row.tsx'

const columns = ['name', 'uses', 'level', 'until', 'lastUsed', 'actions'] as const

/** The programs, of which one is chosen. Tab reaches one row, and the arrow keys move between rows. */
export function ClientTable({
  clients,
  chosenId,
  nowMs,
  onChoose,
  onEnd,
}: {
  clients: readonly ScriptClient[]
  chosenId: string
  nowMs: number
  onChoose: (id: string) => void
  onEnd: (client: ScriptClient) => void
}) {
  const { currentId, onFocus, onKeyDown } = useChoiceRows(
    clients.map(({ id }) => id),
    chosenId,
  )
  return (
    <table className="wide-table scripts-table">
      <caption className="hidden">{text.scripts.caption}</caption>
      <ChoiceHeadings columns={columns} words={text.scripts.columns} />
      <tbody onKeyDown={onKeyDown}>
        {clients.map((client) => (
          <ClientRow
            key={client.id}
            client={client}
            isChosen={client.id === chosenId}
            isCurrent={client.id === currentId}
            nowMs={nowMs}
            onFocus={onFocus}
            onChoose={onChoose}
            onEnd={onEnd}
          />
        ))}
      </tbody>
    </table>
  )
}
