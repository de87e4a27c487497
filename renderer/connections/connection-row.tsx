import type { Connection } from '../../shared/models.ts'
import { useNow } from '../clock.ts'
import { countText, dateText } from '../format.ts'
import { messageOf, nextTryText } from '../messages.ts'
import { Monogram } from '../parts/monogram.tsx'
import { useAction } from '../parts/use-action.ts'
import { stageWords } from '../words.ts'
import { Actions } from './actions.tsx'
import { ConsentBar } from './consent-bar.tsx'
import { freshnessText, StatusPill } from './status.tsx'

export function ConnectionRow({
  connection,
  isSelected,
  onSelect,
}: {
  connection: Connection
  isSelected: boolean
  onSelect: () => void
}) {
  const action = useAction()
  const nowMs = useNow(connection.status === 'revoking' ? 200 : 20_000)
  const isAlive = connection.status === 'active' || connection.status === 'revoking'
  const problem = action.failure ?? (connection.status === 'revoking' ? null : connection.problem)
  const stage = stageWords[connection.stage]
  return (
    <tr className={isSelected ? 'selected' : ''} onClick={onSelect}>
      <th scope="row">
        <div className="who">
          <Monogram name={connection.institutionName} />
          <div>
            <button type="button" className="row-name" aria-pressed={isSelected} onClick={onSelect}>
              {connection.institutionName}
            </button>
            {stage && <span className="tag">{stage}</span>}
            <div className="sub">
              {[connection.signedInAs, accountsText(connection)].filter(Boolean).join(' · ')}
            </div>
          </div>
        </div>
      </th>
      <td className="status-cell">
        <StatusPill connection={connection} />
        <div className="sub" role={problem ? 'alert' : undefined}>
          {problem ? causeText(connection, problem, nowMs) : freshnessText(connection, nowMs)}
        </div>
      </td>
      <td className="consent-cell">
        {isAlive ? (
          <>
            <span>{dateText(connection.consentUntilMs)}</span>
            <ConsentBar fromMs={connection.linkedAtMs} untilMs={connection.consentUntilMs} nowMs={nowMs} />
          </>
        ) : (
          <span aria-label="none">—</span>
        )}
      </td>
      <td className="actions-cell">
        <div onClick={(event) => event.stopPropagation()} role="presentation">
          <Actions connection={connection} action={action} nowMs={nowMs} />
        </div>
      </td>
    </tr>
  )
}

function accountsText({ accounts, status }: Connection): string {
  if (status === 'revoked') return ''
  return accounts.length === 0 ? 'no accounts' : countText(accounts.length, 'account', 'accounts')
}

function causeText(
  connection: Connection,
  problem: NonNullable<Connection['problem']>,
  nowMs: number,
): string {
  const { what, next } = messageOf(problem)
  const planned =
    connection.status === 'revocation-pending' ? nextTryText(connection.nextTryAtMs, nowMs) : null
  return `${what} ${planned ?? next}`
}
