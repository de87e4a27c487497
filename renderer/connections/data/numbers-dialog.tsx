import type { Account } from '../../../shared/models/account.ts'
import type { AccountNumber } from '../../../shared/models/account-number.ts'
import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { Button } from '../../parts/button.tsx'
import { DialogFrame } from '../../parts/dialog-frame.tsx'
import { ReadStatus } from '../../parts/read-status.tsx'
import { call } from '../../state/api.ts'
import { useRead } from '../../state/use-read.ts'
import { text } from '../../text/text.ts'

const names = text.accountNumbers

/** The full account and routing numbers of an account, read when the dialog opens. */
export function NumbersDialog({
  connection,
  account,
  onClose,
}: {
  connection: ConnectionSummary
  account: Account
  onClose: () => void
}) {
  const read = useRead(() =>
    call('accountNumbers.read', { connectionId: connection.id, accountKey: account.key }),
  )
  return (
    <DialogFrame title={names.openOf(account.name)} onClose={onClose}>
      {read.value === null ? (
        <ReadStatus read={read} loading={names.loading} />
      ) : (
        <>
          {read.value.numbers.length === 0 && <p className="empty">{names.none}</p>}
          {read.value.numbers.map((one) => (
            <Numbers key={`${one.network} ${one.account}`} number={one} />
          ))}
          {read.value.isPartial && <p className="problem soon">{names.partial}</p>}
          {read.value.unreadable > 0 && (
            <p className="problem soon">{names.unreadable(read.value.unreadable)}</p>
          )}
        </>
      )}
      <div className="dialog-actions">
        <span className="hint">{names.notStored}</span>
        <span className="gap" />
        <Button autoFocus onPress={onClose}>
          {names.close}
        </Button>
      </div>
    </DialogFrame>
  )
}

function Numbers({ number: { bank, account, isToken, network } }: { number: AccountNumber }) {
  const facts: [string, string | null][] = [
    [names.bank, bank],
    [isToken ? names.token : names.account, account],
    [names.network, network],
  ]
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
