import { useContext, useState, type ComponentProps } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { connectionName } from '../text/connection-name.ts'
import { Button } from '../parts/button.tsx'
import { DangerActions } from '../parts/danger-actions.tsx'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Name } from '../parts/name.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { DatasetsContext } from '../state/datasets.tsx'
import { text } from '../text/text.ts'
import type { Stored } from './stored.ts'

/** Deletes the data of a connection from all datasets, after it has asked. */
export function DeleteData({
  connection,
  stored,
  look,
}: {
  connection: ConnectionSummary
  stored: readonly Stored[]
  look: NonNullable<ComponentProps<typeof Button>['look']>
}) {
  const [isAsking, setAsking] = useState(false)
  const { retry } = useContext(DatasetsContext)
  const action = useAction(connection)
  const words = text.data.kept
  const name = connectionName(connection)
  const close = () => setAsking(false)
  const remove = () =>
    action.run(async () => {
      await call('datasets.deleteOfConnection', { connectionId: connection.id })
      close()
      retry()
    })
  return (
    <>
      <Button look={look} isDestructive label={words.deleteOf(name)} onPress={() => setAsking(true)}>
        {words.delete}
      </Button>
      {isAsking && (
        <DialogFrame title={words.deleteTitle(name)} onClose={close}>
          <p>{words.deleteWhat(stored.reduce((sum, { rows }) => sum + rows, 0))}</p>
          <ul className="revoked-list">
            {stored.map(({ id, name: dataset, rows }) => (
              <li key={id}>
                <Name text={dataset} /> <span className="sub">{words.rows(rows)}</span>
              </li>
            ))}
          </ul>
          <p>{words.deleteEnd}</p>
          <DangerActions keep={words.keep} end={words.delete} action={action} onKeep={close} onEnd={remove} />
        </DialogFrame>
      )}
    </>
  )
}
