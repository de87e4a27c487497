import { useState } from 'react'
import type { Connection } from '../../../shared/models/connection.ts'
import { ExportButtons } from '../../export/export-buttons.tsx'
import { Button } from '../../parts/button.tsx'
import { Name } from '../../parts/name.tsx'
import { ReadStatus } from '../../parts/read-status.tsx'
import { call } from '../../state/api.ts'
import { useRead } from '../../state/use-read.ts'
import { text } from '../../text/text.ts'

/** Name and contact of the login, read from the institution when the user asks for them. */
export function OwnerSection({ connection }: { connection: Connection }) {
  const [isShown, show] = useState(false)
  if (connection.status !== 'active' || !connection.permissions.includes('customers')) return null
  return (
    <section>
      <h3>{text.owner.title}</h3>
      {isShown ? (
        <OwnerFacts connectionId={connection.id} />
      ) : (
        <Button look="link" onPress={() => show(true)}>
          {text.owner.show}
        </Button>
      )}
    </section>
  )
}

function OwnerFacts({ connectionId }: { connectionId: string }) {
  const read = useRead(() => call('owner.read', { id: connectionId }))
  if (read.value === null) return <ReadStatus read={read} loading={text.owner.loading} />
  const { owner, isPartial } = read.value
  const facts: [string, string[]][] = [
    [text.owner.name, owner.names],
    [text.owner.address, owner.addresses],
    [text.owner.phone, owner.phones],
    [text.owner.email, owner.emails],
  ]
  const known = facts.filter(([, values]) => values.length > 0)
  return (
    <>
      {known.length === 0 && <p className="muted">{text.owner.none}</p>}
      <dl className="facts">
        {known.map(([name, values]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {values.map((value) => (
                <div key={value}>
                  <Name text={value} />
                </div>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      {owner.unreadable.length > 0 && (
        <p className="problem soon">{text.pane.unreadableValues(owner.unreadable)}</p>
      )}
      {isPartial && <p className="problem soon">{text.owner.partial}</p>}
      <p className="hint">{text.owner.notStored}</p>
      <ExportButtons
        label={text.owner.export}
        onExport={(file) => call('owner.export', { id: connectionId, ...file })}
      />
    </>
  )
}
