import { useState, type KeyboardEvent } from 'react'
import { call } from '../api.ts'
import { ChooseInstitution } from '../link/choose-institution.tsx'
import { Button } from '../parts/button.tsx'
import { useAction } from '../parts/use-action.ts'
import type { World } from '../state.ts'
import { ConnectionPane } from './connection-pane.tsx'
import { ConnectionRow } from './connection-row.tsx'
import { FirstRun } from './first-run.tsx'
import { RevokeAll } from './revoke-all.tsx'
import { useKeptFocus } from './use-kept-focus.ts'

export function ConnectionsView({
  world,
  selectedId,
  linkedId,
  onSelect,
  onAddRegistration,
  onPrepared,
}: {
  world: World
  selectedId: string | null
  /** The connection that was linked just now. */
  linkedId: string | null
  onSelect: (id: string | null) => void
  onAddRegistration: () => void
  onPrepared: () => Promise<void>
}) {
  const action = useAction()
  const [isChoosing, setChoosing] = useState(false)
  const [returnToId, returnTo] = useState<string | null>(null)
  const keptFocus = useKeptFocus()
  const selected = world.connections.find(({ id }) => id === selectedId)
  const hasOwn = world.registrations.some(({ environment }) => environment.kind !== 'mikomo')

  const linkMikomo = () =>
    action.run(async () => {
      const { id } = await call('sandbox.prepare', {})
      await onPrepared()
      await call('links.start', { institutionId: id })
    })
  const choose = (
    <ChooseInstitution
      world={world}
      isOpen={isChoosing}
      onClose={() => setChoosing(false)}
      onMikomo={linkMikomo}
      onAddRegistration={onAddRegistration}
      onChanged={onPrepared}
    />
  )

  if (world.connections.length === 0 && !hasOwn) {
    return (
      <FirstRun
        isBusy={action.isRunning}
        failure={action.failure}
        onTry={linkMikomo}
        onAddRegistration={onAddRegistration}
      />
    )
  }
  return (
    <div className="columns" {...keptFocus}>
      <main className="list">
        <header className="list-head">
          <h1>Connections</h1>
          <RevokeAll connections={world.connections} />
          <Button look="primary" onPress={() => setChoosing(true)}>
            Link institution
          </Button>
        </header>
        {world.connections.length === 0 ? (
          <p className="empty">
            Nothing is linked yet. Link institution opens your browser at the institution.
          </p>
        ) : (
          <table className="connections">
            <caption className="hidden">Connections</caption>
            <thead>
              <tr>
                <th scope="col">Institution</th>
                <th scope="col">Status</th>
                <th scope="col">Consent until</th>
                <th scope="col">
                  <span className="hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody onKeyDown={moveByArrow}>
              {world.connections.map((connection) => (
                <ConnectionRow
                  key={connection.id}
                  connection={connection}
                  isSelected={connection.id === selectedId}
                  takesFocus={connection.id === linkedId || connection.id === returnToId}
                  onSelect={() => {
                    returnTo(null)
                    onSelect(connection.id)
                  }}
                />
              ))}
            </tbody>
          </table>
        )}
      </main>
      {selected && (
        <ConnectionPane
          key={selected.id}
          connection={selected}
          onClose={() => {
            returnTo(selected.id)
            onSelect(null)
          }}
        />
      )}
      {choose}
    </div>
  )
}

/** Up and down go from row to row, as in any list. */
function moveByArrow(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  const names = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('.row-name')]
  const row = event.target instanceof Element ? event.target.closest('tr') : null
  const here = names.findIndex((name) => row?.contains(name))
  names[here + step]?.focus()
  event.preventDefault()
}
