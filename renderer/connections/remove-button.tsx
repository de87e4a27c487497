import { useContext, useState, type ComponentProps } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { DangerActions } from '../parts/danger-actions.tsx'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Button } from '../parts/button.tsx'
import { dateText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { connectionName } from '../text/connection-name.ts'
import { RemovalsContext } from './removals.ts'

/** Removes a connection; it can be undone for a few seconds. Asks first if access may remain, or the row shows the receipt of a revocation. */
export function RemoveButton({
  connection,
  children,
  ...button
}: { connection: ConnectionSummary } & Omit<ComponentProps<typeof Button>, 'onPress' | 'isDestructive'>) {
  const [isConfirming, setConfirming] = useState(false)
  const { remove } = useContext(RemovalsContext)
  const { id, institutionName: name, mayRemain, isRevocable, receipt } = connection
  const hasAccess = mayRemain || isRevocable
  const isAsking = hasAccess || receipt !== null
  return (
    <>
      <Button {...button} isDestructive onPress={() => (isAsking ? setConfirming(true) : remove(id))}>
        {children}
      </Button>
      {isConfirming && (
        <DialogFrame
          title={text.removeDialog.title(connectionName(connection))}
          onClose={() => setConfirming(false)}
        >
          {hasAccess && (
            <>
              <p>{text.removeDialog.remains(name)}</p>
              <p>{text.removeDialog.next}</p>
            </>
          )}
          {receipt && <p>{text.removeDialog.receipt(receipt.host, dateText(receipt.revokedAtMs))}</p>}
          <DangerActions
            keep={text.removeDialog.keep}
            end={text.removeDialog.remove}
            onKeep={() => setConfirming(false)}
            onEnd={() => {
              setConfirming(false)
              remove(id)
            }}
          />
        </DialogFrame>
      )}
    </>
  )
}
