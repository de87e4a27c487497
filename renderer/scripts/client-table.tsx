import { useState, type KeyboardEvent } from 'react'
import type { ScriptClient } from '../../shared/models/script.ts'
import { stepTo } from '../parts/step-to.ts'
import { text } from '../text/text.ts'
import { ClientRow } from './client-row.tsx'

const columns = ['name', 'uses', 'level', 'until', 'lastUsed', 'actions'] as const

/** Rows that Page Up and Page Down pass. */
const pageRows = 6

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
  const [focusedId, setFocused] = useState<string | null>(null)
  const currentId = clients.some(({ id }) => id === focusedId) ? focusedId : chosenId
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const lines = clients.map(({ id }) => ({ kind: 'client', id }))
    const from = lines.findIndex(({ id }) => id === currentId)
    const next = stepTo(event.key, lines, from, pageRows)
    if (next === null) return
    event.preventDefault()
    event.currentTarget.querySelectorAll<HTMLElement>('.row-name')[next]?.focus()
  }
  return (
    <table className="wide-table scripts-table">
      <caption className="hidden">{text.scripts.caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className={`${column}-cell`}>
              <span className={column === 'actions' ? 'hidden' : undefined}>
                {text.scripts.columns[column]}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody onKeyDown={move}>
        {clients.map((client) => (
          <ClientRow
            key={client.id}
            client={client}
            isChosen={client.id === chosenId}
            isCurrent={client.id === currentId}
            nowMs={nowMs}
            onFocus={setFocused}
            onChoose={onChoose}
            onEnd={onEnd}
          />
        ))}
      </tbody>
    </table>
  )
}
