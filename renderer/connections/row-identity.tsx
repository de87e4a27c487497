import type { MouseEvent, RefObject } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { folded } from '../../shared/plain-text.ts'
import { Login } from '../parts/login.tsx'
import { Marked } from '../parts/marked.tsx'
import { Monogram } from '../parts/monogram.tsx'
import { countText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { connectionName } from '../text/connection-name.ts'
import { reasonOf, wordsToMark, type Query } from './list/query.ts'

const noWords: readonly string[] = []
/** Labels in a row. The pane has all of them. */
const mostLabels = 3

/** Whose connection it is: institution and login, and below them labels and accounts, or why the search found it. */
export function RowIdentity({
  connection,
  query,
  nowMs,
  button,
  isSelected,
  tabIndex,
  onPress,
}: {
  connection: ConnectionSummary
  query: Query | null
  nowMs: number
  button: RefObject<HTMLButtonElement | null>
  isSelected: boolean
  tabIndex: number
  onPress: (event: MouseEvent) => void
}) {
  const { institutionName, signedInAs, labels } = connection
  const words = query === null ? noWords : wordsToMark(query)
  const reason = query === null ? null : reasonOf(connection, query, nowMs)
  const accounts = accountsText(connection)
  return (
    <div className="name-block">
      <Monogram name={institutionName} />
      <div className="who-frame">
        <div className="who">
          <button
            type="button"
            ref={button}
            className="row-name"
            tabIndex={tabIndex}
            aria-label={connectionName(connection)}
            aria-pressed={isSelected}
            title={institutionName}
            onClick={(event) => {
              event.stopPropagation()
              onPress(event)
            }}
          >
            <Marked text={institutionName} words={words} />
          </button>
          {signedInAs && <Login text={signedInAs} words={words} />}
          {connection.stage === 'production' && (
            <span className="tag production">{text.stages.production}</span>
          )}
          <div className="extra sub" title={[...labels, accounts].filter(Boolean).join(' · ')}>
            {labelsToShow(labels, words).map((label) => (
              <span className="row-label" key={label}>
                <Marked text={label} words={words} />
              </span>
            ))}
            {labels.length > mostLabels && (
              <span className="whole">{text.list.moreLabels(labels.length - mostLabels)}</span>
            )}
            {reason === null ? (
              accounts && <span>{accounts}</span>
            ) : (
              <span className="reason">
                {text.list.reasons[reason.field]}: <Marked text={reason.value} words={words} />
              </span>
            )}
          </div>
        </div>
      </div>
    </div>
  )
}

/** The first few, and before them those that were searched for. */
function labelsToShow(labels: readonly string[], words: readonly string[]): readonly string[] {
  if (labels.length <= mostLabels) return labels
  const isFound = (label: string) => words.some((word) => folded(label).includes(word))
  return [...labels.filter(isFound), ...labels.filter((label) => !isFound(label))].slice(0, mostLabels)
}

function accountsText(connection: ConnectionSummary): string {
  const { accountCount, status, hasReader, sharesAccounts, dataAsOfMs } = connection
  if (!hasReader) return ''
  if (status === 'revoked' || status === 'unreadable') return ''
  if (accountCount === 0 && sharesAccounts && dataAsOfMs === null) return ''
  return accountCount === 0 ? text.list.noAccounts : countText(accountCount, 'account', 'accounts')
}
